#include "tools/audit/prove.h"

#include "eventstore/frame.h"

namespace hometime::tools {

namespace {

tl::unexpected<Error> beyond(const ProvenLog& log) {
    return fail(ErrorCode::not_found, "only records 1 to " + std::to_string(log.checkpoint().size) +
                                          " were signed for by the newest checkpoint");
}

/// What its leaf is made of: a record is given with or without its crc.
std::string entry_of(std::string record) {
    if (decode_frame(record)) record.resize(record.size() - kFrameCrcBytes);
    return record;
}

std::optional<RecordHeader> header_of(std::string entry) {
    append_be(entry, crc32c(as_bytes(entry)));
    const auto record = decode_frame(entry);
    return record ? std::optional(record->header) : std::nullopt;
}

}  // namespace

Result<std::string> prove_record(const ProvenLog& log, Sequence sequence, bool with_record) {
    const auto& checkpoint = log.checkpoint();
    if (!sequence || sequence.value > checkpoint.size) return beyond(log);
    auto entry = log.entry(sequence);
    if (!entry) return tl::unexpected(entry.error());
    evidence::Tree tree(log.tiles(), checkpoint.size);
    auto hashes = tree.inclusion(sequence.value - 1);
    if (!hashes) return tl::unexpected(hashes.error());
    const auto leaf = evidence::leaf_hash(as_bytes(*entry));
    if (!evidence::shows_inclusion(leaf, sequence.value - 1, checkpoint.size, *hashes, checkpoint.root)) {
        return fail(ErrorCode::corrupt, "the log is not what its checkpoint was signed for: run verify");
    }
    evidence::InclusionFile proof{std::nullopt, sequence.value - 1, std::move(*hashes), log.note()};
    if (with_record) proof.extra = std::move(*entry);
    return evidence::write_inclusion(proof);
}

Result<std::string> prove_growth(const ProvenLog& log, std::uint64_t old) {
    const auto& checkpoint = log.checkpoint();
    if (old == 0) return evidence::write_consistency({0, {}, log.note()});
    if (old > checkpoint.size) {
        return fail(ErrorCode::invalid, "only " + std::to_string(checkpoint.size) +
                                            " records were signed for: the log may have been set back, run verify");
    }
    evidence::Tree tree(log.tiles(), checkpoint.size);
    auto hashes = tree.consistency(old);
    if (!hashes) return tl::unexpected(hashes.error());
    return evidence::write_consistency({old, std::move(*hashes), log.note()});
}

Result<ProofVerdict> check_proof(std::string_view text, const evidence::NoteKey& key,
                                 const std::vector<evidence::NoteKey>& witnesses,
                                 const std::optional<std::string>& record) {
    const auto proof = evidence::parse_inclusion(text);
    if (!proof) return tl::unexpected(proof.error());
    const auto note = evidence::parse_note(proof->note);
    if (!note) return tl::unexpected(note.error());
    if (!record && !proof->extra) {
        return fail(ErrorCode::invalid, "the record is not in this proof: give its bytes with --record-bytes");
    }
    const auto entry = entry_of(record ? *record : *proof->extra);
    ProofVerdict verdict;
    const auto checkpoint = evidence::open_checkpoint(*note, key.named(std::string(evidence::claimed_origin(*note))));
    if (!checkpoint) {
        verdict.wrong = "the checkpoint: " + checkpoint.error().detail;
        return verdict;
    }
    verdict.checkpoint = *checkpoint;
    const auto leaf = evidence::leaf_hash(as_bytes(entry));
    if (!evidence::shows_inclusion(leaf, proof->index, checkpoint->size, proof->hashes, checkpoint->root)) {
        verdict.wrong = "this record is not number " + std::to_string(proof->index + 1) + " of that log";
        return verdict;
    }
    verdict.header = header_of(entry);
    for (const auto& witness : witnesses) {
        if (const auto seen = evidence::cosigned_at(*note, witness)) verdict.seen_by.emplace_back(witness.name, *seen);
    }
    return verdict;
}

}  // namespace hometime::tools
