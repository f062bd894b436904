#include "notifier/bus/curve.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/support/temp_dir.h"

namespace hometime::bus {
namespace {

TEST(Curve, APairsSecretGivesItsPublicKey) {
    const auto pair = make_key_pair();
    EXPECT_EQ(public_key_of(pair.secret), pair.public_key);
    EXPECT_NE(make_key_pair().public_key, pair.public_key);
    EXPECT_EQ(to_z85(parse_z85(pair.public_key)->view()), pair.public_key);
}

/// From libzmq's manual: its secret key gives the public key that everybody knows.
TEST(Curve, ThePublishedKeysAreThoseOfTheManual) {
    const auto secret = parse_z85("D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs");
    ASSERT_TRUE(secret);
    EXPECT_TRUE(is_published_test_key(public_key_of(*secret)));
    const auto server = parse_z85("JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6");
    ASSERT_TRUE(server);
    EXPECT_TRUE(is_published_test_key(public_key_of(*server)));
    EXPECT_FALSE(is_published_test_key(make_key_pair().public_key));
}

TEST(Curve, WhatIsNoKeyIsNotTaken) {
    const auto good = make_key_pair().public_key;
    EXPECT_TRUE(is_z85_key(good));
    EXPECT_FALSE(is_z85_key(""));
    EXPECT_FALSE(is_z85_key(good.substr(1)));
    EXPECT_FALSE(is_z85_key(good + "a"));
    EXPECT_FALSE(is_z85_key("\"" + good.substr(1)));
    EXPECT_FALSE(is_z85_key(std::string(40, '#'))) << "more than 32 bits in five characters";
}

TEST(Curve, AFingerprintIsTheSameForTheSameKeyOnly) {
    const std::string known = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
    EXPECT_EQ(fingerprint(known).size(), 39U);
    EXPECT_EQ(fingerprint(known), fingerprint(known));
    EXPECT_NE(fingerprint(known), fingerprint(make_key_pair().public_key));
    EXPECT_EQ(fingerprint("no key"), "");
}

class SecretKeyFile : public testing::Test {
protected:
    std::filesystem::path put(const std::string& text, mode_t mode = 0600) {
        auto path = folder_ / "bus.key";
        std::filesystem::remove(path);
        std::ofstream(path) << text;
        if (chmod(path.c_str(), mode) != 0) throw std::runtime_error("chmod");
        return path;
    }
    static ErrorCode code(const Result<KeyPair>& result) {
        return result ? throw std::logic_error("it was taken") : result.error().code;
    }
    test::TempDir folder_;
    std::string secret_ = to_z85(make_key_pair().secret.view());
};

TEST_F(SecretKeyFile, IsReadWithOrWithoutANewline) {
    for (const auto& text : {secret_, secret_ + "\n"}) {
        const auto pair = load_secret_key(posix_files(), put(text));
        ASSERT_TRUE(pair) << pair.error().detail;
        EXPECT_EQ(to_z85(pair->secret.view()), secret_);
    }
}

TEST_F(SecretKeyFile, ThatOthersCanReadIsRefusedUnlessItIsACredential) {
    EXPECT_EQ(code(load_secret_key(posix_files(), put(secret_, 0640))), ErrorCode::permission);
    EXPECT_EQ(code(load_secret_key(posix_files(), put(secret_, 0604))), ErrorCode::permission);
    EXPECT_TRUE(load_secret_key(posix_files(), put(secret_, 0440), true));
}

TEST_F(SecretKeyFile, ThatHoldsNoKeyOrAPublishedOneIsRefused) {
    EXPECT_EQ(code(load_secret_key(posix_files(), put("short"))), ErrorCode::invalid);
    EXPECT_EQ(code(load_secret_key(posix_files(), put(std::string(1000, 'a')))), ErrorCode::invalid);
    EXPECT_EQ(code(load_secret_key(posix_files(), put("JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"))),
              ErrorCode::invalid);
    EXPECT_EQ(code(load_secret_key(posix_files(), folder_ / "absent")), ErrorCode::not_found);
}

}  // namespace
}  // namespace hometime::bus
