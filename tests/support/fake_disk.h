// A disk that is as full as a test says.
#pragma once

#include <atomic>

#include "eventstore/disk_space.h"

namespace hometime::test {

class FakeDisk final : public DiskSpace {
public:
    explicit FakeDisk(std::uint64_t free, std::uint64_t total = std::uint64_t{100} << 30)
        : free_(free), total_(total) {}
    void set_free(std::uint64_t bytes) { free_ = bytes; }
    /// From the second look on from now.
    void set_free_soon(std::uint64_t bytes) { soon_ = bytes; }
    void break_down() { broken_ = true; }
    [[nodiscard]] std::uint64_t looks() const { return looks_; }
    [[nodiscard]] Result<SpaceLeft> left() const override {
        ++looks_;
        if (broken_) return fail(ErrorCode::unavailable, "the test says so");
        const SpaceLeft left{free_, total_};
        if (const auto soon = soon_.exchange(kNever); soon != kNever) free_ = soon;
        return left;
    }

private:
    static constexpr std::uint64_t kNever = ~std::uint64_t{0};
    mutable std::atomic<std::uint64_t> free_;
    mutable std::atomic<std::uint64_t> soon_{kNever};
    std::uint64_t total_;
    std::atomic<bool> broken_{false};
    mutable std::atomic<std::uint64_t> looks_{0};
};

}  // namespace hometime::test
