// What a guardian's calendar program reads under the secret link.
#pragma once

#include <string>
#include <string_view>

#include "daemon/http/app.h"

namespace hometime::http {

/// Events that began so long ago are still in the file; those further ahead are not yet.
inline constexpr std::chrono::days kCalendarPast{31};
inline constexpr std::chrono::days kCalendarAhead{366};

/// The address of the file, below the school's.
[[nodiscard]] std::string calendar_path(SchoolId school, std::string_view secret);

/// The events of the feeds that this guardian reads now, and the days on which the school is closed.
[[nodiscard]] std::string calendar_of(App& app, const School& state, GuardianId guardian, UtcTime now);

}  // namespace hometime::http
