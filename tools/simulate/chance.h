// What a seed draws. The same seed draws the same on every machine and with every library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hometime::simulation {

/// SplitMix64. Not for secrets.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        auto mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31U);
    }
    /// One of 0 … bound - 1; `bound` is not 0.
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    [[nodiscard]] bool one_in(std::uint64_t times) { return below(times) == 0; }
    /// So many times in a thousand.
    [[nodiscard]] bool per_mille(std::uint64_t times) { return below(1000) < times; }
    std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least + 1)));
    }
    /// Any of them; of none, a default.
    template <class T>
    T any(const std::vector<T>& from) {
        return from.empty() ? T{} : from[static_cast<std::size_t>(below(from.size()))];
    }
    /// Another sequence of draws, so that what is drawn from it shifts nothing here.
    Chance fork() { return Chance(next()); }

private:
    std::uint64_t state_;
};

}  // namespace hometime::simulation
