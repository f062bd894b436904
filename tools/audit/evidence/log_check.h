// One log read from its first byte to its last: what its records say of each other, and the tree over them. Reading,
// hashing and folding go on beside each other.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eventstore/base/result.h"
#include "eventstore/codec.h"
#include "eventstore/frame.h"
#include "tools/audit/evidence/hashes.h"

namespace hometime::evidence {

/// Gives records' bytes in order, from the first that is wanted, until the visitor returns false or the log ends;
/// called on a thread of its own. A view lives until the visitor returns. Errors: `corrupt` bytes are missing or not as
/// they were written: a difference; others: the log cannot be read.
using FrameScan = std::function<Result<void>(const std::function<bool(Sequence, std::string_view)>& visit)>;

struct LogQuestion {
    std::string name;         ///< in front of every difference
    std::optional<Uuid> log;  ///< empty: the first record says which
    std::uint64_t size = 0;   ///< records that must be there
    Hash root{};              ///< over them
    /// What is in the store: levels above 0 as they stand, level 0 where full. Null: not compared.
    /// Answers nullopt where there is no such tile. On any thread.
    std::function<Result<std::optional<std::string>>(unsigned level, std::uint64_t index)> stored_tile;
    std::function<bool(std::uint64_t key)> has_key;  ///< null: keys are not looked for; on any thread
    std::set<std::uint64_t> sizes;                   ///< at which the root is asked for
    /// Told of every fact in order, on the calling thread. Null: what a record says is not decoded (only the log's own
    /// rules, its tree and its keys are checked).
    std::function<void(const FramedRecord&, const Event&)> fold;
    std::function<void(std::uint64_t done)> progress;  ///< on the calling thread; may be null
};

/// A fact in the log that says that it came back from a backup with so many records.
struct RestoredFrom {
    Sequence fact;
    std::uint64_t size = 0;
};

struct LogAnswer {
    std::uint64_t size = 0;  ///< records read
    Hash root{};
    std::map<std::uint64_t, Hash> root_at;           ///< at the sizes that were asked for
    std::map<std::uint64_t, Sequence> missing_keys;  ///< named by a sealed part and not in the key store
    std::set<std::uint64_t> destroyed_keys;          ///< by a fact in this log
    std::vector<RestoredFrom> restored;              ///< by facts in this log
    std::string difference;                          ///< the first one; empty: none
};

/// Errors: those of the scan but `corrupt`, which is a difference.
[[nodiscard]] Result<LogAnswer> check_log(const FrameScan& scan, const LogQuestion& question);

}  // namespace hometime::evidence
