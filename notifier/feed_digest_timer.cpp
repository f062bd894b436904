#include "notifier/feed_digest_timer.h"

namespace hometime {

void FeedDigestTimer::fold(const LoggedRecord& logged) {
    const auto& event = logged.record.event;
    if (const auto* set = std::get_if<GuardianPreferencesSet>(&event)) {
        if (set->feed_digest == FeedDigest::off) {
            waiting_.erase({logged.school, set->guardian});
        } else {
            restore(logged.school, set->guardian);
        }
    }
    if (std::holds_alternative<PolicySet>(event)) {
        for (auto& [whose, waiting] : waiting_) {
            if (whose.school == logged.school) waiting = Waiting{};
        }
    }
}

void FeedDigestTimer::restore(SchoolId school, GuardianId guardian) {
    waiting_[{school, guardian}] = Waiting{};
}

std::vector<FeedDigestFor> FeedDigestTimer::due(UtcTime now, MonotonicTime steady) {
    std::vector<FeedDigestFor> due;
    for (auto& [whose, waiting] : waiting_) {
        if (due.size() >= kFeedDigestsAsked) break;
        if (waiting.at > now || (waiting.asked && steady - *waiting.asked < kAskAgain)) continue;
        waiting.asked = steady;
        due.push_back(whose);
    }
    return due;
}

void FeedDigestTimer::answered(const FeedDigestFor& whose, std::optional<UtcTime> again_at) {
    const auto found = waiting_.find(whose);
    if (found == waiting_.end() || !found->second.asked) return;  // The log has said something new meanwhile.
    found->second = Waiting{again_at.value_or(UtcTime::max()), std::nullopt};
}

std::optional<UtcTime> FeedDigestTimer::next() const {
    std::optional<UtcTime> next;
    for (const auto& [whose, waiting] : waiting_) {
        const bool counts = !waiting.asked && waiting.at != UtcTime::max();
        if (counts && (!next || waiting.at < *next)) next = waiting.at;
    }
    return next;
}

}  // namespace hometime
