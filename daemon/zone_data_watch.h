// Whether the computer's time zone data is still what the daemon started with. A process reads a zone once: new data
// counts from the next start on, which computes everything held again.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include "eventstore/base/time.h"

namespace hometime {

/// Between two looks at the version. Unit: minutes. Source: ours; the data changes a few times a year.
inline constexpr std::chrono::minutes kLookAtZoneData{1};

class ZoneDataWatch {
public:
    /// `read` says the version as it stands on the disk; it is asked at once, and later by look().
    explicit ZoneDataWatch(std::function<std::string()> read);

    /// The version on the disk, when it has changed since it was last looked at. Looks once in kLookAtZoneData, counted
    /// on the steady clock; one thread.
    [[nodiscard]] std::optional<std::string> look(MonotonicTime now);
    /// What this process works with. Any thread.
    [[nodiscard]] const std::string& started_with() const { return started_with_; }
    /// Whether the disk held another version at the last look. Any thread.
    [[nodiscard]] bool changed() const { return changed_.load(); }

private:
    std::function<std::string()> read_;
    const std::string started_with_;
    std::string seen_;
    std::optional<MonotonicTime> looked_;
    std::atomic<bool> changed_{false};
};

}  // namespace hometime
