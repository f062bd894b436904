#include "projections/views/calendar.h"

#include "projections/views/fold.h"

namespace hometime::views {

namespace {

class CalendarProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kCalendar; }
    void fold(const LoggedRecord& fact, ViewWriter& rows) const override;
};

void CalendarProjection::fold(const LoggedRecord& fact, ViewWriter& rows) const {
    const auto school = fact.school;
    const auto now = fact.record.header.sequence;
    std::visit(
        overloaded{
            OfKeeping{},
            OfNotifying{},
            OfOwnWindows{},
            Unmoved<LogOpened, SchoolOpened, AccountOpened, RestrictedRead, ClassCreated, ClassRenamed, ClassClosed,
                    StaffAdded, StaffDetailsChanged, StaffLeft, StaffAssigned, StaffUnassigned, StaffRoleGranted,
                    StaffRoleRevoked, StaffCodeIssued, PupilEnrolled, PupilDetailsChanged, PupilMoved, PupilLeft,
                    GuardianRecorded, GuardianDetailsChanged, RelationshipRecorded, AdultApproved, InviteIssued,
                    InviteRevoked, GuardianLinked, GuardianUnlinked, RosterImported, ThreadOpened, MessageSent,
                    MessageReleased, MessageRescheduled, ReplySent, DigestSealed, DigestDelivered, Posted, FeedSeen,
                    PointAwarded, PointRetracted, MessageReported, ReportClosed, MessageWithdrawn, AuthorshipDisputed,
                    AuthorshipAnswered, MeetingRequested, MeetingTimesProposed, MeetingAgreed, MeetingDeclined,
                    MeetingCancelled, ContactRestricted, RestrictionLifted, MessageUndelivered, PolicyAccepted,
                    MisuseMarked, ReminderSent, MarkWithdrawn, ConductItemRaised, ConductItemDismissed,
                    GuardianSuspended, GuardianRemoved, GuardianReinstated, ConcernRaised, ConcernAdded,
                    ConcernAcknowledged, ConcernEscalated, ConcernClosed, ConcernShared, ConcernUnshared,
                    ConcernBreakGlass, ReplyReleased, ReplyRescheduled, ReplyUndelivered, InboxOpenedEarly,
                    GuardianPreferencesSet, FeedDigestSealed, CalendarLinkIssued, CalendarLinkRevoked, CoverArranged,
                    CoverEnded, MessageHandled, AwayRecorded, AwayWithdrawn, ThreadInspected, SubjectExported,
                    NewDeviceSignedIn, PostEdited, PostRetracted, PupilCodeIssued>{},
            [&](const PolicySet& e) {
                put_row(rows, keys::only(school, Kind::windows),
                        WindowsView{created<PolicyVersion>(fact), e.policy.weekly_windows, e.policy.working_hours});
            },
            [&](const TermDatesSet& e) { put_row(rows, keys::only(school, Kind::terms), TermsView{now, e.terms}); },
            [&](const ClosureAnnounced& e) {
                const auto id = created<ClosureId>(fact);
                put_row(rows, keys::of(school, Kind::closure, id), ClosureView{id, e.from, e.to, e.kind, e.uid});
            },
            [&](const ClosureWithdrawn& e) { rows.erase(keys::of(school, Kind::closure, e.closure)); },
            [&](const TrainingScheduled& e) {
                const auto id = created<TrainingId>(fact);
                put_row(rows, keys::of(school, Kind::training, e.staff, id), TrainingView{id, e.staff, e.period});
            },
            [&](const TrainingCancelled& e) { rows.erase(keys::of(school, Kind::training, e.staff, e.training)); },
            [&](const QuietHoursSet& e) {
                put_row(rows, keys::of(school, Kind::quiet_hours, e.staff), QuietHoursView{now, e.quiet_hours});
            },
        },
        fact.record.event);
}

template <class Row>
std::vector<Row> list(const ViewSource& source, const std::string& prefix, const Page& page) {
    std::vector<Row> found;
    each_of_page(*source.read(kCalendar), prefix, page, [&](std::string_view, std::string_view value) {
        found.push_back(decode_row<Row>(value));
        return true;
    });
    return found;
}

}  // namespace

std::unique_ptr<Projection> calendar_projection() {
    return std::make_unique<CalendarProjection>();
}

std::optional<WindowsView> windows(const ViewSource& source, SchoolId school) {
    return find_row<WindowsView>(*source.read(kCalendar), keys::only(school, Kind::windows));
}

std::optional<TermsView> terms(const ViewSource& source, SchoolId school) {
    return find_row<TermsView>(*source.read(kCalendar), keys::only(school, Kind::terms));
}

std::vector<ClosureView> closures(const ViewSource& source, SchoolId school, const Page& page) {
    return list<ClosureView>(source, keys::all(school, Kind::closure), page);
}

std::vector<TrainingView> trainings(const ViewSource& source, SchoolId school, StaffId staff, const Page& page) {
    return list<TrainingView>(source, keys::of(school, Kind::training, staff), page);
}

std::optional<QuietHoursView> quiet_hours(const ViewSource& source, SchoolId school, StaffId staff) {
    return find_row<QuietHoursView>(*source.read(kCalendar), keys::of(school, Kind::quiet_hours, staff));
}

}  // namespace hometime::views
