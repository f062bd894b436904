#include "eventstore/base/random.h"

#include <sodium.h>

#include <cstdlib>

#include "eventstore/base/encoding.h"

namespace hometime {

Uuid Random::uuid() {
    Uuid uuid{bytes<16>()};
    uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0FU) | 0x40U);  // version 4
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3FU) | 0x80U);  // RFC 4122 variant
    return uuid;
}

SchoolId Random::school_id() {
    SchoolId id;
    while (!id) {
        const auto raw = bytes<5>();
        for (const auto byte : raw) id.value = (id.value << 8) | byte;
    }
    return id;
}

SystemRandom::SystemRandom() {
    if (sodium_init() < 0) std::abort();  // No entropy source: nothing secret could be made.
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
    randombytes_buf(out.data(), out.size());
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
    for (auto& byte : out) {  // splitmix64, one output byte a step: plenty for tests
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
        byte = static_cast<std::uint8_t>((mixed ^ (mixed >> 31)) & 0xFFU);
    }
}

}  // namespace hometime
