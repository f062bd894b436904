#include "notifier/channels/push/p256.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <memory>
#include <stdexcept>

namespace hometime::push {

namespace {

constexpr const char* kCurve = "prime256v1";  // OpenSSL's name of P-256.
constexpr std::size_t kSignatureDerMax = 80;  // Two numbers of 33 bytes and what frames them: 72.

struct Free {
    void operator()(EVP_PKEY* it) const { EVP_PKEY_free(it); }
    void operator()(EVP_PKEY_CTX* it) const { EVP_PKEY_CTX_free(it); }
    void operator()(EVP_MD_CTX* it) const { EVP_MD_CTX_free(it); }
    void operator()(EC_GROUP* it) const { EC_GROUP_free(it); }
    void operator()(EC_POINT* it) const { EC_POINT_free(it); }
    void operator()(BIGNUM* it) const { BN_clear_free(it); }
    void operator()(OSSL_PARAM_BLD* it) const { OSSL_PARAM_BLD_free(it); }
    void operator()(OSSL_PARAM* it) const { OSSL_PARAM_free(it); }
    void operator()(ECDSA_SIG* it) const { ECDSA_SIG_free(it); }
    void operator()(BIO* it) const { BIO_free(it); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// Without memory or the curve there is no process.
void require(bool good) {
    if (!good) throw std::runtime_error("OpenSSL failed at the curve P-256");
}

const EC_GROUP* curve() {
    static const Owned<EC_GROUP> group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    require(group != nullptr);
    return group.get();
}

Owned<BIGNUM> number_of(const Secret& secret) {
    Owned<BIGNUM> number(BN_secure_new());
    require(number && BN_bin2bn(secret.data(), Secret::kBytes, number.get()) != nullptr);
    BN_set_flags(number.get(), BN_FLG_CONSTTIME);
    return number;
}

/// OpenSSL's form of a point, with the private key where there is one.
Owned<EVP_PKEY> key_of(const Point& point, const Secret* secret) {
    const Owned<OSSL_PARAM_BLD> build(OSSL_PARAM_BLD_new());
    require(build && OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, kCurve, 0) == 1 &&
            OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1);
    Owned<BIGNUM> number;
    if (secret != nullptr) {
        number = number_of(*secret);
        require(OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get()) == 1);
    }
    const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(build.get()));
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* key = nullptr;
    require(parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
            EVP_PKEY_fromdata(context.get(), &key, secret != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                              parameters.get()) == 1);
    return Owned<EVP_PKEY>(key);
}

/// Asks nobody for a passphrase: a key that has one is not read.
int no_passphrase(char*, int, int, void*) {
    return -1;
}

bool is_of_the_curve(const EVP_PKEY* key) {
    std::array<char, 64> name{};
    std::size_t length = 0;
    return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name.data(), name.size(), &length) == 1 &&
           std::string_view(name.data(), length) == kCurve;
}

}  // namespace

std::optional<Point> parse_point(ByteView bytes) {
    if (bytes.size() != kPointBytes || bytes[0] != POINT_CONVERSION_UNCOMPRESSED) return std::nullopt;
    const Owned<EC_POINT> point(EC_POINT_new(curve()));
    require(point != nullptr);
    // Refuses what is not on the curve.
    if (EC_POINT_oct2point(curve(), point.get(), bytes.data(), bytes.size(), nullptr) != 1) return std::nullopt;
    Point out{};
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

std::optional<KeyPair> key_pair_of(Secret secret) {
    const auto number = number_of(secret);
    if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(curve())) >= 0) return std::nullopt;
    const Owned<EC_POINT> point(EC_POINT_new(curve()));
    KeyPair pair{std::move(secret), {}};
    require(point && EC_POINT_mul(curve(), point.get(), number.get(), nullptr, nullptr, nullptr) == 1 &&
            EC_POINT_point2oct(curve(), point.get(), POINT_CONVERSION_UNCOMPRESSED, pair.point.data(),
                               pair.point.size(), nullptr) == kPointBytes);
    return pair;
}

KeyPair make_key_pair(Random& random) {
    for (;;) {  // One draw in 2^32 is above the order.
        Secret secret;
        random.fill({secret.data(), Secret::kBytes});
        if (auto pair = key_pair_of(std::move(secret))) return std::move(*pair);
    }
}

std::optional<KeyPair> parse_pem(std::string_view text) {
    const Owned<BIO> memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    require(memory != nullptr);
    const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(memory.get(), nullptr, no_passphrase, nullptr));
    if (!key || !is_of_the_curve(key.get())) return std::nullopt;
    BIGNUM* read = nullptr;
    if (EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &read) != 1) return std::nullopt;
    const Owned<BIGNUM> number(read);
    Secret secret;
    if (BN_bn2binpad(number.get(), secret.data(), Secret::kBytes) != static_cast<int>(Secret::kBytes)) {
        return std::nullopt;
    }
    return key_pair_of(std::move(secret));
}

Secret agree(const KeyPair& mine, const Point& theirs) {
    const auto key = key_of(mine.point, &mine.secret);
    const auto other = key_of(theirs, nullptr);
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    Secret shared;
    std::size_t length = Secret::kBytes;
    require(context && EVP_PKEY_derive_init(context.get()) == 1 &&
            EVP_PKEY_derive_set_peer(context.get(), other.get()) == 1 &&
            EVP_PKEY_derive(context.get(), shared.data(), &length) == 1 && length == Secret::kBytes);
    return shared;
}

Signature sign(const KeyPair& key, std::string_view text) {
    const auto owned = key_of(key.point, &key.secret);
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    std::array<std::uint8_t, kSignatureDerMax> der{};
    std::size_t length = der.size();
    require(context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, owned.get()) == 1 &&
            EVP_DigestSign(context.get(), der.data(), &length, as_bytes(text).data(), text.size()) == 1);
    const std::uint8_t* at = der.data();
    const Owned<ECDSA_SIG> parts(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(length)));
    Signature out{};
    constexpr int kHalf = 32;
    require(parts && BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), out.data(), kHalf) == kHalf &&
            BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), out.data() + kHalf, kHalf) == kHalf);
    return out;
}

}  // namespace hometime::push
