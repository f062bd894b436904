// A key may be gone only by a fact that says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventstore/data_folder.h"
#include "eventstore/keystore.h"
#include "tests/tools/audit/signed_log.h"
#include "tools/audit/verify.h"

namespace hometime::tools {
namespace {

using test::SignedLog;
using testing::HasSubstr;

constexpr std::uint64_t kKey = 2;

std::string difference(const SignedLog& log, const VerifyOptions& how = {}) {
    auto options = how;
    options.log_only = true;  // The log maker's rows are made up.
    const auto report = verify(log.path(), options);
    return report ? report->difference : "error: " + report.error().detail;
}

KeyDestroyed destroyed(std::uint64_t key) {
    KeyDestroyed fact;
    fact.key = key;
    fact.subject = {SubjectKind::pupil, 1};
    fact.retention = RetentionClass::messages;
    fact.school_year = 2025;
    fact.basis = DestructionBasis::expiry;
    return fact;
}

/// Overwrites a key's entry as destroying it does: kind, nonce and wrapped key.
void destroy_in_store(const SignedLog& log, std::uint64_t key) {
    constexpr std::uint8_t kDestroyed = 4;
    constexpr std::size_t kNonce = 29;
    constexpr std::size_t kCrc = kKeyEntryBytes - 4;
    const auto path = DataFolder{log.path()}.key_store();
    auto bytes = test::slurp(path);
    const auto begin = kKeyStoreHeaderBytes + (1 + key) * kKeyEntryBytes;  // Two secrets stand before the first key.
    auto entry = bytes.substr(begin, kCrc);
    entry[0] = static_cast<char>(kDestroyed);
    entry.replace(kNonce, kCrc - kNonce, kCrc - kNonce, '\0');
    append_be(entry, crc32c(as_bytes(entry)));
    bytes.replace(begin, kKeyEntryBytes, entry);
    test::spill(path, bytes);
}

class VerifyKeys : public testing::Test {
protected:
    VerifyKeys() : log_(empty_.path()) {}
    test::EmptyStore empty_;
    SignedLog log_;
};

TEST_F(VerifyKeys, AllThatAreNamedAreThere) {
    log_.append(test::facts(40), 10);
    EXPECT_EQ(difference(log_), "");
}

TEST_F(VerifyKeys, OneThatIsGoneWithoutAFactIsADifference) {
    log_.append(test::facts(40), 10);
    destroy_in_store(log_, kKey);
    EXPECT_THAT(difference(log_), HasSubstr("names a key that is neither in the key store nor known to be destroyed"));
}

TEST_F(VerifyKeys, OneThatAFactDestroyedIsFine) {
    auto facts = test::facts(40);
    facts.emplace_back(destroyed(kKey));
    log_.append(facts, 10);
    EXPECT_EQ(difference(log_), "") << "the key store follows at the next start at the latest";
    destroy_in_store(log_, kKey);
    EXPECT_EQ(difference(log_), "");
}

TEST_F(VerifyKeys, AFactIsForItsOwnKeyOnly) {
    auto facts = test::facts(40);
    facts.emplace_back(destroyed(kKey + 1));
    log_.append(facts, 10);
    destroy_in_store(log_, kKey);
    EXPECT_THAT(difference(log_), HasSubstr("names a key that is neither"));
}

TEST_F(VerifyKeys, AKeyStoreKeptApartIsReadThere) {
    log_.append(test::facts(40), 10);
    const auto apart = log_.scratch("store");
    std::filesystem::rename(DataFolder{log_.path()}.key_store(), apart);
    EXPECT_THAT(difference(log_), HasSubstr("key store"));
    VerifyOptions options;
    options.key_store = apart;
    EXPECT_EQ(difference(log_, options), "");
    options.key_store.reset();
    options.without_keys = true;
    EXPECT_EQ(difference(log_, options), "");
}

/// Checkpoints from before a restore signed for what is lost: the difference says why.
TEST_F(VerifyKeys, ALogThatCameBackFromABackupExplainsWhatItLacks) {
    log_.append(test::facts(30), 10);
    SignedLog back(empty_.path());
    auto facts = test::facts(20);
    LogRestored restored;
    restored.size = 20;
    restored.known_size = 30;
    facts.emplace_back(restored);
    back.append(facts, 10);
    VerifyOptions options;
    options.checkpoints = {log_.note(20)};
    EXPECT_EQ(difference(back, options), "");
    options.checkpoints = {log_.note(30)};
    EXPECT_THAT(difference(back, options),
                HasSubstr("the log came back from a backup with 20 records, as its record 21 says"));
}

}  // namespace
}  // namespace hometime::tools
