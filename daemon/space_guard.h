// Keeps the disk from running full under a write. A failed write stops the process; so whatever would write asks here
// first, and is told no while there is still room for what must not fail.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

#include "daemon/space_limits.h"
#include "eventstore/ballast.h"
#include "eventstore/base/clock.h"
#include "eventstore/disk_space.h"

namespace hometime {

/// What somebody wants to write.
enum class Matter : std::uint8_t {
    facts,        ///< what people and the notifier do
    safety,       ///< what concerns a child's safety: takes the ballast
    credentials,  ///< sign-ins, passwords, and checkpoints: small
    views,        ///< what can be folded again; never takes the ballast
};
enum class SpaceState : std::uint8_t {
    roomy,
    low,   ///< below the alarm
    full,  ///< below the reserve: only safety is written
};

class SpaceGuard {
public:
    /// `unflushed`: bytes of the log that are in memory and in the write-ahead log only, and that a flush will write
    /// once more; asked at most every kLookEvery. All must outlive it.
    SpaceGuard(std::shared_ptr<const DiskSpace> disk, Ballast ballast, SpaceLimits limits, const Clock& clock,
               std::function<std::uint64_t()> unflushed);

    /// Whether there is room for it. Any thread. Looks at the disk at most every kLookEvery, and after every
    /// kAdmittedBetweenLooks that it said yes to. Where the system does not say, there is room: writes decide.
    [[nodiscard]] bool admits(Matter matter);
    /// Looks now, says changes in the journal, and takes the ballast again once there is room for it. To be called
    /// about once a second; returns what it saw.
    SpaceState look();

    struct Seen {
        SpaceLeft left;
        SpaceState state = SpaceState::roomy;
        std::uint64_t need = 0;       ///< the reserve as it is counted now
        std::uint64_t unflushed = 0;  ///< the log's part of it
        std::uint64_t ballast = 0;    ///< held
        std::uint64_t refused = 0;
    };
    [[nodiscard]] Seen seen() const;

private:
    void measure();
    void change_to(SpaceState state);
    [[nodiscard]] std::uint64_t spare() const;
    [[nodiscard]] bool has_room(Matter matter) const;
    [[nodiscard]] bool room_by_ballast();

    std::shared_ptr<const DiskSpace> disk_;
    SpaceLimits limits_;
    const Clock& clock_;
    std::function<std::uint64_t()> unflushed_;

    mutable std::mutex mutex_;
    Ballast ballast_;
    std::uint64_t held_ = 0;  ///< of the ballast
    SpaceLeft left_;
    SpaceState state_ = SpaceState::roomy;
    std::uint64_t need_ = 0;
    std::uint64_t in_memory_ = 0;
    std::uint64_t admitted_ = 0;  ///< since the last look
    std::uint64_t refused_ = 0;
    bool looked_ = false;
    MonotonicTime looked_at_{};
    bool said_unknown_ = false;
};

/// Between two looks at the disk. Source: what other programs write in that time must stay far below the reserve.
inline constexpr std::chrono::milliseconds kLookEvery{100};
/// Commands admitted between two looks: of the largest records a few megabytes.
inline constexpr std::uint64_t kAdmittedBetweenLooks = 64;

}  // namespace hometime
