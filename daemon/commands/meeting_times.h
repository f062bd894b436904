// When a guardian and a teacher may meet. Pure.
#pragma once

#include <vector>

#include "eventstore/base/json.h"
#include "projections/state/school.h"

namespace hometime {

/// The school's figures, or the defaults.
[[nodiscard]] MeetingRules meeting_rules(const School& school);
/// What is wrong with a length: an entry at /minutes.
void check_length(const MeetingRules& rules, std::uint32_t minutes, json::FieldErrors& errors);
/// What is wrong with times to offer, each by its place under /times: how many, twice the same, past, too far away, not
/// within the hours in which people may meet, not on a school day.
void check_times(const School& school, const MeetingRules& rules, const std::vector<UtcTime>& times,
                 std::uint32_t minutes, UtcTime now, json::FieldErrors& errors);

}  // namespace hometime
