#include "eventstore/base/mutants.h"

#ifdef HOMETIME_MUTANTS

#include <atomic>

namespace hometime {

namespace {
std::atomic<Mutant> switched_on{Mutant::none};
}  // namespace

bool mutant(Mutant which) noexcept {
    return switched_on.load(std::memory_order_relaxed) == which;
}

ScopedMutant::ScopedMutant(Mutant which) noexcept {
    switched_on = which;
}

ScopedMutant::~ScopedMutant() {
    switched_on = Mutant::none;
}

}  // namespace hometime

#endif
