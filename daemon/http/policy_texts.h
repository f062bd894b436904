// What people are asked to accept, in words.
#pragma once

#include "projections/state/school.h"

namespace hometime::http {

/// The school's own statements, or the defaults where it has none.
[[nodiscard]] PolicyTexts policy_texts(const School& school);

}  // namespace hometime::http
