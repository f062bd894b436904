// The date in a school. Pure.
#pragma once

#include "eventstore/base/time.h"
#include "projections/state/school.h"

namespace hometime {

/// In the school's own zone. Throws StateError when this computer does not know the zone.
[[nodiscard]] LocalDate today(const School& school, UtcTime now);

}  // namespace hometime
