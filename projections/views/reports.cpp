#include "projections/views/reports.h"

#include "projections/views/fold.h"

namespace hometime::views {

namespace {

void opened(const LoggedRecord& fact, const MessageReported& e, ViewWriter& rows) {
    const auto id = created<ReportId>(fact);
    put_row(
        rows, keys::of(fact.school, Kind::report, id),
        ReportItem{
            id, e.message, e.thread, e.pupil, e.guardian, e.staff, e.leaf, fact.record.header.recorded_at, {}, {}, {}});
    rows.put(keys::of(fact.school, Kind::report_open, id), {});
}

void closed(const LoggedRecord& fact, const ReportClosed& e, ViewWriter& rows) {
    const auto key = keys::of(fact.school, Kind::report, e.report);
    auto item = find_row<ReportItem>(rows, key);
    if (!item || item->closed_at) return;
    item->closed_at = fact.record.header.recorded_at;
    item->closed_by = e.staff;
    item->outcome = fact.record.header.sequence;
    put_row(rows, key, *item);
    rows.erase(keys::of(fact.school, Kind::report_open, e.report));
}

class ReportsProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kReports; }
    void fold(const LoggedRecord& fact, ViewWriter& rows) const override {
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
                        ThreadOpened, MessageSent, MessageReleased, MessageRescheduled, ReplySent, DigestSealed,
                        DigestDelivered, Posted, FeedSeen, PointAwarded, PointRetracted, TermDatesSet, ClosureAnnounced,
                        ClosureWithdrawn, TrainingScheduled, TrainingCancelled, QuietHoursSet, MessageWithdrawn,
                        AuthorshipDisputed, AuthorshipAnswered, MeetingRequested, MeetingTimesProposed, MeetingAgreed,
                        MeetingDeclined, MeetingCancelled, ContactRestricted, RestrictionLifted, MessageUndelivered,
                        PolicyAccepted, MisuseMarked, ReminderSent, MarkWithdrawn, ConductItemRaised,
                        ConductItemDismissed, GuardianSuspended, GuardianRemoved, GuardianReinstated, ConcernRaised,
                        ConcernAdded, ConcernAcknowledged, ConcernEscalated, ConcernClosed, ConcernShared,
                        ConcernUnshared, ConcernBreakGlass, ReplyReleased, ReplyRescheduled, ReplyUndelivered,
                        InboxOpenedEarly, GuardianPreferencesSet, FeedDigestSealed, CalendarLinkIssued,
                        CalendarLinkRevoked, CoverArranged, CoverEnded, MessageHandled, AwayRecorded, AwayWithdrawn,
                        ThreadInspected, SubjectExported, NewDeviceSignedIn, PostEdited, PostRetracted,
                        PupilCodeIssued>{},
                [&](const MessageReported& e) { opened(fact, e, rows); },
                [&](const ReportClosed& e) { closed(fact, e, rows); },
            },
            fact.record.event);
    }
};

}  // namespace

std::unique_ptr<Projection> reports_projection() {
    return std::make_unique<ReportsProjection>();
}

std::vector<ReportItem> reports(const ViewSource& source, SchoolId school, ReportFilter filter, const Page& page) {
    std::vector<ReportItem> found;
    const auto rows = source.read(kReports);
    const auto prefix = keys::all(school, filter == ReportFilter::all ? Kind::report : Kind::report_open);
    each_of_page(*rows, prefix, page, [&](std::string_view key, std::string_view) {
        const ReportId id{keys::number_after(key, prefix.size())};
        const auto item = find_row<ReportItem>(*rows, keys::of(school, Kind::report, id));
        if (item) found.push_back(*item);
        return item.has_value();
    });
    return found;
}

std::optional<ReportItem> report(const ViewSource& source, SchoolId school, ReportId report) {
    return find_row<ReportItem>(*source.read(kReports), keys::of(school, Kind::report, report));
}

}  // namespace hometime::views
