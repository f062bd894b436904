#include "notifier/channels/push/vapid.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <boost/json.hpp>
#include <fstream>
#include <memory>

#include "notifier/channels/base64url.h"
#include "tests/notifier/channels/push/rfc8291.h"
#include "tests/support/temp_dir.h"

namespace hometime::push {
namespace {

const UtcTime kNow = parse_utc_time("2026-11-24T15:30:00.75Z").value();

/// OpenSSL's own form of a public key in the text of a header: what a push service would make of it.
std::shared_ptr<EVP_PKEY> public_key(std::string_view text) {
    const auto point = parse_base64url(text).value();
    // SubjectPublicKeyInfo of P-256, without the point (RFC 5480).
    auto der = parse_hex("3059301306072a8648ce3d020106082a8648ce3d030107034200").value();
    der.insert(der.end(), point.begin(), point.end());
    const unsigned char* at = der.data();
    return {d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())), EVP_PKEY_free};
}

bool verifies(std::string_view key, std::string_view text, std::string_view signature) {
    const auto raw = parse_base64url(signature).value();
    if (raw.size() != 64) return false;
    const std::shared_ptr<ECDSA_SIG> parts(ECDSA_SIG_new(), ECDSA_SIG_free);
    ECDSA_SIG_set0(parts.get(), BN_bin2bn(raw.data(), 32, nullptr), BN_bin2bn(raw.data() + 32, 32, nullptr));
    unsigned char* made = nullptr;
    const int length = i2d_ECDSA_SIG(parts.get(), &made);
    const std::shared_ptr<unsigned char> der(made, [](unsigned char* bytes) { OPENSSL_free(bytes); });
    const std::shared_ptr<EVP_MD_CTX> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const auto owned = public_key(key);
    EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, owned.get());
    return EVP_DigestVerify(context.get(), der.get(), static_cast<std::size_t>(length), as_bytes(text).data(),
                            text.size()) == 1;
}

/// A header's parts: "vapid t=HEAD.CLAIMS.SIGNATURE, k=KEY".
struct Statement {
    explicit Statement(const std::string& header) {
        const auto comma = header.find(", k=");
        const auto token = header.substr(8, comma - 8);
        const auto first = token.find('.');
        const auto last = token.rfind('.');
        scheme = header.substr(0, 8);
        head = token.substr(0, first);
        claims = token.substr(first + 1, last - first - 1);
        signature = token.substr(last + 1);
        signed_text = token.substr(0, last);
        key = header.substr(comma + 4);
    }
    static boost::json::value json(const std::string& part) {
        return boost::json::parse(as_text(parse_base64url(part).value()));
    }
    std::string scheme, head, claims, signature, signed_text, key;
};

class Vapid : public testing::Test {
protected:
    SystemRandom random_;
    VapidKey key_ = generate_vapid_key(random_);
    Statement statement_{vapid_authorization(key_, "https://push.example:8443", "mailto:office@school.example", kNow)};
};

TEST_F(Vapid, SaysForWhomUntilWhenAndWhomToAsk) {
    EXPECT_EQ(statement_.scheme, "vapid t=");
    EXPECT_EQ(Statement::json(statement_.head), boost::json::parse(R"({"typ": "JWT", "alg": "ES256"})"));
    const auto claims = Statement::json(statement_.claims);
    EXPECT_EQ(claims.as_object().size(), 3U);
    EXPECT_EQ(claims.at("aud"), "https://push.example:8443");
    EXPECT_EQ(claims.at("sub"), "mailto:office@school.example");
    const auto twelve_hours_on = parse_utc_time("2026-11-25T03:30:00Z").value();
    EXPECT_EQ(claims.at("exp"), to_unix_micros(twelve_hours_on) / 1'000'000) << "a whole number, and not rounded up";
}

TEST_F(Vapid, IsSignedWithTheKeyThatItNames) {
    EXPECT_EQ(statement_.key, public_text(key_));
    EXPECT_EQ(statement_.key.size(), 87U);
    EXPECT_TRUE(verifies(statement_.key, statement_.signed_text, statement_.signature));
    EXPECT_FALSE(verifies(statement_.key, statement_.signed_text + "x", statement_.signature));
    EXPECT_FALSE(verifies(public_text(generate_vapid_key(random_)), statement_.signed_text, statement_.signature));
}

/// r and s are padded to 32 bytes each, also where they are short: one signature in 128 is.
TEST_F(Vapid, ItsSignatureIsAlways64Bytes) {
    for (int i = 0; i < 300; ++i) {
        const auto signature = sign(key_, std::to_string(i));
        ASSERT_TRUE(verifies(public_text(key_), std::to_string(i), base64url(signature))) << i;
    }
}

TEST(VapidContact, IsAMailAddressOrAnHttpsUrl) {
    for (const auto* good : {"mailto:office@school.example", "https://school.example/contact"}) {
        EXPECT_TRUE(is_vapid_contact(good)) << good;
    }
    for (const auto* bad : {"", "office@school.example", "mailto:", "mailto:office", "mailto:@school.example",
                            "mailto:office@", "mailto:office@localhost", "mailto:a@b@c.example", "mailto:a b@c.example",
                            "mailto:<a@c.example>", "mailto:a@c.example?cc=b@c.example", "mailto:a@.example",
                            "mailto:a@example.", "http://school.example/", "https://", "tel:+441234"}) {
        EXPECT_FALSE(is_vapid_contact(bad)) << bad;
    }
    EXPECT_FALSE(is_vapid_contact("mailto:" + std::string(250, 'a') + "@b.example"));
}

class VapidKeyFile : public testing::Test {
protected:
    std::filesystem::path put(const std::string& text, mode_t mode = 0600) {
        auto path = folder_ / "push.key";
        std::filesystem::remove(path);
        std::ofstream(path) << text;
        if (chmod(path.c_str(), mode) != 0) throw std::runtime_error("chmod");
        return path;
    }
    static ErrorCode code(const Result<VapidKey>& result) {
        return result ? throw std::logic_error("it was taken") : result.error().code;
    }
    /// A key that OpenSSL made and wrote.
    static std::string pem(const char* curve, const char* passphrase = nullptr) {
        const std::shared_ptr<EVP_PKEY> key(EVP_EC_gen(curve), EVP_PKEY_free);
        const std::shared_ptr<BIO> memory(BIO_new(BIO_s_mem()), BIO_free);
        PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(), passphrase != nullptr ? EVP_aes_256_cbc() : nullptr,
                                      passphrase, passphrase != nullptr ? 4 : 0, nullptr, nullptr);
        char* text = nullptr;
        const auto length = BIO_get_mem_data(memory.get(), &text);
        return {text, static_cast<std::size_t>(length)};
    }
    test::TempDir folder_;
    std::string secret_{rfc8291::kServerPrivate};
};

TEST_F(VapidKeyFile, IsReadWithOrWithoutANewline) {
    for (const auto& text : {secret_, secret_ + "\n", secret_ + "\r\n"}) {
        const auto key = load_vapid_key(posix_files(), put(text));
        ASSERT_TRUE(key) << key.error().detail;
        EXPECT_EQ(secret_text(*key), secret_);
        EXPECT_EQ(public_text(*key), rfc8291::kServerPublic);
    }
}

TEST_F(VapidKeyFile, IsReadAsPem) {
    const auto text = pem("P-256");
    const auto key = load_vapid_key(posix_files(), put(text));
    ASSERT_TRUE(key) << key.error().detail;
    const std::shared_ptr<BIO> memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
    const std::shared_ptr<EVP_PKEY> theirs(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr),
                                           EVP_PKEY_free);
    EXPECT_EQ(EVP_PKEY_eq(public_key(public_text(*key)).get(), theirs.get()), 1);
}

TEST_F(VapidKeyFile, ThatOthersCanReadIsRefusedUnlessItIsACredential) {
    EXPECT_EQ(code(load_vapid_key(posix_files(), put(secret_, 0640))), ErrorCode::permission);
    EXPECT_EQ(code(load_vapid_key(posix_files(), put(secret_, 0604))), ErrorCode::permission);
    EXPECT_TRUE(load_vapid_key(posix_files(), put(secret_, 0440), true));
}

TEST_F(VapidKeyFile, ThatHoldsNoPrivateKeyOfTheCurveIsRefused) {
    for (const auto& text :
         {std::string("short"), std::string(43, 'A'), std::string(rfc8291::kServerPublic), pem("P-384"),
          pem("P-256", "word"), std::string(5000, 'a'), std::string("-----BEGIN PRIVATE KEY-----\n")}) {
        EXPECT_EQ(code(load_vapid_key(posix_files(), put(text))), ErrorCode::invalid) << text.substr(0, 60);
    }
    EXPECT_EQ(code(load_vapid_key(posix_files(), folder_ / "absent")), ErrorCode::not_found);
}

}  // namespace
}  // namespace hometime::push
