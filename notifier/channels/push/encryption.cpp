#include "notifier/channels/push/encryption.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>
#include <span>
#include <stdexcept>

namespace hometime::push {

namespace {

/// Source: RFC 8291 section 4: one record, and push services need not take more.
constexpr std::uint32_t kRecordSize = 4096;
constexpr std::size_t kTagBytes = 16;
/// The last record's mark (RFC 8188 section 2).
constexpr char kLast = 0x02;

struct Free {
    void operator()(EVP_KDF* it) const { EVP_KDF_free(it); }
    void operator()(EVP_KDF_CTX* it) const { EVP_KDF_CTX_free(it); }
    void operator()(EVP_CIPHER_CTX* it) const { EVP_CIPHER_CTX_free(it); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

void require(bool good) {
    if (!good) throw std::runtime_error("OpenSSL failed at encrypting a push message");
}

OSSL_PARAM octets(const char* name, ByteView bytes) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(bytes.data()), bytes.size());
}

/// HKDF with SHA-256 (RFC 5869).
void derive(ByteView salt, ByteView key, std::string_view info, std::span<std::uint8_t> out) {
    const Owned<EVP_KDF> algorithm(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const Owned<EVP_KDF_CTX> context(EVP_KDF_CTX_new(algorithm.get()));
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                                     octets(OSSL_KDF_PARAM_SALT, salt), octets(OSSL_KDF_PARAM_KEY, key),
                                     octets(OSSL_KDF_PARAM_INFO, as_bytes(info)), OSSL_PARAM_construct_end()};
    require(context && EVP_KDF_derive(context.get(), out.data(), out.size(), parameters) == 1);
}

using namespace std::string_view_literals;

/// What both sides know, bound to both keys and to the secret of the subscription (RFC 8291 section 3.4).
Secret common_key(const ReceiverKeys& keys, const KeyPair& ephemeral) {
    const auto shared = agree(ephemeral, keys.p256dh);
    std::string info("WebPush: info\0"sv);
    info.append(as_text(keys.p256dh)).append(as_text(ephemeral.point));
    Secret common;
    derive(keys.auth, shared.view(), info, {common.data(), Secret::kBytes});
    return common;
}

std::string seal(const std::array<std::uint8_t, 16>& key, const std::array<std::uint8_t, 12>& nonce,
                 std::string_view plain) {
    std::string out(plain.size() + kTagBytes, '\0');
    auto* bytes = reinterpret_cast<std::uint8_t*>(out.data());
    const Owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
    int length = 0;
    int rest = 0;
    require(
        context && EVP_EncryptInit_ex2(context.get(), EVP_aes_128_gcm(), key.data(), nonce.data(), nullptr) == 1 &&
        EVP_EncryptUpdate(context.get(), bytes, &length, as_bytes(plain).data(), static_cast<int>(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(context.get(), bytes + length, &rest) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kTagBytes), bytes + plain.size()) ==
            1);
    return out;
}

}  // namespace

std::string encrypt(const ReceiverKeys& keys, std::string_view payload, std::size_t padded, const KeyPair& ephemeral,
                    const Salt& salt) {
    if (padded < payload.size() || padded + kRecordExtra > kRecordSize) throw std::logic_error("not a record's length");
    const auto common = common_key(keys, ephemeral);
    std::array<std::uint8_t, 16> key{};
    std::array<std::uint8_t, 12> nonce{};
    derive(salt, common.view(), "Content-Encoding: aes128gcm\0"sv, key);
    derive(salt, common.view(), "Content-Encoding: nonce\0"sv, nonce);

    std::string body(as_text(salt));
    append_be(body, kRecordSize);
    append_be(body, static_cast<std::uint8_t>(kPointBytes));
    body.append(as_text(ephemeral.point));
    std::string plain(payload);
    plain += kLast;
    plain.resize(padded + 1, '\0');
    body += seal(key, nonce, plain);
    wipe(key.data(), key.size());
    return body;
}

std::string encrypt(const ReceiverKeys& keys, std::string_view payload, Random& random) {
    if (payload.size() > kPayloadMax) throw std::logic_error("the payload of a push message is too long");
    const auto ephemeral = make_key_pair(random);
    return encrypt(keys, payload, kPayloadMax, ephemeral, random.bytes<16>());
}

}  // namespace hometime::push
