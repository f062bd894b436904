#include "notifier/hand_overs.h"

#include <array>
#include <set>
#include <span>

#include "eventstore/base/mutants.h"
#include "notifier/ask_timer.h"

namespace hometime {

std::optional<std::chrono::seconds> retry_delay(Channel channel, std::uint32_t attempts) {
    using std::chrono::seconds;
    static constexpr std::array kEmail{seconds{0},   seconds{30},  seconds{120},
                                       seconds{300}, seconds{600}, seconds{1200}};
    static constexpr std::array kPush{seconds{0}, seconds{15}, seconds{60}, seconds{300}};
    const auto delays = channel == Channel::push ? std::span<const seconds>(kPush) : std::span<const seconds>(kEmail);
    return attempts < delays.size() ? std::optional(delays[attempts]) : std::nullopt;
}

void HandOvers::add(const HandOver& what) {
    Progress progress;
    progress.what = what;
    all_.try_emplace({what.school, what.notification}, progress);
}

void HandOvers::settled(SchoolId school, NotificationId notification) {
    all_.erase({school, notification});
}

void HandOvers::take(const HandedOver& result, UtcTime now) {
    const auto found = all_.find({result.what.school, result.what.notification});
    if (found == all_.end()) return;
    auto& progress = found->second;
    progress.in_hand = false;
    ++progress.attempts;
    switch (result.sent.result) {
        case SendResult::accepted: progress.outcome = NotificationOutcome::delivered; return;
        case SendResult::refused: progress.outcome = NotificationOutcome::dead; return;
        case SendResult::gone: progress.outcome = NotificationOutcome::unaddressed; return;
        case SendResult::later:
        case SendResult::at_fault: break;
    }
    const auto delay = retry_delay(result.what.channel, progress.attempts);
    if (!delay) {
        progress.next_at = progress.what.closes_at;  // Then it is given up.
        return;
    }
    const auto wait = std::max(*delay, result.sent.retry_after.value_or(std::chrono::seconds{0}));
    progress.next_at = std::min<UtcTime>(now + wait, progress.what.closes_at);
}

void HandOvers::go_round(const std::vector<std::unique_ptr<OutsideChannel>>& channels, UtcTime now) {
    for (const auto& channel : channels) {
        for (const auto& result : channel->take_results()) take(result, now);
    }
    std::set<Channel> busy;
    for (auto& [key, progress] : all_) {
        if (progress.outcome || progress.in_hand) continue;
        const bool over = progress.what.closes_at <= now && !mutant(Mutant::notified_after_close);
        if (over) progress.outcome = NotificationOutcome::rolled;
        if (over || progress.next_at > now || busy.contains(progress.what.channel)) continue;
        for (const auto& channel : channels) {
            if (channel->channel() != progress.what.channel) continue;
            progress.in_hand = channel->offer(progress.what);
            if (!progress.in_hand) busy.insert(progress.what.channel);
        }
    }
}

std::vector<HandOvers::Settlement> HandOvers::unrecorded(MonotonicTime steady) {
    std::vector<Settlement> list;
    for (auto& [key, progress] : all_) {
        if (!progress.outcome || (progress.asked && steady < *progress.asked + kAskAgain)) continue;
        progress.asked = steady;
        list.push_back({key.first, key.second, *progress.outcome, progress.attempts});
    }
    return list;
}

std::optional<UtcTime> HandOvers::next() const {
    std::optional<UtcTime> next;
    for (const auto& [key, progress] : all_) {
        if (progress.outcome || progress.in_hand) continue;
        const auto at = std::min(progress.next_at, progress.what.closes_at);
        if (!next || at < *next) next = at;
    }
    return next;
}

}  // namespace hometime
