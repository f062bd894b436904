// Instants, local dates and local times are three types. They meet only in time_zone.h.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hometime {

/// An instant, UTC, to the microsecond.
using UtcTime = std::chrono::sys_time<std::chrono::microseconds>;
/// Elapsed time of this process; means nothing after a restart.
using MonotonicTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::microseconds>;
/// A date on the wall calendar of some school. Not an instant.
using LocalDate = std::chrono::local_days;

/// Minutes since local midnight, 0 to 1440 ("24:00" is allowed as an end).
struct LocalMinute {
    int value = 0;
    friend constexpr auto operator<=>(LocalMinute, LocalMinute) = default;
};

/// Monday = 0 … Sunday = 6.
[[nodiscard]] constexpr unsigned weekday_index(LocalDate date) noexcept {
    return std::chrono::weekday{date}.iso_encoding() - 1;
}

/// "2026-11-24T15:30:00Z", with ".123456" only when there is a fraction. RFC 3339.
[[nodiscard]] std::string to_string(UtcTime time);
/// Reads RFC 3339 with "Z" or an offset; up to six fractional digits. nullopt otherwise.
[[nodiscard]] std::optional<UtcTime> parse_utc_time(std::string_view text);

/// "2026-11-24".
[[nodiscard]] std::string to_string(LocalDate date);
[[nodiscard]] std::optional<LocalDate> parse_local_date(std::string_view text);

/// "15:30"; "24:00" for 1440.
[[nodiscard]] std::string to_string(LocalMinute minute);
[[nodiscard]] std::optional<LocalMinute> parse_local_minute(std::string_view text);

[[nodiscard]] constexpr UtcTime from_unix_micros(std::int64_t micros) noexcept {
    return UtcTime{std::chrono::microseconds{micros}};
}
[[nodiscard]] constexpr std::int64_t to_unix_micros(UtcTime time) noexcept {
    return time.time_since_epoch().count();
}

}  // namespace hometime
