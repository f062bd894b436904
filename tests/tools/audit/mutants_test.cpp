// Bugs that the auditor's tests must notice: in the store, where its own checks agree with it, and in the auditor.
#include "eventstore/base/mutants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/audit/signed_log.h"
#include "tools/audit/trusted_key.h"
#include "tools/audit/verify.h"
#include "tools/audit/witness.h"

namespace hometime::tools {
namespace {

using test::SignedLog;
using testing::HasSubstr;

constexpr UtcTime kNow = from_unix_micros(1'795'536'000'000'000);  // 2026-11-24T16:00:00Z

std::string difference(const SignedLog& log, std::vector<std::filesystem::path> checkpoints = {}) {
    VerifyOptions options;
    options.log_only = true;  // The log maker's rows are made up.
    options.checkpoints = std::move(checkpoints);
    const auto report = verify(log.path(), options);
    return report ? report->difference : "error: " + report.error().detail;
}

/// Two notes of a log, 20 and 23 records, before a new witness: why the second is refused.
std::string refused(const SignedLog& first, const SignedLog& second) {
    const test::TempDir state;
    SeededRandom random(4);
    const auto key = trusted_key(DataFolder{first.path()}.public_key()).value();
    EXPECT_TRUE(Witness::init(state / "w", "witness.example/w1", random));
    const auto witness = Witness::open(state / "w").value();
    const auto see = [&](const SignedLog& log, std::uint64_t size) {
        return witness.see(test::slurp(log.note(size)), key, proof_from(log.path(), test::kSchool), kNow);
    };
    EXPECT_EQ(see(first, 20)->refused, "");
    return see(second, 23)->refused;
}

class AuditMutants : public testing::Test {
protected:
    /// 20 facts, then 3 more; `changed`: the fifth is another.
    void write(SignedLog& log, bool changed) const {
        auto facts = test::facts(23);
        if (changed) facts[4] = PupilMoved{PupilId{1}, ClassId{9}};
        log.append(facts, 20);
    }
    test::EmptyStore empty_;
    SignedLog honest_{empty_.path()};
    SignedLog forged_{empty_.path()};
};

/// I3, I4: the store's own code agrees with itself; the auditor's is another.
TEST_F(AuditMutants, AStoreThatHashesWronglyIsNoticedByWhoSharesNoCodeWithIt) {
    {
        write(honest_, false);
        EXPECT_EQ(difference(honest_, {honest_.kept()}), "");
        EXPECT_EQ(refused(honest_, honest_), "");
    }
    const ScopedMutant bug(Mutant::root_from_left);
    write(forged_, false);
    EXPECT_THAT(difference(forged_), HasSubstr("the tree over the records is not the one that was recorded"));
    EXPECT_THAT(refused(forged_, forged_),
                HasSubstr("nothing shows that the log of 23 records begins with that of 20"));
}

TEST_F(AuditMutants, AVerifierThatDoesNotLookAtKeptCheckpointsWouldPassAnotherHistory) {
    write(honest_, false);
    write(forged_, true);
    EXPECT_THAT(difference(forged_, {honest_.note(20)}), HasSubstr("FORK"));
    const ScopedMutant bug(Mutant::kept_checkpoints_unread);
    EXPECT_EQ(difference(forged_, {honest_.note(20)}), "");
}

TEST_F(AuditMutants, AWitnessThatBelievesWouldSignAFork) {
    write(honest_, false);
    write(forged_, true);
    EXPECT_THAT(refused(honest_, forged_), HasSubstr("FORK"));
    const ScopedMutant bug(Mutant::witness_believes);
    EXPECT_EQ(refused(honest_, forged_), "");
}

}  // namespace
}  // namespace hometime::tools
