#include "projections/views/inspections.h"

#include "projections/views/fold.h"

namespace hometime::views {

namespace {

class InspectionsProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kInspections; }
    void fold(const LoggedRecord& fact, ViewWriter& rows) const override {
        const auto& header = fact.record.header;
        std::visit(
            overloaded{
                OfKeeping{},
                OfNotifying{},
                OfOwnWindows{},
                Unmoved<LogOpened, SchoolOpened, PolicySet, AccountOpened, RestrictedRead, ClassCreated, ClassRenamed,
                        ClassClosed, StaffAdded, StaffDetailsChanged, StaffLeft, StaffAssigned, StaffUnassigned,
                        StaffRoleGranted, StaffRoleRevoked, StaffCodeIssued, PupilEnrolled, PupilDetailsChanged,
                        PupilMoved, PupilLeft, GuardianRecorded, GuardianDetailsChanged, RelationshipRecorded,
                        AdultApproved, InviteIssued, InviteRevoked, GuardianLinked, GuardianUnlinked, RosterImported,
                        ThreadOpened, MessageReleased, MessageRescheduled, DigestSealed, DigestDelivered, Posted,
                        FeedSeen, PointAwarded, PointRetracted, MessageReported, ReportClosed, TermDatesSet,
                        ClosureAnnounced, ClosureWithdrawn, TrainingScheduled, TrainingCancelled, QuietHoursSet,
                        MessageWithdrawn, AuthorshipDisputed, AuthorshipAnswered, MeetingRequested,
                        MeetingTimesProposed, MeetingAgreed, MeetingDeclined, MeetingCancelled, ContactRestricted,
                        RestrictionLifted, MessageUndelivered, PolicyAccepted, MisuseMarked, ReminderSent,
                        MarkWithdrawn, ConductItemRaised, ConductItemDismissed, GuardianSuspended, GuardianRemoved,
                        GuardianReinstated, ConcernRaised, ConcernAdded, ConcernAcknowledged, ConcernEscalated,
                        ConcernClosed, ConcernShared, ConcernUnshared, ConcernBreakGlass, ReplyReleased,
                        ReplyRescheduled, ReplyUndelivered, InboxOpenedEarly, GuardianPreferencesSet, FeedDigestSealed,
                        CalendarLinkIssued, CalendarLinkRevoked, CoverArranged, CoverEnded, MessageHandled,
                        AwayRecorded, AwayWithdrawn, SubjectExported, NewDeviceSignedIn, PostEdited, PostRetracted,
                        PupilCodeIssued, MessageSent, ReplySent>{},
                [&](const ThreadInspected& e) {
                    put_row(rows, keys::of(fact.school, Kind::inspection, e.thread, created<InspectionId>(fact)),
                            InspectionItem{created<InspectionId>(fact), e.staff, header.recorded_at});
                },
            },
            fact.record.event);
    }
};

}  // namespace

std::unique_ptr<Projection> inspections_projection() {
    return std::make_unique<InspectionsProjection>();
}

std::vector<InspectionItem> inspections_of(const ViewSource& source, SchoolId school, ThreadId thread,
                                           const Page& page) {
    std::vector<InspectionItem> found;
    each_of_page(*source.read(kInspections), keys::of(school, Kind::inspection, thread), page,
                 [&](std::string_view, std::string_view value) {
                     found.push_back(decode_row<InspectionItem>(value));
                     return true;
                 });
    return found;
}

}  // namespace hometime::views
