// Which replies wait for their guardians, until when, and therefore whose to ask for. Like the core that owns it: a
// fold of the log, without threads or clocks.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/ids.h"

namespace hometime {

class ReplyTimers {
public:
    struct Release {
        SchoolId school;
        GuardianId guardian;
        friend auto operator<=>(const Release&, const Release&) = default;
    };
    /// A reply of this staff member is held; empty `release_at`: no window in sight. A second time, it has moved.
    void hold(const Release& release, ReplyId reply, StaffId writer, std::optional<UtcTime> release_at);
    void move(const Release& release, ReplyId reply, std::optional<UtcTime> release_at);
    /// It was released, or never will be.
    void drop(const Release& release, ReplyId reply);

    /// Hours changed: whatever waits for this guardian, or of this writer (0: of anybody), is to be computed again.
    void hours_changed(const Release& release);
    void hours_changed(SchoolId school, StaffId writer);

    /// For whom to ask: something is due, or is to be computed again. Each is named once, and again only after
    /// `patience` on the steady clock, or when something new is known of them.
    [[nodiscard]] std::vector<Release> due(UtcTime now, MonotonicTime steady, std::chrono::milliseconds patience);
    /// The next instant at which due() may name somebody who was not asked for yet; nullopt: none.
    [[nodiscard]] std::optional<UtcTime> next() const;
    [[nodiscard]] std::size_t size() const { return held_.size(); }

private:
    using Key = std::pair<Release, ReplyId>;
    struct Held {
        StaffId writer;
        std::optional<UtcTime> release_at;
    };

    std::map<Key, Held> held_;
    std::set<std::pair<UtcTime, Key>> timers_;
    std::map<Release, MonotonicTime> asked_;
    std::set<Release> again_;
};

}  // namespace hometime
