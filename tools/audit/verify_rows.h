// Decision state held to what the log folds into. Internal to the verifier.
#pragma once

#include "eventstore/audit.h"
#include "projections/state/school.h"

namespace hometime::tools {

/// Compares a school's rows with `expected`, one by one, and counts them. Empty: they are the same; else the first
/// difference.
[[nodiscard]] std::string compare_rows(const AuditLog& audit, SchoolId school, const MemoryRows& expected,
                                       std::uint64_t& compared);

}  // namespace hometime::tools
