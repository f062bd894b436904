// A witness remembers the newest checkpoint that it has seen of each log, accepts only what grew from it, and signs
// that it has seen it (C2SP tlog-cosignature). One that is kept away from the server shows a log that was rewritten or
// set back, at the next note.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "eventstore/base/random.h"
#include "tools/audit/evidence/notes.h"
#include "tools/audit/evidence/proofs.h"

namespace hometime::tools {

/// Where a proof that a log of `later` entries begins with the one of `earlier` comes from. It need not be trusted.
using GrowthProof = std::function<Result<evidence::Proof>(std::uint64_t earlier, std::uint64_t later)>;

struct WitnessAnswer {
    std::string refused;  ///< why, with the notes where two are at odds; empty: it was accepted
    std::string note;     ///< as it was accepted: with this witness's signature, of now
};

class Witness {
public:
    /// Makes a witness with a key of its own in `state`, which must not hold one. Returns its public key, which also
    /// stands in `state`/witness.pub. Errors: `conflict` there is one; `invalid` the name; `unavailable`.
    [[nodiscard]] static Result<evidence::NoteKey> init(const std::filesystem::path& state, const std::string& name,
                                                        Random& random);
    /// Errors: `not_found` none was made there; `corrupt` its key is not as written; `permission`, `unavailable`.
    [[nodiscard]] static Result<Witness> open(const std::filesystem::path& state);
    [[nodiscard]] const evidence::NoteKey& key() const { return cosigner_.key(); }

    /// Judges `note` of the log whose key is `log` (under any name: the note's origin counts). What is accepted is
    /// durable in `state` before this returns; at any crash the old note or the new one is there. Errors: `corrupt` it
    /// is no note of this key, or what is remembered cannot be read; `busy` another one is at work;
    ///         `conflict` a proof from the remembered size is needed and `proof` has none; `unavailable`.
    [[nodiscard]] Result<WitnessAnswer> see(std::string_view note, const evidence::NoteKey& log,
                                            const GrowthProof& proof, UtcTime now) const;
    /// The newest note that was accepted of a log. nullopt: none yet. Errors: `unavailable`, `permission`.
    [[nodiscard]] Result<std::optional<std::string>> remembered(const std::string& origin) const;

private:
    Witness(std::filesystem::path state, evidence::Cosigner cosigner)
        : state_(std::move(state)), cosigner_(std::move(cosigner)) {}
    [[nodiscard]] std::filesystem::path file_of(const std::string& origin) const;
    [[nodiscard]] std::string cosigned(const evidence::Note& note, std::string_view bytes, UtcTime now) const;

    std::filesystem::path state_;
    evidence::Cosigner cosigner_;
};

/// Proofs from one that was made before: it serves `old` only. From a data folder or an export: any.
[[nodiscard]] GrowthProof proof_at_hand(std::uint64_t old, evidence::Proof hashes);
[[nodiscard]] GrowthProof proof_from(const std::filesystem::path& folder, std::optional<SchoolId> school);

}  // namespace hometime::tools
