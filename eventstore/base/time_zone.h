// The one place where wall time becomes an instant, and back. Owns absl::TimeZone.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/result.h"
#include "eventstore/base/time.h"

namespace hometime {

/// A wall-clock reading: date and seconds since midnight.
struct LocalTime {
    LocalDate date;
    int second_of_day = 0;
    friend constexpr auto operator<=>(const LocalTime&, const LocalTime&) = default;
};

/// How a wall time maps to instants. `unique`: one. `skipped`: none, the clock jumped over it.
/// `repeated`: two; `first` is the earlier by instant order (never by a daylight-saving flag).
struct Resolved {
    enum class Kind : std::uint8_t { unique, skipped, repeated };
    Kind kind = Kind::unique;
    UtcTime first;       ///< unique, repeated: the (first) instant. skipped: as if the old offset went on.
    UtcTime transition;  ///< skipped, repeated: the instant at which the offset changed.
};

/// An IANA zone. Cheap to copy, immutable, safe to share between threads.
class TimeZone {
public:
    /// Loads a zone of the system's zone files by its IANA name ("Europe/London").
    /// Errors: `invalid` for an unknown name, an abbreviation ("BST") or an "Etc/GMT+x".
    [[nodiscard]] static Result<TimeZone> load(std::string_view name);
    /// UTC itself; for tests and defaults.
    [[nodiscard]] static TimeZone utc();

    [[nodiscard]] const std::string& name() const noexcept;
    [[nodiscard]] LocalTime local(UtcTime instant) const;
    [[nodiscard]] Resolved resolve(LocalDate date, LocalMinute minute) const;
    /// windows.md R2: unique and repeated give the first pass, a gap gives the transition.
    [[nodiscard]] UtcTime endpoint(LocalDate date, LocalMinute minute) const;
    /// windows.md R5: false for a date that the zone jumped over whole (Apia, 2011-12-30).
    [[nodiscard]] bool has_date(LocalDate date) const;
    /// The first instant after `instant` at which the zone's offset changes; nullopt: never again.
    [[nodiscard]] std::optional<UtcTime> next_transition(UtcTime instant) const;
    /// RFC 3339 with the zone's offset at that instant: "2026-11-24T15:30:00+00:00".
    [[nodiscard]] std::string format(UtcTime instant) const;

private:
    struct Impl;
    explicit TimeZone(std::shared_ptr<const Impl> impl);
    std::shared_ptr<const Impl> impl_;
};

/// Version of the system's zone data ("2025b"), read from tzdata.zi; "unknown" where it is absent.
[[nodiscard]] std::string zone_data_version();

}  // namespace hometime
