// The policy's rules about conduct, and the figures of its ladder. Pure.
#pragma once

#include "projections/state/school.h"

namespace hometime {

/// The school's own, or the defaults: the policy's eight rules, and an item for SLT at the second reminder in a school
/// year (D7).
[[nodiscard]] ConductRules conduct_rules(const School& school);
/// Empty: the policy in force has no rule of this number.
[[nodiscard]] std::optional<std::string> rule_text(const School& school, std::uint32_t rule);
/// When the current school year began, at midnight of the school's own zone.
[[nodiscard]] UtcTime year_began(const School& school, UtcTime now);

}  // namespace hometime
