#include "projections/subjects.h"

#include "projections/unmoved.h"

namespace hometime {

namespace {

/// Facts whose people are remembered at once.
constexpr std::size_t kKnownMax = 50'000;

/// Facts about the school, its classes and its calendar.
using NameNobody =
    Unmoved<LogOpened, SchoolOpened, PolicySet, ClassCreated, ClassRenamed, ClassClosed, RosterImported, TermDatesSet,
            ClosureAnnounced, ClosureWithdrawn, KeyStoreRotated, LogRestored, EveningAnnounced, EveningCancelled>;

struct Found {
    Subjects out;

    void one(GuardianId id) { add(PersonKind::guardian, id.value); }
    void one(StaffId id) { add(PersonKind::staff, id.value); }  // 0: the office, or all staff
    void one(PupilId id) { add(PersonKind::pupil, id.value); }
    void add(PersonKind kind, std::uint64_t id) {
        if (id != 0) out.people.insert({kind, id});
    }
    template <class... Ids>
    void names(Ids... ids) {
        (one(ids), ...);
    }
    template <class... Ids>
    void is_about(Ids... ids) {
        (behind(ids.sequence()), ...);
    }
    template <class Ids>
    void is_about_all(const Ids& ids) {
        for (const auto id : ids) behind(id.sequence());
    }
    void behind(Sequence sequence) {
        if (sequence) out.through.push_back(sequence);
    }
    void of_concern(ConcernId concern) {
        out.safeguarding = true;
        is_about(concern);
    }
    void of_subject(const Subject& subject) {
        switch (subject.kind) {
            case SubjectKind::pupil: return names(PupilId{subject.id});
            case SubjectKind::guardian: return names(GuardianId{subject.id});
            case SubjectKind::staff: return names(StaffId{subject.id});
            case SubjectKind::concern: return of_concern(ConcernId{subject.id});
            case SubjectKind::school:
            case SubjectKind::school_class: return;
        }
    }
    void read(const RestrictedRead& e) {
        switch (e.kind) {
            case RestrictedKind::conduct: return names(GuardianId{e.object});
            case RestrictedKind::concern: return of_concern(ConcernId{e.object});
            case RestrictedKind::report:
            case RestrictedKind::message:
            case RestrictedKind::restriction: return behind(Sequence{e.object});
        }
    }
    void raised(const ConcernRaised& e) {
        out.safeguarding = true;
        for (const auto pupil : e.pupils) names(pupil);
        is_about(e.message);
    }
    void disputed(const AuthorshipDisputed& e) {
        names(e.guardian, e.pupil, e.staff);
        for (const auto guardian : e.notified) names(guardian);
    }
    /// Whoever is told is named by that; whom it is about is named by what it tells of. That somebody was told of a
    /// concern is as confidential as the concern.
    void notified(PersonKind kind, std::uint64_t person, NotificationKind of) {
        out.safeguarding = of == NotificationKind::duty;
        add(kind, person);
    }
    void exported(const SubjectExported& e) {
        out.safeguarding = e.safeguarding;
        add(e.person_kind, e.person);
    }
};

}  // namespace

Subjects subjects_of(const RecordHeader& header, const Event& event) {
    Found f;
    const auto own = header.sequence.value;
    std::visit(
        overloaded{
            NameNobody{},
            [&](const AccountOpened& e) { f.add(e.person_kind, e.person); },
            [&](const RestrictedRead& e) { f.read(e); },
            [&](const PolicyAccepted& e) { f.add(e.person_kind, e.person); },
            // Staff.
            [&](const StaffAdded&) { f.names(StaffId{own}); },
            [&](const StaffDetailsChanged& e) { f.names(e.staff); },
            [&](const StaffLeft& e) { f.names(e.staff); },
            [&](const StaffAssigned& e) { f.names(e.staff); },
            [&](const StaffUnassigned& e) { f.names(e.staff); },
            [&](const StaffRoleGranted& e) { f.names(e.staff); },
            [&](const StaffRoleRevoked& e) { f.names(e.staff); },
            [&](const StaffCodeIssued& e) { f.names(e.staff); },
            // Pupils, and the adults at home.
            [&](const PupilEnrolled&) { f.names(PupilId{own}); },
            [&](const PupilDetailsChanged& e) { f.names(e.pupil); },
            [&](const PupilMoved& e) { f.names(e.pupil); },
            [&](const PupilLeft& e) { f.names(e.pupil); },
            [&](const PupilCodeIssued& e) { f.names(e.pupil); },
            [&](const GuardianRecorded&) { f.names(GuardianId{own}); },
            [&](const GuardianDetailsChanged& e) { f.names(e.guardian); },
            [&](const RelationshipRecorded& e) { f.names(e.guardian, e.pupil); },
            [&](const AdultApproved& e) { f.names(e.pupil, e.guardian); },
            [&](const InviteIssued& e) { f.names(e.pupil, e.guardian); },
            [&](const InviteRevoked& e) { f.names(e.pupil), f.is_about(e.invite); },
            [&](const GuardianLinked& e) { f.names(e.pupil, e.guardian), f.is_about(e.invite); },
            [&](const GuardianUnlinked& e) { f.names(e.pupil, e.guardian); },
            [&](const ContactRestricted& e) { f.names(e.pupil, e.guardian); },
            [&](const RestrictionLifted& e) { f.names(e.pupil, e.guardian); },
            // Messages and replies.
            [&](const ThreadOpened& e) { f.names(e.guardian, e.staff, e.pupil); },
            [&](const MessageSent& e) { f.names(e.guardian, e.staff, e.pupil), f.is_about(e.thread); },
            [&](const MessageReleased& e) { f.names(e.staff), f.is_about(e.thread, e.message); },
            [&](const MessageRescheduled& e) { f.names(e.staff), f.is_about(e.thread, e.message); },
            [&](const ReplySent& e) { f.names(e.guardian, e.staff, e.pupil), f.is_about(e.thread); },
            [&](const MessageWithdrawn& e) { f.names(e.staff), f.is_about(e.thread, e.message); },
            [&](const MessageUndelivered& e) { f.names(e.staff), f.is_about(e.thread, e.message); },
            [&](const AuthorshipDisputed& e) { f.disputed(e), f.is_about(e.thread, e.message); },
            [&](const AuthorshipAnswered& e) { f.names(e.guardian), f.is_about(e.thread, e.message); },
            [&](const ReplyReleased& e) { f.names(e.guardian), f.is_about(e.thread, e.reply); },
            [&](const ReplyRescheduled& e) { f.names(e.guardian), f.is_about(e.thread, e.reply); },
            [&](const ReplyUndelivered& e) { f.names(e.guardian), f.is_about(e.thread, e.reply); },
            [&](const InboxOpenedEarly& e) { f.names(e.staff), f.is_about_all(e.messages); },
            [&](const DigestSealed& e) { f.names(e.staff), f.is_about_all(e.messages); },
            [&](const DigestDelivered& e) { f.is_about(e.digest); },
            [&](const ThreadInspected& e) { f.names(e.pupil, e.staff), f.is_about(e.thread); },
            // Meetings.
            [&](const MeetingRequested& e) { f.names(e.guardian, e.staff, e.pupil), f.is_about(e.thread, e.carrier); },
            [&](const MeetingTimesProposed& e) { f.is_about(e.meeting), f.behind(e.carrier); },
            [&](const MeetingAgreed& e) { f.is_about(e.meeting), f.behind(e.carrier); },
            [&](const MeetingDeclined& e) { f.is_about(e.meeting), f.behind(e.carrier); },
            [&](const MeetingCancelled& e) { f.is_about(e.meeting), f.behind(e.carrier); },
            // Feeds and points. Whoever reads a post is named by that, and its author is not.
            [&](const Posted& e) { f.names(e.author); },
            [&](const PostEdited& e) { f.names(e.staff), f.is_about(e.post); },
            [&](const PostRetracted& e) { f.names(e.staff), f.is_about(e.post); },
            [&](const FeedSeen& e) { f.add(e.person_kind, e.person); },
            [&](const GuardianPreferencesSet& e) { f.names(e.guardian); },
            [&](const FeedDigestSealed& e) { f.names(e.guardian); },
            [&](const CalendarLinkIssued& e) { f.names(e.guardian); },
            [&](const CalendarLinkRevoked& e) { f.names(e.guardian); },
            [&](const StaffWindowsSet& e) { f.names(e.staff); },
            [&](const EveningJoined& e) { f.names(e.staff); },
            [&](const EveningLeft& e) { f.names(e.staff); },
            [&](const NotificationSealed& e) { f.notified(e.person_kind, e.person, e.kind); },
            [&](const NotificationSettled& e) { f.notified(e.person_kind, e.person, e.kind); },
            [&](const ChannelsChosen& e) { f.add(e.person_kind, e.person); },
            [&](const DeadLetterClosed& e) { f.add(e.person_kind, e.person); },
            [&](const PointAwarded& e) { f.names(e.pupil, e.staff); },
            [&](const PointRetracted& e) { f.names(e.pupil, e.staff), f.is_about(e.award); },
            // Reports and conduct.
            [&](const MessageReported& e) { f.names(e.pupil, e.guardian, e.staff), f.is_about(e.thread, e.message); },
            [&](const ReportClosed& e) { f.names(e.pupil, e.staff), f.is_about(e.report); },
            [&](const MisuseMarked& e) { f.names(e.guardian, e.staff), f.is_about(e.thread, e.message); },
            [&](const ReminderSent& e) { f.names(e.guardian), f.is_about(e.mark); },
            [&](const MarkWithdrawn& e) { f.names(e.guardian), f.is_about(e.mark); },
            [&](const ConductItemRaised& e) { f.names(e.guardian), f.is_about_all(e.marks); },
            [&](const ConductItemDismissed& e) { f.names(e.guardian), f.is_about(e.item); },
            [&](const GuardianSuspended& e) { f.names(e.guardian), f.is_about(e.item); },
            [&](const GuardianRemoved& e) { f.names(e.guardian), f.is_about(e.item); },
            [&](const GuardianReinstated& e) { f.names(e.guardian); },
            // Concerns: in the safeguarding part, and nowhere else.
            [&](const ConcernRaised& e) { f.raised(e); },
            [&](const ConcernAdded& e) { f.of_concern(e.concern); },
            [&](const ConcernAcknowledged& e) { f.of_concern(e.concern); },
            [&](const ConcernEscalated& e) { f.of_concern(e.concern); },
            [&](const ConcernClosed& e) { f.of_concern(e.concern); },
            [&](const ConcernShared& e) { f.names(e.staff), f.of_concern(e.concern); },
            [&](const ConcernUnshared& e) { f.names(e.staff), f.of_concern(e.concern); },
            [&](const ConcernBreakGlass& e) { f.of_concern(e.concern); },
            // Time, the office, oversight.
            [&](const TrainingScheduled& e) { f.names(e.staff); },
            [&](const TrainingCancelled& e) { f.names(e.staff); },
            [&](const QuietHoursSet& e) { f.names(e.staff); },
            [&](const CoverArranged& e) { f.names(e.absent, e.cover); },
            [&](const CoverEnded& e) { f.names(e.absent), f.is_about(e.cover); },
            [&](const MessageHandled& e) { f.names(e.staff), f.is_about(e.thread, e.message); },
            [&](const AwayRecorded& e) { f.names(e.pupil), f.is_about(e.message); },
            [&](const AwayWithdrawn& e) { f.names(e.pupil), f.is_about(e.away); },
            [&](const SubjectExported& e) { f.exported(e); },
            [&](const NewDeviceSignedIn& e) { f.add(e.person_kind, e.person); },
            // Holds and erasures.
            [&](const LegalHoldPlaced& e) { f.of_subject(e.subject); },
            [&](const LegalHoldLifted& e) { f.of_subject(e.subject), f.is_about(e.hold); },
            [&](const ErasureOrdered& e) { f.of_subject(e.subject); },
            [&](const ErasureRefused& e) { f.of_subject(e.subject), f.is_about(e.hold); },
            [&](const KeyDestroyed& e) { f.of_subject(e.subject), f.is_about(e.erasure); },
            [&](const ErasureCompleted& e) { f.of_subject(e.subject), f.is_about(e.erasure); },
        },
        event);
    return std::move(f.out);
}

std::optional<Person> actor_of(const RecordHeader& header) {
    switch (header.actor.kind) {
        case ActorKind::guardian: return Person{PersonKind::guardian, header.actor.id};
        case ActorKind::staff: return Person{PersonKind::staff, header.actor.id};
        case ActorKind::pupil: return Person{PersonKind::pupil, header.actor.id};
        case ActorKind::system:
        case ActorKind::administrator:
        case ActorKind::anonymous: return std::nullopt;
    }
    return std::nullopt;
}

std::set<Person> Naming::named_by(const Record& record) {
    auto people = with_those_behind(record.header, record.event);
    if (const auto actor = actor_of(record.header)) people.insert(*actor);
    return people;
}

std::set<Person> Naming::with_those_behind(const RecordHeader& header, const Event& event) {
    auto subjects = subjects_of(header, event);
    for (const auto sequence : subjects.through) {
        if (sequence >= header.sequence) continue;  // A fact is about what was there before it.
        if (!known_.contains(sequence)) {
            const auto record = read_(sequence);
            auto people = record ? with_those_behind(record->header, record->event) : std::set<Person>{};
            if (known_.size() >= kKnownMax) known_.clear();
            known_.emplace(sequence, std::move(people));
        }
        const auto& people = known_.at(sequence);
        subjects.people.insert(people.begin(), people.end());
    }
    return std::move(subjects.people);
}

}  // namespace hometime
