#include "daemon/space_guard.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "eventstore/base/mutants.h"

namespace hometime {

namespace {

std::uint64_t mebibytes(std::uint64_t bytes) {
    return bytes >> 20;
}

/// What a safety message is given at once. Bytes.
constexpr std::uint64_t kBallastPart = 2 * kLastReserve;

std::uint64_t percent_of(std::uint64_t total, unsigned percent) {
    return total / 100 * percent;
}

}  // namespace

SpaceGuard::SpaceGuard(std::shared_ptr<const DiskSpace> disk, Ballast ballast, SpaceLimits limits, const Clock& clock,
                       std::function<std::uint64_t()> unflushed)
    : disk_(std::move(disk)),
      limits_(limits),
      clock_(clock),
      unflushed_(std::move(unflushed)),
      ballast_(std::move(ballast)),
      held_(ballast_.held()) {}

/// Free, without what the ballast is to get back.
std::uint64_t SpaceGuard::spare() const {
    const auto owed = ballast_.bytes() - held_;
    return left_.free > owed ? left_.free - owed : 0;
}

void SpaceGuard::measure() {
    const auto left = disk_->left();
    looked_ = true;
    looked_at_ = clock_.monotonic();
    admitted_ = 0;
    if (!left) {
        if (!std::exchange(said_unknown_, true)) {
            spdlog::error("the free space of the disk is not known, so a full one is not seen: {}",
                          left.error().detail);
        }
        left_ = {UINT64_MAX, UINT64_MAX};
        need_ = 0;
        return change_to(SpaceState::roomy);
    }
    left_ = *left;
    in_memory_ = unflushed_ ? unflushed_() : 0;
    const auto part = std::min(percent_of(left_.total, limits_.read_only_percent), kPercentReserveMax);
    need_ = std::max(limits_.reserve, part) + in_memory_;
    // Once full, a little more must be free than what made it full: it would else go to and fro.
    const auto wanted = state_ == SpaceState::full ? need_ + limits_.reserve / 8 : need_;
    if (spare() < wanted) return change_to(SpaceState::full);
    change_to(left_.free < percent_of(left_.total, limits_.alarm_percent) ? SpaceState::low : SpaceState::roomy);
}

void SpaceGuard::change_to(SpaceState state) {
    const auto before = std::exchange(state_, state);
    if (before == state) return;
    switch (state) {
        case SpaceState::full:
            spdlog::critical(
                "the disk is full: {} MiB are free and {} MiB are the reserve. Reading goes on, and what concerns a "
                "child's safety is still taken; everything else is refused until there is room",
                mebibytes(left_.free), mebibytes(need_));
            return;
        case SpaceState::low:
            spdlog::warn("the disk is filling up: {} of {} MiB are free", mebibytes(left_.free),
                         mebibytes(left_.total));
            return;
        case SpaceState::roomy: spdlog::info("the disk has room again: {} MiB are free", mebibytes(left_.free)); return;
    }
}

bool SpaceGuard::has_room(Matter matter) const {
    switch (matter) {
        case Matter::facts: return state_ != SpaceState::full || mutant(Mutant::reserve_ignored);
        case Matter::views: return spare() >= limits_.reserve / 2 + in_memory_;
        case Matter::credentials: return left_.free >= std::min(limits_.reserve / 4, 2 * kLastReserve);
        case Matter::safety: return left_.free >= std::min(limits_.reserve, kLastReserve);
    }
    return false;
}

/// The last resort: room that was kept for exactly this. A part at a time, for others take what is given, too.
bool SpaceGuard::room_by_ballast() {
    while (held_ > 0 && !has_room(Matter::safety)) {
        if (!ballast_.give(kBallastPart)) return false;
        held_ = ballast_.held();
        spdlog::critical("of the ballast {} of {} MiB are left, so that what concerns a child's safety can be stored",
                         mebibytes(held_), mebibytes(ballast_.bytes()));
        measure();
    }
    return has_room(Matter::safety);
}

bool SpaceGuard::admits(Matter matter) {
    const std::scoped_lock lock(mutex_);
    const bool stale = !looked_ || admitted_ >= kAdmittedBetweenLooks || clock_.monotonic() - looked_at_ >= kLookEvery;
    if (stale) measure();
    const bool room = has_room(matter) || (matter == Matter::safety && room_by_ballast());
    if (room) {
        ++admitted_;
    } else if (matter != Matter::views) {
        ++refused_;
    }
    return room;
}

SpaceState SpaceGuard::look() {
    const std::scoped_lock lock(mutex_);
    ballast_.trim();
    measure();
    if (state_ == SpaceState::full || held_ == ballast_.bytes()) return state_;
    if (ballast_.take()) {
        held_ = ballast_.held();
        measure();
    }
    return state_;
}

SpaceGuard::Seen SpaceGuard::seen() const {
    const std::scoped_lock lock(mutex_);
    return {left_, state_, need_, in_memory_, held_, refused_};
}

}  // namespace hometime
