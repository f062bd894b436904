#include <algorithm>

#include "eventstore/base/mutants.h"
#include "projections/state/outbox.h"
#include "projections/state/outbox_channel.h"

namespace hometime::state {

namespace {

/// Dates on which a server refuses an address before it counts as bad. Source: delivery contract, D5.
constexpr std::size_t kRefusalDays = 2;

OutboxChannel& channel_of(OutboxRow& row, Channel channel) {
    if (auto* known = find_channel(row, channel)) return *known;
    row.channels.push_back({});
    row.channels.back().channel = channel;
    return row.channels.back();
}

template <class Change>
void change_channel(const Folding& f, PersonKind kind, std::uint64_t person, Channel channel, Change change) {
    f.upsert<OutboxRow>(keys::outbox(f.school, kind, person), [&](OutboxRow& row) {
        row.person_kind = kind;
        row.person = person;
        change(channel_of(row, channel));
    });
}

/// What was there before somebody turned a channel on is not told by it.
void turned_on(OutboxRow& row, Channel channel) {
    auto& progress = channel_of(row, channel);
    if (!row.entries.empty()) progress.told = std::max(progress.told, row.entries.back().fact);
}

}  // namespace

void fold(const Folding& f, const NotificationSealed& e) {
    const auto id = f.created<NotificationId>();
    f.put(keys::notification(f.school, id),
          NotificationRow{id, e.person_kind, e.person, e.channel, e.kind, e.closes_at});
    if (e.kind == NotificationKind::duty) {
        if (e.about.empty()) return;
        f.change<ConcernRow>(keys::concern(f.school, ConcernId::at(e.about.front())), [&](ConcernRow& row) {
            row.alerts = e.counter + 1;
            row.alerted_at = f.header.recorded_at;
        });
        return;
    }
    change_channel(f, e.person_kind, e.person, e.channel, [&](OutboxChannel& channel) {
        channel.told_before = channel.told;
        if (!e.about.empty()) channel.told = e.about.back();
        channel.pending = id;
        channel.sealed_at = f.header.recorded_at;
        channel.occurrence = e.occurrence;
        channel.counter = e.counter + 1;
    });
}

void fold(const Folding& f, const NotificationSettled& e) {
    f.erase(keys::notification(f.school, e.notification));
    if (e.kind == NotificationKind::duty) return;
    const bool dead = e.outcome == NotificationOutcome::dead;
    if (dead) {
        f.put(keys::dead_letter(f.school, e.notification),
              DeadLetterRow{e.notification, e.person_kind, e.person, e.channel, e.kind,
                            e.reason.value_or(DeadReason::refused), f.header.recorded_at});
    }
    change_channel(f, e.person_kind, e.person, e.channel, [&](OutboxChannel& channel) {
        const bool rolled = e.outcome == NotificationOutcome::rolled;
        if (rolled && !mutant(Mutant::rolled_notification_lost)) channel.told = channel.told_before;
        channel.pending = {};
        channel.windows_failed = rolled ? channel.windows_failed + 1 : 0;
        if (e.outcome == NotificationOutcome::delivered) channel.refused_on.clear();
        if (dead && e.reason == DeadReason::refused) channel.refused_on.insert(e.date);
        channel.unusable = e.outcome == NotificationOutcome::unaddressed || channel.refused_on.size() >= kRefusalDays;
    });
}

void fold(const Folding& f, const ChannelsChosen& e) {
    f.upsert<OutboxRow>(keys::outbox(f.school, e.person_kind, e.person), [&](OutboxRow& row) {
        row.person_kind = e.person_kind;
        row.person = e.person;
        if (!wants_email(row) && e.email.value_or(kEmailByDefault)) turned_on(row, Channel::email);
        if (!wants_push(row) && e.push.value_or(kPushByDefault)) turned_on(row, Channel::push);
        row.email = e.email;
        row.push = e.push;
        row.follow_ups = e.follow_ups;
        row.chosen = f.sequence();
        if (wants_push(row)) channel_of(row, Channel::push).unusable = false;  // There is a device.
    });
}

void fold(const Folding& f, const DeadLetterClosed& e) {
    f.erase(keys::dead_letter(f.school, e.notification));
    if (!e.retry) return;
    change_channel(f, e.person_kind, e.person, e.channel, [](OutboxChannel& channel) {
        channel.unusable = false;
        channel.refused_on.clear();
    });
}

}  // namespace hometime::state
