#include "notifier/reply_timers.h"

#include <utility>

namespace hometime {

void ReplyTimers::hold(const Release& release, ReplyId reply, StaffId writer, std::optional<UtcTime> release_at) {
    drop(release, reply);
    const Key key{release, reply};
    held_[key] = {writer, release_at};
    if (release_at) timers_.emplace(*release_at, key);
}

void ReplyTimers::move(const Release& release, ReplyId reply, std::optional<UtcTime> release_at) {
    const auto known = held_.find({release, reply});
    if (known != held_.end()) hold(release, reply, known->second.writer, release_at);
    asked_.erase(release);
}

void ReplyTimers::drop(const Release& release, ReplyId reply) {
    asked_.erase(release);
    const auto known = held_.find({release, reply});
    if (known == held_.end()) return;
    if (known->second.release_at) timers_.erase({*known->second.release_at, known->first});
    held_.erase(known);
}

void ReplyTimers::hours_changed(const Release& release) {
    const auto first = held_.lower_bound({release, ReplyId{}});
    if (first != held_.end() && first->first.first == release) again_.insert(release);
}

void ReplyTimers::hours_changed(SchoolId school, StaffId writer) {
    for (auto at = held_.lower_bound({{school, GuardianId{}}, ReplyId{}}); at != held_.end(); ++at) {
        const auto& [release, reply] = at->first;
        if (release.school != school) return;
        if (!writer || at->second.writer == writer) again_.insert(release);
    }
}

std::vector<ReplyTimers::Release> ReplyTimers::due(UtcTime now, MonotonicTime steady,
                                                   std::chrono::milliseconds patience) {
    auto named = std::exchange(again_, {});
    for (auto at = timers_.begin(); at != timers_.end() && at->first <= now; ++at) {
        const auto& release = at->second.first;
        const auto asked = asked_.find(release);
        if (asked == asked_.end() || asked->second + patience <= steady) named.insert(release);
    }
    for (const auto& release : named) asked_[release] = steady;
    return {named.begin(), named.end()};
}

std::optional<UtcTime> ReplyTimers::next() const {
    for (const auto& [at, key] : timers_) {
        if (!asked_.contains(key.first)) return at;
    }
    return std::nullopt;
}

}  // namespace hometime
