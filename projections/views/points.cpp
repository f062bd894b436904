#include "projections/views/points.h"

#include "projections/views/fold.h"

namespace hometime::views {

namespace {

struct TotalRow {
    std::uint64_t points = 0;
};
BOOST_DESCRIBE_STRUCT(TotalRow, (), (points))

TotalRow total_of(const ViewRows& rows, const std::string& key) {
    return find_row<TotalRow>(rows, key).value_or(TotalRow{});
}

void awarded(const LoggedRecord& fact, const PointAwarded& e, ViewWriter& rows) {
    const auto id = created<AwardId>(fact);
    put_row(rows, keys::of(fact.school, Kind::award, e.pupil, id),
            AwardItem{id, e.class_id, e.staff, e.skill, fact.record.header.recorded_at, {}});
    const auto key = keys::of(fact.school, Kind::points_total, e.pupil);
    put_row(rows, key, TotalRow{total_of(rows, key).points + 1});
}

void retracted(const LoggedRecord& fact, const PointRetracted& e, ViewWriter& rows) {
    const auto award_key = keys::of(fact.school, Kind::award, e.pupil, e.award);
    auto award = find_row<AwardItem>(rows, award_key);
    if (!award || award->retracted_at) return;
    award->retracted_at = fact.record.header.recorded_at;
    put_row(rows, award_key, *award);
    const auto key = keys::of(fact.school, Kind::points_total, e.pupil);
    put_row(rows, key, TotalRow{total_of(rows, key).points - 1});
}

class PointsProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kPoints; }
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
                        DigestDelivered, Posted, FeedSeen, MessageReported, ReportClosed, TermDatesSet,
                        ClosureAnnounced, ClosureWithdrawn, TrainingScheduled, TrainingCancelled, QuietHoursSet,
                        MessageWithdrawn, AuthorshipDisputed, AuthorshipAnswered, MeetingRequested,
                        MeetingTimesProposed, MeetingAgreed, MeetingDeclined, MeetingCancelled, ContactRestricted,
                        RestrictionLifted, MessageUndelivered, PolicyAccepted, MisuseMarked, ReminderSent,
                        MarkWithdrawn, ConductItemRaised, ConductItemDismissed, GuardianSuspended, GuardianRemoved,
                        GuardianReinstated, ConcernRaised, ConcernAdded, ConcernAcknowledged, ConcernEscalated,
                        ConcernClosed, ConcernShared, ConcernUnshared, ConcernBreakGlass, ReplyReleased,
                        ReplyRescheduled, ReplyUndelivered, InboxOpenedEarly, GuardianPreferencesSet, FeedDigestSealed,
                        CalendarLinkIssued, CalendarLinkRevoked, CoverArranged, CoverEnded, MessageHandled,
                        AwayRecorded, AwayWithdrawn, ThreadInspected, SubjectExported, NewDeviceSignedIn, PostEdited,
                        PostRetracted, PupilCodeIssued>{},
                [&](const PointAwarded& e) { awarded(fact, e, rows); },
                [&](const PointRetracted& e) { retracted(fact, e, rows); },
            },
            fact.record.event);
    }
};

}  // namespace

std::unique_ptr<Projection> points_projection() {
    return std::make_unique<PointsProjection>();
}

std::uint64_t points_total(const ViewSource& source, SchoolId school, PupilId pupil) {
    return total_of(*source.read(kPoints), keys::of(school, Kind::points_total, pupil)).points;
}

std::vector<AwardItem> awards(const ViewSource& source, SchoolId school, PupilId pupil, const Page& page) {
    std::vector<AwardItem> found;
    each_of_page(*source.read(kPoints), keys::of(school, Kind::award, pupil), page,
                 [&](std::string_view, std::string_view value) {
                     found.push_back(decode_row<AwardItem>(value));
                     return true;
                 });
    return found;
}

}  // namespace hometime::views
