#include "projections/streams.h"

#include "eventstore/base/mutants.h"
#include "projections/unmoved.h"

namespace hometime {

std::optional<Stream> parse_stream(std::string_view text) {
    for (const auto stream : kStreams) {
        if (to_string(stream) == text) return stream;
    }
    return std::nullopt;
}

namespace {

/// Facts that no stream may show, or that say nothing to other programs.
using Unpublished =
    Unmoved<LogOpened, SchoolOpened, AccountOpened, RestrictedRead, ClassCreated, ClassRenamed, ClassClosed, StaffAdded,
            StaffDetailsChanged, StaffLeft, StaffAssigned, StaffUnassigned, StaffRoleGranted, StaffRoleRevoked,
            StaffCodeIssued, PupilEnrolled, PupilDetailsChanged, PupilMoved, PupilLeft, GuardianRecorded,
            GuardianDetailsChanged, RelationshipRecorded, AdultApproved, InviteIssued, InviteRevoked, RosterImported,
            ThreadOpened, FeedSeen, MessageReported, ReportClosed, QuietHoursSet, AuthorshipDisputed,
            AuthorshipAnswered, MeetingRequested, MeetingTimesProposed, MeetingAgreed, MeetingDeclined,
            MeetingCancelled, ContactRestricted, RestrictionLifted, PolicyAccepted, MisuseMarked, ReminderSent,
            MarkWithdrawn, ConductItemRaised, ConductItemDismissed, GuardianSuspended, GuardianRemoved,
            GuardianReinstated, ConcernRaised, ConcernAdded, ConcernAcknowledged, ConcernEscalated, ConcernClosed,
            ConcernShared, ConcernUnshared, ConcernBreakGlass, ReplyRescheduled, ReplyUndelivered, InboxOpenedEarly,
            GuardianPreferencesSet, FeedDigestSealed, CalendarLinkIssued, CalendarLinkRevoked, CoverArranged,
            CoverEnded, MessageHandled, AwayRecorded, AwayWithdrawn, ThreadInspected, SubjectExported,
            NewDeviceSignedIn, PupilCodeIssued>;

/// Messages to the office are on no stream: a concern is among them. One that came in an open window was
/// never held; its release follows at once.
bool is_held(const RecordHeader& header, const MessageSent& e) {
    return e.route == Route::teacher && (!e.release_at || *e.release_at > header.recorded_at);
}

}  // namespace

Publications publications(const RecordHeader& header, const Event& event) {
    Publications out;
    const auto add = [&](Stream stream, std::string_view type) { out.push_back({stream, type}); };
    std::visit(overloaded{
                   Unmoved<LegalHoldPlaced, LegalHoldLifted, ErasureOrdered, ErasureRefused, ErasureCompleted,
                           KeyStoreRotated, LogRestored>{},
                   Unpublished{},
                   OfNotifying{},
                   OfOwnWindows{},
                   [&](const PolicySet&) {
                       add(Stream::ops, "policy.set.v1");
                       add(Stream::calendar, "windows.set.v1");
                   },
                   [&](const MessageSent& e) {
                       if (is_held(header, e)) add(Stream::flow, "message.held.v1");
                   },
                   [&](const MessageReleased&) { add(Stream::flow, "message.released.v1"); },
                   [&](const MessageRescheduled&) { add(Stream::flow, "message.rescheduled.v1"); },
                   [&](const MessageWithdrawn&) { add(Stream::flow, "message.withdrawn.v1"); },
                   [&](const MessageUndelivered&) { add(Stream::flow, "message.undelivered.v1"); },
                   [&](const ReplySent& e) {
                       if (!e.from_office && !e.held.value_or(false)) add(Stream::flow, "reply.sent.v1");
                   },
                   [&](const ReplyReleased&) { add(Stream::flow, "reply.sent.v1"); },
                   [&](const DigestSealed&) {
                       add(Stream::ops, "digest.sealed.v1");
                       add(Stream::flow, "message.released.v1");
                   },
                   [&](const DigestDelivered&) { add(Stream::ops, "digest.delivered.v1"); },
                   [&](const Posted&) { add(Stream::posts, "post.published.v1"); },
                   [&](const PostEdited&) { add(Stream::posts, "post.edited.v1"); },
                   [&](const PostRetracted&) { add(Stream::posts, "post.retracted.v1"); },
                   [&](const PointAwarded&) { add(Stream::points, "point.awarded.v1"); },
                   [&](const PointRetracted&) { add(Stream::points, "point.retracted.v1"); },
                   [&](const GuardianLinked&) { add(Stream::links, "guardian.linked.v1"); },
                   [&](const GuardianUnlinked&) { add(Stream::links, "guardian.unlinked.v1"); },
                   [&](const TermDatesSet&) { add(Stream::calendar, "term_dates.set.v1"); },
                   [&](const ClosureAnnounced&) { add(Stream::calendar, "closure.announced.v1"); },
                   [&](const ClosureWithdrawn&) { add(Stream::calendar, "closure.withdrawn.v1"); },
                   [&](const TrainingScheduled& e) {  // never a named teacher's
                       if (!e.staff) add(Stream::calendar, "training.scheduled.v1");
                   },
                   [&](const TrainingCancelled& e) {
                       if (!e.staff) add(Stream::calendar, "training.cancelled.v1");
                   },
                   [&](const KeyDestroyed& e) {
                       if (e.retention == RetentionClass::messages) add(Stream::flow, "message.erased.v1");
                       if (e.retention == RetentionClass::feed) add(Stream::posts, "post.erased.v1");
                       if (e.retention != RetentionClass::identity) return;
                       const bool pupil = e.subject.kind == SubjectKind::pupil;
                       if (pupil) add(Stream::points, "point.erased.v1");
                       if (pupil || e.subject.kind == SubjectKind::guardian) add(Stream::links, "link.erased.v1");
                   },
               },
               event);
    const bool concern = std::holds_alternative<ConcernRaised>(event);
    if (concern && mutant(Mutant::safeguarding_published)) add(Stream::flow, "message.held.v1");
    return out;
}

}  // namespace hometime
