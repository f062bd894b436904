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
    void break_down() { broken_ = true; }
    [[nodiscard]] std::uint64_t looks() const { return looks_; }
    [[nodiscard]] Result<SpaceLeft> left() const override {
        ++looks_;
        if (broken_) return fail(ErrorCode::unavailable, "the test says so");
        return SpaceLeft{free_, total_};
    }

private:
    std::atomic<std::uint64_t> free_;
    std::uint64_t total_;
    std::atomic<bool> broken_{false};
    mutable std::atomic<std::uint64_t> looks_{0};
};

}  // namespace hometime::test
