// What a test is told by the environment: which seed, how many rounds. Long campaigns set it.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace hometime::test {

/// The number in the variable `name`, HOMETIME_TEST_SEED for one; `otherwise` where it is not set.
inline std::uint64_t given(const char* name, std::uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

}  // namespace hometime::test
