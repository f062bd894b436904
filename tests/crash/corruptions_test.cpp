// Whatever happens to the bytes of any file of a data folder: a refusal with words, a read that fails, or the same
// bytes as ever (F6, I11). HOMETIME_TEST_ROUNDS: how many damages (tools/soak corrupt: 10,000).
#include "tests/support/corruptions.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iostream>

#include "eventstore/base/mutants.h"
#include "tests/support/environment.h"

namespace hometime {
namespace {

using namespace test;

TEST(Corruptions, NoDamageToAnyFileIsSilent) {
    const auto from = given("HOMETIME_TEST_SEED", 20261124);
    const auto count = given("HOMETIME_TEST_ROUNDS", 250);
    CorruptionLab lab(from);
    const auto figures = lab.run(count);
    std::cout << to_string(figures) << "corrupt: seed " << from << ", " << figures.total() << " damages";
    for (const auto fate : kAllFates) std::cout << ", " << figures.count(fate) << " " << to_string(fate);
    std::cout << "\n";
    for (const auto& what : figures.silent) ADD_FAILURE() << "silent: " << what;
    for (const auto& what : figures.wordless) ADD_FAILURE() << "without a word: " << what;
    EXPECT_EQ(figures.total(), count);
    EXPECT_GT(figures.count(Fate::refused), 0U);
    EXPECT_GT(figures.count(Fate::failed_read), 0U);
    EXPECT_GT(figures.count(Fate::identical), 0U);
}

#ifdef HOMETIME_MUTANTS

/// In a process of its own: who reads damaged blocks unchecked may also die of them, and that is noticed too.
TEST(Corruptions, I11ChecksumsUncheckedIsCaught) {
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const ScopedMutant on(Mutant::checksums_unchecked);
        CorruptionLab lab(7);
        ::_exit(lab.run(400, "SST", Damage::bit_flip).silent.empty() ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

#endif

}  // namespace
}  // namespace hometime
