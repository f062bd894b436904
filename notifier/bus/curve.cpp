#include "notifier/bus/curve.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <zmq.hpp>

#include "eventstore/file_digest.h"

namespace hometime::bus {

namespace {

constexpr unsigned kOthers = 077;
/// A key, a newline, and some room to tell a larger file.
constexpr std::uint64_t kKeyFileMax = 64;

/// Source: libzmq's manual page of zmq_curve, and its tests (client, server).
constexpr std::array<std::string_view, 2> kPublished{"Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID",
                                                     "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"};

constexpr std::string_view kAlphabet =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

}  // namespace

std::string to_z85(ByteView key) {
    std::array<char, kZ85Key + 1> text{};
    if (key.size() != Secret::kBytes || zmq_z85_encode(text.data(), key.data(), key.size()) == nullptr) {
        throw std::logic_error("not a key's length");
    }
    std::string out(text.data(), kZ85Key);
    wipe(text.data(), text.size());
    return out;
}

/// libzmq 4.3.4 does not look at the characters, nor at groups beyond 32 bits.
std::optional<Secret> parse_z85(std::string_view text) {
    if (text.size() != kZ85Key) return std::nullopt;
    for (std::size_t group = 0; group < kZ85Key; group += 5) {
        std::uint64_t value = 0;
        for (const char c : text.substr(group, 5)) {
            const auto digit = kAlphabet.find(c);
            if (digit == std::string_view::npos) return std::nullopt;
            value = value * kAlphabet.size() + digit;
        }
        if (value > UINT32_MAX) return std::nullopt;
    }
    Secret key;
    std::array<char, kZ85Key + 1> copy{};
    std::copy(text.begin(), text.end(), copy.begin());
    const bool decoded = zmq_z85_decode(key.data(), copy.data()) != nullptr;
    wipe(copy.data(), copy.size());
    if (!decoded) return std::nullopt;
    return key;
}

bool is_z85_key(std::string_view text) {
    return parse_z85(text).has_value();
}

bool is_published_test_key(std::string_view public_key) {
    return std::find(kPublished.begin(), kPublished.end(), public_key) != kPublished.end();
}

KeyPair make_key_pair() {
    std::array<char, kZ85Key + 1> open{};
    std::array<char, kZ85Key + 1> secret{};
    if (zmq_curve_keypair(open.data(), secret.data()) != 0) throw std::runtime_error("libzmq is without CURVE");
    KeyPair pair{std::string(open.data(), kZ85Key), std::move(*parse_z85({secret.data(), kZ85Key}))};
    wipe(secret.data(), secret.size());
    return pair;
}

std::string public_key_of(const Secret& secret) {
    std::array<char, kZ85Key + 1> open{};
    auto text = to_z85(secret.view());
    const int done = zmq_curve_public(open.data(), text.c_str());
    wipe(text.data(), text.size());
    if (done != 0) throw std::runtime_error("libzmq is without CURVE");
    return {open.data(), kZ85Key};
}

std::string fingerprint(std::string_view public_key) {
    const auto key = parse_z85(public_key);
    if (!key) return {};
    const auto digest = hex(sha256_of(key->view()));
    std::string out;
    for (std::size_t i = 0; i < 32; i += 4) out += (i == 0 ? "" : " ") + digest.substr(i, 4);
    return out;
}

Result<KeyPair> load_secret_key(FileSystem& files, const std::filesystem::path& path, bool is_credential) {
    if (!is_credential) {
        const auto mode = files.mode(path);
        if (!mode) return tl::unexpected(mode.error());
        if ((*mode & kOthers) != 0) {
            return fail(ErrorCode::permission,
                        "the secret key's file can be read by others: chmod it to 0600, and make "
                        "a new key if anybody could have");
        }
    }
    auto text = read_file(files, path, kKeyFileMax);
    if (!text && text.error().code != ErrorCode::invalid) return tl::unexpected(text.error());
    if (text && text->ends_with('\n')) text->pop_back();
    auto secret = text ? parse_z85(*text) : std::nullopt;
    if (text) wipe(text->data(), text->size());
    if (!secret) return fail(ErrorCode::invalid, "the secret key's file does not hold a key of 40 characters");
    KeyPair pair{public_key_of(*secret), std::move(*secret)};
    if (is_published_test_key(pair.public_key)) {
        return fail(ErrorCode::invalid, "the secret key is a published test key: everybody has it");
    }
    return pair;
}

}  // namespace hometime::bus
