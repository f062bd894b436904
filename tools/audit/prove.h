// Making and checking proofs as files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/audit/evidence/proof_file.h"
#include "tools/audit/proven_log.h"

namespace hometime::tools {

/// A C2SP tlog-proof that record `sequence` is in the log; with the record itself in it unless `with_record` is false.
/// Errors: `not_found` beyond what was signed for; those of the log; `corrupt` the log does not hash to its checkpoint.
[[nodiscard]] Result<std::string> prove_record(const ProvenLog& log, Sequence sequence, bool with_record);
/// What a witness that knows `old` records (0: none) asks for, as C2SP tlog-witness writes it. Errors: `invalid` `old`
/// is more than what was signed for; as above.
[[nodiscard]] Result<std::string> prove_growth(const ProvenLog& log, std::uint64_t old);

/// What a proof shows.
struct ProofVerdict {
    std::string wrong;  ///< empty: it holds
    evidence::Checkpoint checkpoint;
    std::optional<RecordHeader> header;                    ///< of the record, where its bytes are one
    std::vector<std::pair<std::string, UtcTime>> seen_by;  ///< witnesses, and when each had seen this log
};
/// Checks a tlog-proof offline. `key`: the log's, or its store's, whose name is then replaced by the log's.
/// `record`: the record's bytes, with or without crc; empty: those in the proof.
/// Errors: `corrupt` it is no proof; `invalid` neither the proof nor the caller has the record.
[[nodiscard]] Result<ProofVerdict> check_proof(std::string_view proof, const evidence::NoteKey& key,
                                               const std::vector<evidence::NoteKey>& witnesses,
                                               const std::optional<std::string>& record);

}  // namespace hometime::tools
