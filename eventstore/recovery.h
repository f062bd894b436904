// What a start finds: does the database hold what HEAD says, and if not, what is missing?
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "eventstore/data_folder.h"
#include "eventstore/file.h"
#include "eventstore/head.h"
#include "eventstore/keystore.h"
#include "eventstore/rocks_log.h"

namespace hometime {

/// One thing that is not as it was acknowledged. `last` 0: no range of a log. A school of 0: the whole folder.
struct Finding {
    SchoolId school;
    Sequence first;
    Sequence last;
    std::string what;
    friend bool operator==(const Finding&, const Finding&) = default;
};
using Findings = std::vector<Finding>;
/// "sch_7Q2K9DAB records 41 to 64: not in the database". For the operator; no text of a person.
[[nodiscard]] std::string to_string(const Finding& finding);

/// How many commits the database may be ahead of HEAD: written durably, never acknowledged. One died between
/// the two syncs; HEAD of that one may be torn, so that the one before it counts.
inline constexpr std::uint64_t kCommitsAheadMax = 2;

/// The database as it stands: every school's tree restored from its newest records and tiles.
struct DatabaseState {
    std::uint64_t commit = 0;
    std::vector<LogHead> heads;  ///< by school, as the edges say
    std::map<SchoolId, Branch> branches;
    Findings findings;  ///< trees that records and tiles do not hash to
};
/// Errors: `corrupt`, `unavailable` from the database.
[[nodiscard]] Result<DatabaseState> read_state(const RocksReader& reader);
/// Heads by the edges alone. Errors as read_state.
[[nodiscard]] Result<std::vector<LogHead>> read_edges(const RocksDb& db);
/// How many commits every table holds. Errors: `corrupt` a table lost some; as read_state.
[[nodiscard]] Result<std::uint64_t> count_commits(const RocksDb& db);

/// What HEAD holds and the database does not: sizes, roots, log ids, commit number.
/// `beside_owner`: the database is read while its owner writes; it may be any number of commits ahead.
[[nodiscard]] Findings compare(const Head& head, const DatabaseState& state, const RocksReader& reader,
                               bool beside_owner);
/// `what` is wrong with all that HEAD vouches for.
[[nodiscard]] Findings all_of(const Head& head, const std::string& what);
/// Schools and ranges whose records name keys that are not in `keys`.
[[nodiscard]] Findings without_keys_of(const KeyStoreIndex& keys, const RocksReader& reader);
/// A checkpoint that this folder holds and its public key verifies.
struct SignedSize {
    SchoolId school;
    std::uint64_t size = 0;
    Hash root{};
};
/// All of them. One that does not verify proves nothing and is passed over.
[[nodiscard]] std::vector<SignedSize> read_checkpoints(FileSystem& files, const DataFolder& folder);
/// What was signed for and `reader`'s logs do not hold.
[[nodiscard]] Findings against_checkpoints(const std::vector<SignedSize>& checkpoints, const RocksReader& reader);

}  // namespace hometime
