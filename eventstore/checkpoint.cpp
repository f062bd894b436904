#include "eventstore/checkpoint.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <charconv>
#include <cstdlib>
#include <optional>

namespace hometime {

namespace {

constexpr std::uint8_t kEd25519 = 0x01;  ///< C2SP signed-note: the type of an Ed25519 key
constexpr std::size_t kKeyHashBytes = 4;
constexpr std::size_t kSignatureBytes = 64;
constexpr std::string_view kSignaturePrefix = "\u2014 ";  ///< an em dash and a space
/// Nobody's note is longer; a stranger's file is not read beyond it. Unit: bytes.
constexpr std::size_t kNoteBytesMax = 1'000'000;
constexpr std::string_view kOriginSuffix = ".hometime";

/// SHA-256(name || "\n" || 0x01 || key), its first four bytes.
std::uint32_t key_hash_of(std::string_view name, const PublicKey& key) {
    std::string text(name);
    text += '\n';
    text += static_cast<char>(kEd25519);
    text += as_text(key);
    std::array<std::uint8_t, 32> hash{};
    if (EVP_Digest(text.data(), text.size(), hash.data(), nullptr, EVP_sha256(), nullptr) != 1) std::abort();
    return load_be<std::uint32_t>(hash.data());
}

std::string hex_of(std::uint32_t hash) {
    std::string bytes;
    append_be(bytes, hash);
    return hex(as_bytes(bytes));
}

bool is_key_name(std::string_view name) {
    if (name.empty()) return false;
    for (const char c : name) {
        if (c == '+' || static_cast<unsigned char>(c) <= 0x20 || c == 0x7F) return false;
    }
    return true;
}

PublicKey public_key_of(const Secret& seed) {
    PublicKey key{};
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret{};
    crypto_sign_seed_keypair(key.data(), secret.data(), seed.data());
    wipe(secret.data(), secret.size());
    return key;
}

/// A note's text (with its last newline) and its signature lines.
struct NoteParts {
    std::string_view text;
    std::string_view signatures;
};

Result<NoteParts> split_note(std::string_view note) {
    if (note.size() > kNoteBytesMax) return fail(ErrorCode::corrupt, "the note is too long");
    for (const char c : note) {
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n') {
            return fail(ErrorCode::corrupt, "the note has control characters");
        }
    }
    const auto gap = note.rfind("\n\n");
    if (gap == std::string_view::npos || !note.ends_with('\n')) {
        return fail(ErrorCode::corrupt, "the note has no signature");
    }
    return NoteParts{note.substr(0, gap + 1), note.substr(gap + 2)};
}

/// One "— <name> <base64>" line.
struct SignatureLine {
    std::string_view name;
    Bytes bytes;  ///< key hash, then the signature
};

std::optional<SignatureLine> parse_signature(std::string_view line) {
    if (!line.starts_with(kSignaturePrefix)) return std::nullopt;
    line.remove_prefix(kSignaturePrefix.size());
    const auto space = line.find(' ');
    if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return std::nullopt;
    auto bytes = parse_base64(line.substr(space + 1));
    if (!bytes || bytes->size() <= kKeyHashBytes) return std::nullopt;
    return SignatureLine{line.substr(0, space), std::move(*bytes)};
}

/// Takes the next line off `text`, without its newline. False: there is none.
bool next_line(std::string_view& text, std::string_view& line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return false;
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return true;
}

tl::unexpected<Error> not_a_checkpoint(const char* what) {
    return fail(ErrorCode::corrupt, std::string("the checkpoint is not as written: ") + what);
}

}  // namespace

std::string log_origin(SchoolId school) {
    return to_string(school) + std::string(kOriginSuffix);
}

NoteVerifier::NoteVerifier(std::string name, const PublicKey& key)
    : name_(std::move(name)), key_(key), hash_(key_hash_of(name_, key_)) {}

Result<NoteVerifier> NoteVerifier::parse(std::string_view text) {
    const auto refused = [](const char* what) {
        return fail(ErrorCode::invalid, std::string("this is no verifier key: ") + what);
    };
    const auto first = text.find('+');
    const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos) return refused("it is written <name>+<hash>+<key>");
    const auto name = text.substr(0, first);
    const auto key = parse_base64(text.substr(second + 1));
    if (!is_key_name(name)) return refused("its name is empty or has a space");
    if (!key || key->size() != 1 + PublicKey{}.size() || key->front() != kEd25519) {
        return refused("it is not an Ed25519 key");
    }
    PublicKey bytes{};
    std::copy(key->begin() + 1, key->end(), bytes.begin());
    NoteVerifier verifier{std::string(name), bytes};
    if (hex_of(verifier.hash_) != text.substr(first + 1, second - first - 1)) return refused("its hash is wrong");
    return verifier;
}

std::string NoteVerifier::to_string() const {
    Bytes key{kEd25519};
    key.insert(key.end(), key_.begin(), key_.end());
    return name_ + '+' + hex_of(hash_) + '+' + base64(key);
}

Result<std::string> NoteVerifier::open(std::string_view note) const {
    const auto parts = split_note(note);
    if (!parts) return tl::unexpected(parts.error());
    auto unread = parts->signatures;
    std::string_view line;
    bool signed_by_us = false;
    while (next_line(unread, line)) {
        const auto signature = parse_signature(line);
        if (!signature) return fail(ErrorCode::corrupt, "the note has a line among its signatures that is none");
        if (signature->name != name_ || load_be<std::uint32_t>(signature->bytes.data()) != hash_) continue;
        const bool right =
            signature->bytes.size() == kKeyHashBytes + kSignatureBytes &&
            crypto_sign_verify_detached(signature->bytes.data() + kKeyHashBytes, as_bytes(parts->text).data(),
                                        parts->text.size(), key_.data()) == 0;
        if (!right) return fail(ErrorCode::corrupt, "the note's signature is wrong");
        signed_by_us = true;
    }
    if (!signed_by_us) return fail(ErrorCode::corrupt, "the note is not signed by this key");
    return std::string(parts->text);
}

NoteSigner::NoteSigner(std::string name, const Secret& seed)
    : seed_(seed.copy()), verifier_(std::move(name), public_key_of(seed)) {}

Result<std::string> NoteSigner::sign(std::string_view text) const {
    if (!text.ends_with('\n')) return fail(ErrorCode::invalid, "a note's text ends in a newline");
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n') {
            return fail(ErrorCode::invalid, "a note's text has no control characters");
        }
    }
    PublicKey public_key{};
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret{};
    crypto_sign_seed_keypair(public_key.data(), secret.data(), seed_.data());
    std::string signature;
    append_be(signature, verifier_.key_hash());
    signature.resize(kKeyHashBytes + kSignatureBytes);
    crypto_sign_detached(reinterpret_cast<std::uint8_t*>(signature.data()) + kKeyHashBytes, nullptr,
                         as_bytes(text).data(), text.size(), secret.data());
    wipe(secret.data(), secret.size());
    std::string note(text);
    note += '\n';
    note += kSignaturePrefix;
    note += verifier_.name() + ' ' + base64(as_bytes(signature)) + '\n';
    return note;
}

Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& signer) {
    if (checkpoint.size == 0) return fail(ErrorCode::invalid, "an empty log is never signed");
    if (checkpoint.origin != signer.verifier().name()) {
        return fail(ErrorCode::invalid, "a checkpoint is signed under its log's own name");
    }
    return signer.sign(checkpoint.origin + '\n' + std::to_string(checkpoint.size) + '\n' + base64(checkpoint.root) +
                       '\n');
}

Result<Checkpoint> open_checkpoint(std::string_view note, const NoteVerifier& verifier) {
    const auto text = verifier.open(note);
    if (!text) return tl::unexpected(text.error());
    std::string_view unread = *text;
    std::string_view origin;
    std::string_view size;
    std::string_view root;
    if (!next_line(unread, origin) || !next_line(unread, size) || !next_line(unread, root)) {
        return not_a_checkpoint("it has fewer than three lines");
    }
    if (origin != verifier.name()) return not_a_checkpoint("it is of another log");
    Checkpoint checkpoint{std::string(origin), 0, {}};
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), checkpoint.size);
    if (error != std::errc{} || end != size.data() + size.size() || size.starts_with('0')) {
        return not_a_checkpoint("its size is not a number above 0");
    }
    const auto hash = parse_base64(root);
    if (!hash || hash->size() != checkpoint.root.size()) return not_a_checkpoint("its root is not 32 bytes");
    std::copy(hash->begin(), hash->end(), checkpoint.root.begin());
    return checkpoint;
}

}  // namespace hometime
