#include "notifier/notifier_core.h"

#include "eventstore/base/mutants.h"
#include "eventstore/base/result.h"
#include "projections/unmoved.h"

namespace hometime {

void NotifierCore::hold(const Key& key, std::optional<UtcTime> release_at) {
    release(key);
    held_[key] = release_at;
    if (release_at) timers_.emplace(*release_at, key);
}

void NotifierCore::release(const Key& key) {
    const auto known = held_.find(key);
    if (known == held_.end()) return;
    if (known->second) timers_.erase({*known->second, key});
    held_.erase(known);
}

void NotifierCore::calendar_changed(const LoggedRecord& logged, StaffId staff) {
    if (mutant(Mutant::change_unheard)) return;
    reschedules_.push_back({logged.school, staff, logged.record.header.sequence});
    replies_.hours_changed(logged.school, staff);
}

void NotifierCore::fold(const LoggedRecord& logged) {
    const SchoolId school = logged.school;
    const auto sequence = logged.record.header.sequence;
    std::visit(
        overloaded{
            OfKeeping{},
            OfNotifying{},
            [&](const MessageSent& e) {
                if (e.staff) hold({school, e.staff, MessageId::at(sequence)}, e.release_at);
            },
            [&](const MessageReleased& e) {
                release({school, e.staff, e.message});
                asked_.erase({school, e.staff});
            },
            [&](const MessageRescheduled& e) {
                const Key key{school, e.staff, e.message};
                if (held_.contains(key)) hold(key, e.release_at);
                asked_.erase({school, e.staff});
            },
            [&](const MessageWithdrawn& e) { release({school, e.staff, e.message}); },
            [&](const MessageUndelivered& e) {
                release({school, e.staff, e.message});
                asked_.erase({school, e.staff});
            },
            [&](const DigestSealed& e) {
                for (const auto message : e.messages) release({school, e.staff, message});
                asked_.erase({school, e.staff});
                deliveries_.try_emplace({school, DigestId::at(sequence), e.channel});
            },
            [&](const DigestDelivered& e) { deliveries_.erase({school, e.digest, e.channel}); },
            [&](const PolicySet&) { calendar_changed(logged, {}); },
            [&](const TermDatesSet&) { calendar_changed(logged, {}); },
            [&](const ClosureAnnounced&) { calendar_changed(logged, {}); },
            [&](const ClosureWithdrawn&) { calendar_changed(logged, {}); },
            [&](const TrainingScheduled& e) { calendar_changed(logged, e.staff); },
            [&](const TrainingCancelled& e) { calendar_changed(logged, e.staff); },
            [&](const QuietHoursSet& e) { calendar_changed(logged, e.staff); },
            [&](const StaffWindowsSet& e) { calendar_changed(logged, e.staff); },
            [&](const EveningJoined& e) { calendar_changed(logged, e.staff); },
            [&](const EveningLeft& e) { calendar_changed(logged, e.staff); },
            [&](const EveningCancelled&) { calendar_changed(logged, {}); },
            // Whoever has left has no windows, and has them again when they come back.
            [&](const StaffLeft& e) { calendar_changed(logged, e.staff); },
            [&](const StaffDetailsChanged& e) { calendar_changed(logged, e.staff); },
            [&](const CoverArranged& e) { calendar_changed(logged, e.absent); },
            [&](const CoverEnded& e) { calendar_changed(logged, e.absent); },
            [&](const ReplySent& e) {
                if (!e.held.value_or(false)) return;
                replies_.hold({school, e.guardian}, ReplyId::at(sequence), e.staff, e.release_at);
            },
            [&](const ReplyReleased& e) { replies_.drop({school, e.guardian}, e.reply); },
            [&](const ReplyUndelivered& e) { replies_.drop({school, e.guardian}, e.reply); },
            [&](const ReplyRescheduled& e) { replies_.move({school, e.guardian}, e.reply, e.release_at); },
            [&](const GuardianPreferencesSet& e) { replies_.hours_changed({school, e.guardian}); },
            [&](const ConcernRaised& e) { restore_concern(school, ConcernId::at(sequence), e.escalates_at); },
            [&](const ConcernAcknowledged& e) { concerns_.erase({school, e.concern}); },
            [&](const ConcernEscalated& e) { concerns_.erase({school, e.concern}); },
            // These neither hold nor release anything.
            Unmoved<LogOpened, SchoolOpened, AccountOpened, RestrictedRead, ClassCreated, ClassRenamed, ClassClosed,
                    StaffAdded, StaffAssigned, StaffUnassigned, StaffRoleGranted, StaffRoleRevoked, StaffCodeIssued,
                    PupilEnrolled, PupilDetailsChanged, PupilMoved, PupilLeft, GuardianRecorded, GuardianDetailsChanged,
                    RelationshipRecorded, AdultApproved, InviteIssued, InviteRevoked, GuardianLinked, GuardianUnlinked,
                    RosterImported, ThreadOpened, Posted, FeedSeen, PointAwarded, PointRetracted, MessageReported,
                    ReportClosed, AuthorshipDisputed, AuthorshipAnswered, MeetingRequested, MeetingTimesProposed,
                    MeetingAgreed, MeetingDeclined, MeetingCancelled, ContactRestricted, RestrictionLifted,
                    PolicyAccepted, MisuseMarked, ReminderSent, MarkWithdrawn, ConductItemRaised, ConductItemDismissed,
                    GuardianSuspended, GuardianRemoved, GuardianReinstated, ConcernAdded, ConcernClosed, ConcernShared,
                    ConcernUnshared, ConcernBreakGlass, InboxOpenedEarly, FeedDigestSealed, CalendarLinkIssued,
                    CalendarLinkRevoked, MessageHandled, AwayRecorded, AwayWithdrawn, ThreadInspected, SubjectExported,
                    NewDeviceSignedIn, PostEdited, PostRetracted, PupilCodeIssued, EveningAnnounced>{},
        },
        logged.record.event);
}

std::map<SchoolId, std::size_t> NotifierCore::without_date() const {
    std::map<SchoolId, std::size_t> counts;
    if (held_.size() == timers_.size()) return counts;
    for (const auto& [key, release_at] : held_) {
        if (!release_at) ++counts[key.school];
    }
    return counts;
}

void NotifierCore::restore_held(SchoolId school, StaffId staff, MessageId message, std::optional<UtcTime> release_at) {
    hold({school, staff, message}, release_at);
}

void NotifierCore::restore_digest(SchoolId school, DigestId digest, Channel channel) {
    deliveries_.try_emplace({school, digest, channel});
}

void NotifierCore::restore_reply(SchoolId school, const HeldReply& reply) {
    replies_.hold({school, reply.guardian}, reply.reply, reply.writer, reply.release_at);
    replies_.hours_changed({school, reply.guardian});
}

std::vector<ReplyTimers::Release> NotifierCore::replies_due(UtcTime now, MonotonicTime steady) {
    return replies_.due(now, steady, kAskAgain);
}

void NotifierCore::restore_concern(SchoolId school, ConcernId concern, UtcTime escalates_at) {
    concerns_.try_emplace({school, concern}, Waiting{escalates_at, std::nullopt});
}

std::vector<NotifierCore::Escalation> NotifierCore::overdue(UtcTime now, MonotonicTime steady) {
    std::vector<Escalation> named;
    for (auto& [concern, waiting] : concerns_) {
        if (waiting.at > now || (waiting.asked && steady < *waiting.asked + kAskAgain)) continue;
        waiting.asked = steady;
        named.push_back(concern);
    }
    return named;
}

std::optional<UtcTime> NotifierCore::next_escalation() const {
    std::optional<UtcTime> next;
    for (const auto& [concern, waiting] : concerns_) {
        if (!waiting.asked && (!next || waiting.at < *next)) next = waiting.at;
    }
    return next;
}

std::vector<NotifierCore::Seal> NotifierCore::due(UtcTime now, MonotonicTime steady) {
    std::set<Seal> named;
    for (auto at = timers_.begin(); at != timers_.end() && at->first <= now; ++at) {
        const Seal seal{at->second.school, at->second.staff};
        const auto asked = asked_.find(seal);
        if (asked == asked_.end() || asked->second + kAskAgain <= steady) named.insert(seal);
    }
    for (const auto& seal : named) asked_[seal] = steady;
    return {named.begin(), named.end()};
}

std::optional<UtcTime> NotifierCore::next_release() const {
    for (const auto& [at, key] : timers_) {
        if (!asked_.contains({key.school, key.staff})) return at;
    }
    return std::nullopt;
}

std::optional<UtcTime> NotifierCore::earliest_release() const {
    return timers_.empty() ? std::nullopt : std::optional(timers_.begin()->first);
}

std::vector<NotifierCore::Reschedule> NotifierCore::take_reschedules() {
    return std::exchange(reschedules_, {});
}

std::vector<NotifierCore::Delivery> NotifierCore::undelivered() const {
    std::vector<Delivery> waiting;
    for (const auto& [delivery, progress] : deliveries_) {
        if (!progress.outcome) waiting.push_back(delivery);
    }
    return waiting;
}

void NotifierCore::answered(const Delivery& delivery, DeliveryOutcome outcome) {
    if (const auto found = deliveries_.find(delivery); found != deliveries_.end()) found->second.outcome = outcome;
}

std::vector<NotifierCore::Answer> NotifierCore::unrecorded(MonotonicTime steady) {
    std::vector<Answer> answers;
    for (auto& [delivery, progress] : deliveries_) {
        if (!progress.outcome || (progress.asked && steady < *progress.asked + kAskAgain)) continue;
        progress.asked = steady;
        answers.push_back({delivery, *progress.outcome});
    }
    return answers;
}

}  // namespace hometime
