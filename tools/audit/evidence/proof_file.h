// Proofs as files: C2SP tlog-proof (a record is in a signed log), and the request of C2SP tlog-witness (a log grew from
// one that a witness knows). Text; see docs/log-format.md.
#pragma once

#include <optional>
#include <string>

#include "tools/audit/evidence/notes.h"
#include "tools/audit/evidence/proofs.h"

namespace hometime::evidence {

/// "c2sp.org/tlog-proof@v1": that an entry is number `index` (from 0) of the log that `note` signs for.
struct InclusionFile {
    std::optional<std::string> extra;  ///< here: the entry itself. Proves nothing by itself.
    std::uint64_t index = 0;
    Proof hashes;
    std::string note;  ///< the signed checkpoint, word for word
};
[[nodiscard]] std::string write_inclusion(const InclusionFile& proof);
/// Errors: `corrupt` it is not written so.
[[nodiscard]] Result<InclusionFile> parse_inclusion(std::string_view text);

/// "old <size>": that the log that `note` signs for begins with the one of `old` entries. `old` 0: the first one seen.
struct ConsistencyFile {
    std::uint64_t old = 0;
    Proof hashes;
    std::string note;
};
[[nodiscard]] std::string write_consistency(const ConsistencyFile& proof);
/// Errors: `corrupt`.
[[nodiscard]] Result<ConsistencyFile> parse_consistency(std::string_view text);

}  // namespace hometime::evidence
