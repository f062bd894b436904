// Checkpoints: signed statements of a log's size and root (C2SP tlog-checkpoint, a C2SP signed note), which
// public tools verify.
//
//   sch_7Q2K9DAB.hometime
//   1042
//   <base64 of the root>
//
//   — sch_7Q2K9DAB.hometime <base64 of key hash (4 bytes) and Ed25519 signature (64 bytes)>
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "eventstore/base/result.h"
#include "eventstore/record.h"
#include "eventstore/secret.h"

namespace hometime {

using PublicKey = std::array<std::uint8_t, 32>;

/// "sch_7Q2K9DAB.hometime": the origin line of a school's log, and the name of its key.
[[nodiscard]] std::string log_origin(SchoolId school);

/// Checks notes signed under one name by one key. Any thread.
class NoteVerifier {
public:
    NoteVerifier(std::string name, const PublicKey& key);
    /// Reads "<name>+<key hash, hex>+<base64 of 0x01 || public key>". Errors: `invalid`.
    [[nodiscard]] static Result<NoteVerifier> parse(std::string_view text);
    [[nodiscard]] std::string to_string() const;

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const PublicKey& key() const { return key_; }
    [[nodiscard]] std::uint32_t key_hash() const { return hash_; }
    /// The same key under another name: a store has one key, and each school's log its own origin.
    [[nodiscard]] NoteVerifier named(std::string name) const { return NoteVerifier(std::move(name), key_); }

    /// The text of `note`, if a signature of this key stands under it and is right; signatures of other keys are
    /// passed over. Errors: `corrupt` not a note, not signed by this key, or the signature is wrong.
    [[nodiscard]] Result<std::string> open(std::string_view note) const;

private:
    std::string name_;
    PublicKey key_;
    std::uint32_t hash_;
};

/// Signs notes. Made from an Ed25519 seed. Any thread.
class NoteSigner {
public:
    NoteSigner(std::string name, const Secret& seed);
    [[nodiscard]] const NoteVerifier& verifier() const { return verifier_; }
    /// `text` as a signed note. Errors: `invalid` it does not end in a newline, or has other control characters.
    [[nodiscard]] Result<std::string> sign(std::string_view text) const;

private:
    Secret seed_;
    NoteVerifier verifier_;
};

struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Hash root{};
    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// A signed checkpoint. Errors: `invalid` size 0 (a log starts with LogOpened), or an origin that is not the
/// signer's name.
[[nodiscard]] Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& signer);
/// Verifies and reads one. Extension lines are passed over. Errors: `corrupt`.
[[nodiscard]] Result<Checkpoint> open_checkpoint(std::string_view note, const NoteVerifier& verifier);

}  // namespace hometime
