// The auditor's own reading of signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature), by libsodium.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/result.h"
#include "eventstore/base/time.h"
#include "eventstore/record.h"

namespace hometime::evidence {

/// What a key signs: checkpoints of logs, or a witness's cosignatures of them. The numbers are C2SP's.
enum class KeyKind : std::uint8_t { log = 0x01, witness = 0x04 };

/// A public key under a name: "<name>+<key hash, hex>+<base64 of the kind's byte and 32 bytes>".
struct NoteKey {
    std::string name;
    KeyKind kind = KeyKind::log;
    std::array<std::uint8_t, 32> key{};

    /// The first line of `text`. Errors: `invalid`, with what is wrong.
    [[nodiscard]] static Result<NoteKey> parse(std::string_view text);
    [[nodiscard]] std::string to_string() const;
    /// First four bytes of SHA-256(name || "\n" || kind || key).
    [[nodiscard]] std::uint32_t hash() const;
    /// The same key under another name: a store has one key, and each school's log its own origin.
    [[nodiscard]] NoteKey named(std::string other) const { return {std::move(other), kind, key}; }
};

struct NoteSignature {
    std::string name;
    std::uint32_t key_hash = 0;
    std::string bytes;  ///< what follows the key hash
};

/// A note taken apart, nothing verified.
struct Note {
    std::string text;  ///< with its last newline
    std::vector<NoteSignature> signatures;
};
/// Errors: `corrupt` it is no signed note.
[[nodiscard]] Result<Note> parse_note(std::string_view bytes);

/// A checkpoint whose log's signature was right.
struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Hash root{};
    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};
/// Verifies `note` as the checkpoint of the log named `key.name`. Extension lines are passed over.
/// Errors: `corrupt` not signed by this key, its signature is wrong, or it is no checkpoint.
[[nodiscard]] Result<Checkpoint> open_checkpoint(const Note& note, const NoteKey& key);
/// The first line: which log it claims to be of.
[[nodiscard]] std::string_view claimed_origin(const Note& note);

/// When the witness with `key` saw `note`'s checkpoint and found it consistent, by its cosignature.
/// nullopt: it did not sign it, or its signature is wrong.
[[nodiscard]] std::optional<UtcTime> cosigned_at(const Note& note, const NoteKey& key);

/// A witness's secret. Any thread.
class Cosigner {
public:
    /// Errors: `invalid` a name that no key may have.
    [[nodiscard]] static Result<Cosigner> make(std::string name, const std::array<std::uint8_t, 32>& seed);
    ~Cosigner();
    Cosigner(Cosigner&&) noexcept = default;
    Cosigner& operator=(Cosigner&&) noexcept = default;
    [[nodiscard]] const NoteKey& key() const { return key_; }
    /// The signature line (with its newline) for a checkpoint's text, of `now` in whole seconds.
    [[nodiscard]] std::string line(std::string_view text, UtcTime now) const;

private:
    Cosigner() = default;
    NoteKey key_;
    std::array<std::uint8_t, 64> secret_{};
};

}  // namespace hometime::evidence
