#include "eventstore/base/mutants.h"

#include <gtest/gtest.h>

namespace hometime {
namespace {

#ifdef HOMETIME_MUTANTS

TEST(Mutants, NoneIsOnUnlessATestHoldsIt) {
    EXPECT_FALSE(mutant(Mutant::wal_unsynced));
    {
        const ScopedMutant on(Mutant::wal_unsynced);
        EXPECT_TRUE(mutant(Mutant::wal_unsynced));
        EXPECT_FALSE(mutant(Mutant::head_same_slot));
    }
    EXPECT_FALSE(mutant(Mutant::wal_unsynced));
}

#else

static_assert(!mutant(Mutant::wal_unsynced), "what a school runs has no mutants");

#endif

}  // namespace
}  // namespace hometime
