// The policy's figures for safeguarding. Pure.
#pragma once

#include "projections/state/school.h"

namespace hometime {

/// The school's own, or the defaults: 30 minutes, within working hours (S54).
[[nodiscard]] SafeguardingRules safeguarding_rules(const School& school);
/// When the deputies are told of a concern that nobody acknowledged. One that staff raised: after so many minutes of
/// the safeguarding hours; a guardian's, whom no clock protects: after so many minutes (D14).
[[nodiscard]] UtcTime escalates_at(const School& school, bool by_guardian, UtcTime raised);

}  // namespace hometime
