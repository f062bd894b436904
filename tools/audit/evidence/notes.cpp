#include "tools/audit/evidence/notes.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>

#include "eventstore/base/encoding.h"
#include "tools/audit/evidence/hashes.h"

namespace hometime::evidence {

namespace {

constexpr std::string_view kDash = "\u2014 ";  ///< an em dash and a space begin a signature line
constexpr std::size_t kKeyHashBytes = 4;
constexpr std::size_t kTimestampBytes = 8;
/// Nobody's note is longer. Unit: bytes.
constexpr std::size_t kNoteMax = 1'000'000;
/// Signatures under one note. As Go's package.
constexpr std::size_t kSignaturesMax = 100;

bool good_name(std::string_view name) {
    return !name.empty() && std::none_of(name.begin(), name.end(), [](char c) {
        return c == '+' || c == '\x7F' || static_cast<unsigned char>(c) <= 0x20;
    });
}

/// Takes a line off the front of `text`. nullopt: no line ends there.
std::optional<std::string_view> take_line(std::string_view& text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

tl::unexpected<Error> bad_note(const char* what) {
    return fail(ErrorCode::corrupt, std::string("this is no signed note: ") + what);
}
tl::unexpected<Error> bad_key(const char* what) {
    return fail(ErrorCode::invalid, std::string("this is no verifier key: ") + what);
}
tl::unexpected<Error> bad_checkpoint(const char* what) {
    return fail(ErrorCode::corrupt, std::string("this is no checkpoint: ") + what);
}

std::optional<NoteSignature> parse_signature(std::string_view line) {
    if (!line.starts_with(kDash)) return std::nullopt;
    line.remove_prefix(kDash.size());
    const auto space = line.find(' ');
    if (space == std::string_view::npos || !good_name(line.substr(0, space))) return std::nullopt;
    const auto bytes = parse_base64(line.substr(space + 1));
    if (!bytes || bytes->size() <= kKeyHashBytes) return std::nullopt;
    return NoteSignature{std::string(line.substr(0, space)), load_be<std::uint32_t>(bytes->data()),
                         std::string(as_text(*bytes).substr(kKeyHashBytes))};
}

bool is_by(const NoteSignature& signature, const NoteKey& key) {
    return signature.name == key.name && signature.key_hash == key.hash();
}

bool verifies(std::string_view signature, std::string_view message, const NoteKey& key) {
    return signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(as_bytes(signature).data(), as_bytes(message).data(), message.size(),
                                       key.key.data()) == 0;
}

std::string cosigned_message(std::string_view text, std::uint64_t seconds) {
    return "cosignature/v1\ntime " + std::to_string(seconds) + '\n' + std::string(text);
}

}  // namespace

Result<NoteKey> NoteKey::parse(std::string_view text) {
    text = text.substr(0, text.find('\n'));
    const auto first = text.find('+');
    const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos) return bad_key("it is written <name>+<hash>+<key>");
    const auto bytes = parse_base64(text.substr(second + 1));
    NoteKey key;
    if (!good_name(text.substr(0, first))) return bad_key("its name is empty or has a space");
    if (!bytes || bytes->size() != 1 + key.key.size()) return bad_key("it is not an Ed25519 key");
    key.name = text.substr(0, first);
    key.kind = static_cast<KeyKind>(bytes->front());
    if (key.kind != KeyKind::log && key.kind != KeyKind::witness) return bad_key("it is not an Ed25519 key");
    std::copy(bytes->begin() + 1, bytes->end(), key.key.begin());
    std::string hash;
    append_be(hash, key.hash());
    if (hex(as_bytes(hash)) != text.substr(first + 1, second - first - 1)) return bad_key("its hash is wrong");
    return key;
}

std::string NoteKey::to_string() const {
    std::string hash_bytes;
    append_be(hash_bytes, hash());
    Bytes bytes{static_cast<std::uint8_t>(kind)};
    bytes.insert(bytes.end(), key.begin(), key.end());
    return name + '+' + hex(as_bytes(hash_bytes)) + '+' + base64(bytes);
}

std::uint32_t NoteKey::hash() const {
    auto text = name + '\n';
    text += static_cast<char>(kind);
    text += as_text(key);
    return load_be<std::uint32_t>(plain_hash(as_bytes(text)).data());
}

Result<Note> parse_note(std::string_view bytes) {
    if (bytes.size() > kNoteMax) return bad_note("it is too long");
    const bool control = std::any_of(bytes.begin(), bytes.end(),
                                     [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
    if (control) return bad_note("it has control characters");
    const auto gap = bytes.rfind("\n\n");
    if (gap == std::string_view::npos || !bytes.ends_with('\n')) return bad_note("it has no signatures");
    Note note{std::string(bytes.substr(0, gap + 1)), {}};
    auto rest = bytes.substr(gap + 2);
    while (const auto line = take_line(rest)) {
        auto signature = parse_signature(*line);
        if (!signature) return bad_note("a line among its signatures is none");
        note.signatures.push_back(std::move(*signature));
        if (note.signatures.size() > kSignaturesMax) return bad_note("it has more than 100 signatures");
    }
    if (note.signatures.empty()) return bad_note("it has no signatures");
    return note;
}

std::string_view claimed_origin(const Note& note) {
    return std::string_view(note.text).substr(0, note.text.find('\n'));
}

Result<Checkpoint> open_checkpoint(const Note& note, const NoteKey& key) {
    const auto ours = [&](const NoteSignature& one) { return is_by(one, key); };
    if (std::none_of(note.signatures.begin(), note.signatures.end(), ours)) {
        return fail(ErrorCode::corrupt, "it is not signed by this key");
    }
    for (const auto& one : note.signatures) {
        if (ours(one) && !verifies(one.bytes, note.text, key))
            return fail(ErrorCode::corrupt, "its signature is wrong");
    }
    std::string_view rest = note.text;
    const auto origin = take_line(rest);
    const auto size = take_line(rest);
    const auto root = take_line(rest);
    if (!origin || !size || !root) return bad_checkpoint("it has fewer than three lines");
    if (*origin != key.name) return bad_checkpoint("it is of another log than its signer's");
    Checkpoint checkpoint{std::string(*origin), 0, {}};
    const auto* const end = size->data() + size->size();
    const auto [last, error] = std::from_chars(size->data(), end, checkpoint.size);
    if (error != std::errc{} || last != end || size->starts_with('0')) {
        return bad_checkpoint("its size is not a number above 0");
    }
    const auto hash = parse_base64(*root);
    if (!hash || hash->size() != checkpoint.root.size()) return bad_checkpoint("its root is not 32 bytes");
    std::copy(hash->begin(), hash->end(), checkpoint.root.begin());
    return checkpoint;
}

std::optional<UtcTime> cosigned_at(const Note& note, const NoteKey& key) {
    for (const auto& one : note.signatures) {
        if (!is_by(one, key) || one.bytes.size() != kTimestampBytes + crypto_sign_BYTES) continue;
        const auto seconds = load_be<std::uint64_t>(as_bytes(one.bytes).data());
        if (seconds > static_cast<std::uint64_t>(INT64_MAX / 1'000'000)) continue;
        if (verifies(std::string_view(one.bytes).substr(kTimestampBytes), cosigned_message(note.text, seconds), key)) {
            return UtcTime(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
        }
    }
    return std::nullopt;
}

Result<Cosigner> Cosigner::make(std::string name, const std::array<std::uint8_t, 32>& seed) {
    if (!good_name(name)) return fail(ErrorCode::invalid, "a witness's name has no space, no '+', and is not empty");
    Cosigner made;
    made.key_.name = std::move(name);
    made.key_.kind = KeyKind::witness;
    crypto_sign_seed_keypair(made.key_.key.data(), made.secret_.data(), seed.data());
    return made;
}

Cosigner::~Cosigner() {
    sodium_memzero(secret_.data(), secret_.size());
}

std::string Cosigner::line(std::string_view text, UtcTime now) const {
    const auto since = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    const auto seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(since, 0));
    const auto message = cosigned_message(text, seconds);
    std::string bytes;
    append_be(bytes, key_.hash());
    append_be(bytes, seconds);
    std::array<std::uint8_t, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr, as_bytes(message).data(), message.size(), secret_.data());
    bytes += as_text(signature);
    return std::string(kDash) + key_.name + ' ' + base64(as_bytes(bytes)) + '\n';
}

}  // namespace hometime::evidence
