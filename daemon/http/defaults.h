#pragma once

#include "eventstore/events/schools.h"

namespace hometime {

/// The figures of the policy's own words, as a school gets them when it opens: working hours Mon-Fri
/// 08:00-16:00 (S45), windows 08:00-08:30 and 15:30-16:00 (S38), the routes of S26-S30, two adults (S20).
[[nodiscard]] Policy default_policy();

}  // namespace hometime
