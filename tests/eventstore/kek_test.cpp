#include "eventstore/kek.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/support/failing_files.h"
#include "tests/support/temp_dir.h"

namespace hometime {
namespace {

class KekTest : public testing::Test {
protected:
    Result<Kek> load(bool may_create = true, bool credential = false) {
        KekSource source{std::nullopt, dir_ / "keys/kek"};
        if (credential) source.credential = dir_ / "credential";
        return load_kek(posix_files(), source, random_, may_create);
    }
    void put(std::string_view name, std::size_t bytes, mode_t mode = 0600) {
        std::filesystem::create_directories((dir_ / name).parent_path());
        std::ofstream(dir_ / name) << std::string(bytes, 'k');
        ASSERT_EQ(chmod((dir_ / name).c_str(), mode), 0);
    }
    test::TempDir dir_;
    SeededRandom random_{1};
};

TEST_F(KekTest, IsMadeOnceAndReadAfterwards) {
    const auto made = load();
    ASSERT_TRUE(made.has_value()) << made.error().detail;
    EXPECT_TRUE(made->created) << "the caller warns";
    EXPECT_EQ(posix_files().mode(dir_ / "keys/kek"), 0600U);
    const auto read = load();
    ASSERT_TRUE(read.has_value());
    EXPECT_FALSE(read->created);
    EXPECT_TRUE(std::ranges::equal(read->key.view(), made->key.view()));
}

TEST_F(KekTest, ComesFromTheCredentialWhereThereIsOne) {
    put("credential", 32, 0444);  // As the service manager hands it over: readable only by the service's own mount.
    put("keys/kek", 32);
    const auto kek = load(true, true);
    ASSERT_TRUE(kek.has_value());
    EXPECT_EQ(as_text(kek->key.view()), std::string(32, 'k'));
    EXPECT_FALSE(kek->created);
}

TEST_F(KekTest, IsNeverMadeInPlaceOfACredentialThatIsMissing) {
    const auto kek = load(true, true);
    ASSERT_FALSE(kek.has_value());
    EXPECT_EQ(kek.error().code, ErrorCode::key_missing);
    EXPECT_NE(kek.error().detail.find("LoadCredential="), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(dir_ / "keys/kek"));
}

TEST_F(KekTest, IsNeverMadeBesideAKeyStoreThatNeedsAnother) {
    const auto kek = load(false);
    ASSERT_FALSE(kek.has_value());
    EXPECT_EQ(kek.error().code, ErrorCode::key_missing);
    EXPECT_FALSE(std::filesystem::exists(dir_ / "keys/kek"));
}

TEST_F(KekTest, IsExactlyThirtyTwoBytesLong) {
    for (const std::size_t bytes : {0U, 31U, 33U, 64U}) {
        put("keys/kek", bytes);
        const auto kek = load();
        ASSERT_FALSE(kek.has_value()) << bytes;
        EXPECT_EQ(kek.error().code, ErrorCode::key_missing);
        EXPECT_NE(kek.error().detail.find("32 bytes"), std::string::npos);
    }
}

TEST_F(KekTest, IsRefusedWhereOthersCanReadIt) {
    for (const mode_t mode : {0640U, 0604U, 0660U}) {
        put("keys/kek", 32, mode);
        const auto kek = load();
        ASSERT_FALSE(kek.has_value()) << mode;
        EXPECT_EQ(kek.error().code, ErrorCode::permission);
    }
}

TEST_F(KekTest, IsNotHandedOutBeforeItIsDurable) {
    for (std::size_t n = 0; n < 7; ++n) {
        const test::TempDir dir;
        test::FailingFiles files;
        files.fail_change(n, test::Fault::lost);
        EXPECT_FALSE(load_kek(files, {std::nullopt, dir / "keys/kek"}, random_, true).has_value()) << n;
        EXPECT_TRUE(files.has_failed()) << n;
    }
}

}  // namespace
}  // namespace hometime
