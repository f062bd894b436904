// One school's log, read from its first byte. Internal to the verifier.
#pragma once

#include <functional>
#include <optional>

#include "eventstore/audit.h"
#include "projections/state/school.h"

namespace hometime::tools {

/// What reading a log gave: its tree's root, and the decision state that its facts fold into.
struct ReadLog {
    std::uint64_t size = 0;
    Hash root{};
    std::map<std::uint64_t, Hash> root_at;  ///< at the sizes that were asked for
    MemoryRows rows;
};

/// Reads `head`'s log. Returns the first difference, empty when there is none.
[[nodiscard]] Result<std::string> read_log(const AuditLog& audit, const LogHead& head,
                                           const std::set<std::uint64_t>& sizes, ReadLog& into,
                                           const std::function<void()>& on_record);

}  // namespace hometime::tools
