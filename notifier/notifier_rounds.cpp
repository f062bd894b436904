#include "notifier/notifier_rounds.h"

#include "eventstore/base/mutants.h"
#include "projections/state/school.h"

namespace hometime {

namespace {

/// Facts taken from the log at once.
constexpr std::size_t kBatch = 1024;

}  // namespace

NotifierRounds::NotifierRounds(const EventLog& log, Tail& tail, const Clock& clock, CommandPort& port,
                               Channels channels)
    : log_(log),
      tail_(tail),
      clock_(clock),
      port_(port),
      channels_(std::move(channels.inside)),
      notifications_(std::move(channels.outside)) {}

/// The heads are taken first: a fact that the rows already show is folded once more, to the same effect.
Result<void> NotifierRounds::restore() {
    try {
        for (const auto& head : log_.heads()) {
            cursors_[head.school] = Sequence{head.size};
            const CachedRows rows(log_);
            const School school(head.school, rows);
            school.each_held([&](const HeldRow& row) {
                const bool seen = !mutant(Mutant::held_not_restored);
                if (seen) core_.restore_held(head.school, row.staff, row.message, row.release_at);
                return true;
            });
            school.each_digest_to_deliver([&](const DigestRow& row) {
                core_.restore_digest(head.school, row.id, row.channel);
                return true;
            });
            school.each_concern([&](const ConcernRow& row) {
                const bool waits = !row.acknowledged_at && !row.escalated_at && !mutant(Mutant::concern_not_restored);
                if (waits) core_.restore_concern(head.school, row.id, row.escalates_at);
                return true;
            });
            school.each_preferences([&](const PreferencesRow& row) {
                if (row.feed_digest != FeedDigest::off) feed_digests_.restore(head.school, row.guardian);
                return true;
            });
            school.each_held_reply([&](const HeldReplyRow& row) {
                core_.restore_reply(head.school, {row.guardian, row.reply, row.staff, row.release_at});
                return true;
            });
            notifications_.restore(school);
            port_.reschedule(head.school, {}, {});
        }
    } catch (const StateError& error) {
        return fail(ErrorCode::corrupt, error.what());
    }
    return {};
}

bool NotifierRounds::go_round(std::chrono::milliseconds patience) {
    if (tail_.stopped()) return false;
    const auto records = tail_.next(cursors_, kBatch, patience);
    if (!records) return false;
    for (const auto& record : *records) {
        core_.fold(*record);
        feed_digests_.fold(*record);
        notifications_.fold(*record);
    }
    act();
    deliver();
    return true;
}

std::optional<UtcTime> NotifierRounds::next() const {
    auto next = core_.next_release();
    for (const auto& other :
         {core_.next_escalation(), core_.next_reply(), feed_digests_.next(), notifications_.next()}) {
        if (other && (!next || *other < *next)) next = other;
    }
    return next;
}

void NotifierRounds::act() {
    if (mutant(Mutant::stuck_channel_stops_all) && !core_.undelivered().empty()) return;
    port_.retry();
    for (const auto& change : core_.take_reschedules()) {
        port_.reschedule(change.school, change.staff, change.because);
        notifications_.hours_changed(change.school, change.staff);
    }
    const auto now = clock_.now();
    const auto first = core_.earliest_release();
    const bool is_late = first && *first <= now;
    late_ =
        is_late ? std::chrono::duration_cast<std::chrono::milliseconds>(now - *first) : std::chrono::milliseconds{0};
    for (const auto& release : core_.replies_due(now, clock_.monotonic())) {
        port_.release_replies(release.school, release.guardian);
    }
    for (const auto& late : core_.overdue(now, clock_.monotonic())) port_.escalate_concern(late.school, late.concern);
    for (const auto& answer : port_.take_feed_digest_answers()) feed_digests_.answered(answer.whose, answer.again_at);
    for (const auto& whose : feed_digests_.due(now, clock_.monotonic())) port_.seal_feed_digest(whose);
    for (const auto& seal : core_.due(now, clock_.monotonic())) port_.seal_digest(seal.school, seal.staff);
    notifications_.go_round(port_, now, clock_.monotonic());
}

/// A channel that has no answer yet is asked for nothing more of that school in this round: it may have waited.
void NotifierRounds::deliver() {
    std::set<std::pair<SchoolId, Channel>> later;
    for (const auto& delivery : core_.undelivered()) {
        for (const auto& channel : channels_) {
            if (channel->channel() != delivery.channel || later.contains({delivery.school, delivery.channel})) continue;
            const auto outcome = channel->deliver({delivery.school, delivery.digest.sequence()});
            if (outcome) {
                core_.answered(delivery, *outcome);
            } else {
                later.emplace(delivery.school, delivery.channel);
            }
        }
    }
    for (const auto& [delivery, outcome] : core_.unrecorded(clock_.monotonic())) {
        port_.record_delivery(delivery.school, delivery.digest, outcome);
    }
}

}  // namespace hometime
