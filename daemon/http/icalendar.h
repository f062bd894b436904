// Writes iCalendar (RFC 5545). The daemon never reads any.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/time.h"

namespace hometime::http {

/// One event, at instants or, with `all_day`, on whole days.
struct CalendarEntry {
    std::string uid;             ///< of this thing and no other, for good
    std::uint32_t sequence = 0;  ///< rises with every change
    UtcTime changed_at;          ///< the last change
    std::optional<UtcTime> starts_at;
    std::optional<UtcTime> ends_at;  ///< empty: not known
    std::optional<LocalDate> first_day;
    std::optional<LocalDate> last_day;  ///< included
    std::string summary;
    std::string description;
    std::string place;
    bool cancelled = false;
};

/// The whole file: lines end in CR LF, none is longer than 75 bytes, none is cut inside a character.
[[nodiscard]] std::string write_calendar(std::string_view name, const std::vector<CalendarEntry>& entries);

}  // namespace hometime::http
