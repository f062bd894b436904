#include "tools/audit/witness.h"

#include <cctype>

#include "eventstore/base/mutants.h"
#include "eventstore/file.h"
#include "eventstore/folder_lock.h"
#include "eventstore/secret.h"
#include "tools/audit/collected.h"
#include "tools/audit/evidence/tiles.h"
#include "tools/audit/proven_log.h"

namespace hometime::tools {

namespace {

constexpr std::uint64_t kNoteMax = 1'000'000;  ///< bytes

std::filesystem::path secret_file(const std::filesystem::path& state) {
    return state / "witness.key";
}

/// An origin as a file's name: what is not plain is written as %XX.
std::string file_name(const std::string& origin) {
    std::string name;
    for (const char c : origin) {
        const bool plain =
            std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || (c == '.' && !name.empty());
        if (plain) {
            name += c;
        } else {
            const auto byte = static_cast<std::uint8_t>(c);
            name += '%' + hex({&byte, 1});
        }
    }
    return name;
}

Result<evidence::Checkpoint> open_note(std::string_view bytes, const evidence::NoteKey& log) {
    return evidence::parse_note(bytes).and_then([&](const evidence::Note& note) {
        return evidence::open_checkpoint(note, log.named(std::string(evidence::claimed_origin(note))));
    });
}

/// What stands between the remembered checkpoint and a new one. Empty: nothing. Errors: `conflict` no proof.
Result<std::string> objection(const evidence::Checkpoint& known, const evidence::Checkpoint& seen,
                              const GrowthProof& proof) {
    if (mutant(Mutant::witness_believes)) return std::string();
    if (seen.size == known.size) {
        return seen.root == known.root ? std::string()
                                       : "FORK: two logs of " + std::to_string(seen.size) + " records were signed";
    }
    if (seen.size < known.size) {
        return "it is of " + std::to_string(seen.size) + " records, and this witness has seen " +
               std::to_string(known.size) + ": an old note, or a log that was set back";
    }
    const auto hashes =
        proof ? proof(known.size, seen.size) : Result<evidence::Proof>(fail(ErrorCode::not_found, "none was given"));
    if (!hashes) {
        return fail(ErrorCode::conflict, "a proof that the log grew from " + std::to_string(known.size) +
                                             " records is needed: " + hashes.error().detail);
    }
    if (evidence::shows_consistency(known.size, known.root, seen.size, seen.root, *hashes)) return std::string();
    return "FORK, or a wrong proof: nothing shows that the log of " + std::to_string(seen.size) +
           " records begins with that of " + std::to_string(known.size);
}

}  // namespace

Result<evidence::NoteKey> Witness::init(const std::filesystem::path& state, const std::string& name, Random& random) {
    auto& files = posix_files();
    const Secret seed(random.bytes<Secret::kBytes>());
    std::array<std::uint8_t, Secret::kBytes> bytes{};
    std::copy_n(seed.data(), bytes.size(), bytes.begin());
    const auto cosigner = evidence::Cosigner::make(name, bytes);
    wipe(bytes.data(), bytes.size());
    if (!cosigner) return tl::unexpected(cosigner.error());
    if (auto made = files.create_folders(state / "logs"); !made) return tl::unexpected(made.error());
    const auto there = files.exists(secret_file(state));
    if (!there) return tl::unexpected(there.error());
    if (*there) return fail(ErrorCode::conflict, state.string() + " holds a witness already");
    auto secret = name + '\n' + base64(seed.view()) + '\n';
    auto written = write_file_atomically(files, secret_file(state), as_bytes(secret));
    wipe(secret.data(), secret.size());
    if (!written) return tl::unexpected(written.error());
    const auto line = cosigner->key().to_string() + '\n';
    if (auto done = write_file_atomically(files, state / "witness.pub", as_bytes(line)); !done) {
        return tl::unexpected(done.error());
    }
    return cosigner->key();
}

Result<Witness> Witness::open(const std::filesystem::path& state) {
    constexpr std::uint64_t kSecretMax = 64 * 1024;
    auto text = evidence::read_whole(secret_file(state), kSecretMax);
    if (!text && text.error().code == ErrorCode::not_found) {
        return fail(ErrorCode::not_found, "there is no witness in " + state.string() + ": make one with witness init");
    }
    if (!text) return tl::unexpected(text.error());
    const auto end = text->find('\n');
    const auto seed = end == std::string::npos || !text->ends_with('\n')
                          ? std::nullopt
                          : parse_base64(std::string_view(*text).substr(end + 1, text->size() - end - 2));
    if (!seed || seed->size() != Secret::kBytes) return fail(ErrorCode::corrupt, "witness.key is not as written");
    std::array<std::uint8_t, Secret::kBytes> bytes{};
    std::copy(seed->begin(), seed->end(), bytes.begin());
    auto cosigner = evidence::Cosigner::make(text->substr(0, end), bytes);
    wipe(bytes.data(), bytes.size());
    wipe(text->data(), text->size());
    if (!cosigner) return tl::unexpected(cosigner.error());
    return Witness(state, std::move(*cosigner));
}

std::filesystem::path Witness::file_of(const std::string& origin) const {
    return state_ / "logs" / file_name(origin);
}

Result<std::optional<std::string>> Witness::remembered(const std::string& origin) const {
    auto note = evidence::read_whole(file_of(origin), kNoteMax);
    if (!note && note.error().code == ErrorCode::not_found) return std::optional<std::string>{};
    if (!note) return tl::unexpected(note.error());
    return std::optional(std::move(*note));
}

/// A signature of ours from an earlier time gives way to the new one.
std::string Witness::cosigned(const evidence::Note& note, std::string_view bytes, UtcTime now) const {
    auto text = note.text + '\n';
    auto rest = bytes.substr(text.size());
    const auto ours = "\u2014 " + key().name + ' ';
    for (std::size_t i = 0; !rest.empty(); ++i) {
        const auto line = rest.substr(0, rest.find('\n') + 1);
        if (!line.starts_with(ours) || note.signatures[i].key_hash != key().hash()) text += line;
        rest.remove_prefix(line.size());
    }
    return text + cosigner_.line(note.text, now);
}

Result<WitnessAnswer> Witness::see(std::string_view bytes, const evidence::NoteKey& log, const GrowthProof& proof,
                                   UtcTime now) const {
    const auto lock = FolderLock::take(state_ / "LOCK");
    if (!lock) return tl::unexpected(lock.error());
    const auto note = evidence::parse_note(bytes);
    if (!note) return tl::unexpected(note.error());
    const auto seen = open_note(bytes, log);
    if (!seen) return tl::unexpected(seen.error());
    const auto before = remembered(seen->origin);
    if (!before) return tl::unexpected(before.error());
    if (*before) {
        const auto known = open_note(**before, log);
        if (!known) {
            return fail(ErrorCode::corrupt,
                        "what is remembered of " + seen->origin + " is not of this key: " + known.error().detail);
        }
        auto against = objection(*known, *seen, proof);
        if (!against) return tl::unexpected(against.error());
        if (!against->empty()) {
            return WitnessAnswer{seen->origin + ": " + *against + '\n' +
                                     both_notes("remembered", **before, "shown now", std::string(bytes)),
                                 {}};
        }
    }
    WitnessAnswer answer{{}, cosigned(*note, bytes, now)};
    if (auto kept = write_file_atomically(posix_files(), file_of(seen->origin), as_bytes(answer.note)); !kept) {
        return tl::unexpected(kept.error());
    }
    return answer;
}

GrowthProof proof_at_hand(std::uint64_t old, evidence::Proof hashes) {
    return [old, hashes = std::move(hashes)](std::uint64_t earlier, std::uint64_t) -> Result<evidence::Proof> {
        if (earlier == old) return hashes;
        return fail(ErrorCode::not_found, "the one given begins at " + std::to_string(old));
    };
}

GrowthProof proof_from(const std::filesystem::path& folder, std::optional<SchoolId> school) {
    return [folder, school](std::uint64_t earlier, std::uint64_t later) -> Result<evidence::Proof> {
        const auto log = ProvenLog::open(folder, school);
        if (!log) return tl::unexpected(log.error());
        if ((*log)->checkpoint().size < later) {
            return fail(ErrorCode::not_found, "the log there has only " + std::to_string((*log)->checkpoint().size));
        }
        evidence::Tree tree((*log)->tiles(), later);
        return tree.consistency(earlier);
    };
}

}  // namespace hometime::tools
