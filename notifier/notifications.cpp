#include "notifier/notifications.h"

#include "eventstore/base/mutants.h"
#include "eventstore/base/result.h"

namespace hometime {

void Notifications::ask(SchoolId school, PersonKind kind, std::uint64_t person) {
    for (const auto& channel : channels_) people_.ask({school, kind, person, channel->channel()});
}

void Notifications::restore(const School& school) {
    if (channels_.empty()) return;
    school.each_outbox([&](const OutboxRow& row) {
        if (!row.entries.empty()) ask(school.id(), row.person_kind, row.person);
        return true;
    });
    school.each_notification([&](const NotificationRow& row) {
        const bool seen = !mutant(Mutant::notification_not_restored);
        if (seen) hand_overs_.add({school.id(), row.id, row.channel, row.closes_at});
        return true;
    });
    school.each_concern([&](const ConcernRow& row) {
        if (!row.acknowledged_at && !row.closed_at) duty_.ask({school.id(), row.id});
        return true;
    });
}

/// Facts that change somebody's windows come by hours_changed(). All others tell nobody anything.
void Notifications::fold(const LoggedRecord& logged) {
    if (channels_.empty()) return;
    const auto school = logged.school;
    const auto staff = [&](StaffId id) { ask(school, PersonKind::staff, id.value); };
    const auto guardian = [&](GuardianId id) { ask(school, PersonKind::guardian, id.value); };
    std::visit(overloaded{
                   [&](const DigestSealed& e) { staff(e.staff); },
                   [&](const MessageReleased& e) { staff(e.staff); },
                   [&](const ReplyReleased& e) { guardian(e.guardian); },
                   [&](const ReplySent& e) {
                       if (!e.held.value_or(false)) guardian(e.guardian);
                   },
                   [&](const FeedDigestSealed& e) { guardian(e.guardian); },
                   [&](const GuardianPreferencesSet& e) { guardian(e.guardian); },
                   [&](const GuardianDetailsChanged& e) { guardian(e.guardian); },
                   [&](const GuardianLinked& e) { guardian(e.guardian); },
                   [&](const ChannelsChosen& e) { ask(school, e.person_kind, e.person); },
                   [&](const DeadLetterClosed& e) { ask(school, e.person_kind, e.person); },
                   [&](const NotificationSealed& e) {
                       const auto id = NotificationId::at(logged.record.header.sequence);
                       hand_overs_.add({school, id, e.channel, e.closes_at});
                   },
                   [&](const NotificationSettled& e) {
                       hand_overs_.settled(school, e.notification);
                       people_.ask({school, e.person_kind, e.person, e.channel});
                   },
                   [&](const ConcernRaised&) { duty_.ask({school, ConcernId::at(logged.record.header.sequence)}); },
                   [&](const ConcernEscalated& e) { duty_.ask({school, e.concern}); },
                   [&](const ConcernAcknowledged& e) { duty_.forget({school, e.concern}); },
                   [](const auto&) {},
               },
               logged.record.event);
}

void Notifications::hours_changed(SchoolId school, StaffId staff) {
    people_.ask_all([&](const NotificationFor& whose) {
        return whose.school == school &&
               (!staff || (whose.person_kind == PersonKind::staff && whose.person == staff.value));
    });
}

void Notifications::go_round(NotificationPort& port, UtcTime now, MonotonicTime steady) {
    if (channels_.empty()) return;
    for (const auto& answer : port.take_notification_answers()) people_.answered(answer.whose, answer.again_at);
    for (const auto& answer : port.take_duty_answers()) duty_.answered(answer.whose, answer.again_at);
    hand_overs_.go_round(channels_, now);
    for (const auto& settlement : hand_overs_.unrecorded(steady)) port.settle_notification(settlement);
    std::vector<Channel> kinds;
    for (const auto& channel : channels_) kinds.push_back(channel->channel());
    for (const auto& whose : duty_.due(now, steady, kNotificationsAsked)) port.alert_duty(whose, kinds);
    for (const auto& whose : people_.due(now, steady, kNotificationsAsked)) port.seal_notification(whose);
}

std::optional<UtcTime> Notifications::next() const {
    auto next = hand_overs_.next();
    for (const auto& other : {people_.next(), duty_.next()}) {
        if (other && (!next || *other < *next)) next = other;
    }
    return next;
}

}  // namespace hometime
