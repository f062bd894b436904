// Whether a roster holds together: what its entries say about each other.
#pragma once

#include "daemon/commands/commands.h"

namespace hometime {

/// What refers to something that the roster does not hold, and ids that stand twice; by pointer into the roster's
/// document. At most kRosterErrorsMax entries; empty: nothing.
[[nodiscard]] json::FieldErrors broken_references(const ImportRoster& roster);

inline constexpr std::size_t kRosterErrorsMax = 100;

}  // namespace hometime
