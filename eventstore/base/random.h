// Randomness comes in here, so that a seed can replay a whole school year.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "eventstore/base/ids.h"

namespace hometime {

class Random {
public:
    virtual ~Random() = default;
    /// Fills `out` with unpredictable bytes. Never fails. Safe from any thread.
    virtual void fill(std::span<std::uint8_t> out) = 0;

    template <std::size_t N>
    [[nodiscard]] std::array<std::uint8_t, N> bytes() {
        std::array<std::uint8_t, N> out{};
        fill(out);
        return out;
    }
    [[nodiscard]] Uuid uuid();
    [[nodiscard]] SchoolId school_id();
};

/// The operating system's generator (libsodium's randombytes).
class SystemRandom final : public Random {
public:
    SystemRandom();
    void fill(std::span<std::uint8_t> out) override;
};

/// A test's generator: the same seed gives the same bytes. Never for secrets. One thread only.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
    void fill(std::span<std::uint8_t> out) override;

private:
    std::uint64_t state_;
};

}  // namespace hometime
