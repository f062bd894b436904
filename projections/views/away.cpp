#include "projections/views/away.h"

#include "projections/views/fold.h"

namespace hometime::views {

namespace {

class AwayProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kAway; }
    void fold(const LoggedRecord& fact, ViewWriter& rows) const override;
};

/// Both of the range's ends included; the decision has bounded how far apart they are.
template <class Visit>
void each_date(const DateRange& dates, const Visit& visit) {
    for (auto date = dates.from; date <= dates.to; date += std::chrono::days{1}) visit(date);
}

void recorded(const LoggedRecord& fact, const AwayRecorded& e, ViewWriter& rows) {
    const auto id = created<AwayId>(fact);
    put_row(rows, keys::of(fact.school, Kind::away, id), AwayItem{id, e.pupil, e.dates, e.kind, e.at, e.message});
    each_date(e.dates, [&](LocalDate date) { rows.put(keys::away_on(fact.school, date, id), {}); });
}

void withdrawn(const LoggedRecord& fact, const AwayWithdrawn& e, ViewWriter& rows) {
    const auto key = keys::of(fact.school, Kind::away, e.away);
    const auto item = find_row<AwayItem>(rows, key);
    if (!item) return;
    each_date(item->dates, [&](LocalDate date) { rows.erase(keys::away_on(fact.school, date, e.away)); });
    rows.erase(key);
}

void AwayProjection::fold(const LoggedRecord& fact, ViewWriter& rows) const {
    std::visit(
        overloaded{
            OfKeeping{},
            OfNotifying{},
            OfOwnWindows{},
            Unmoved<LogOpened, SchoolOpened, PolicySet, AccountOpened, RestrictedRead, ClassCreated, ClassRenamed,
                    ClassClosed, StaffAdded, StaffDetailsChanged, StaffLeft, StaffAssigned, StaffUnassigned,
                    StaffRoleGranted, StaffRoleRevoked, StaffCodeIssued, PupilEnrolled, PupilDetailsChanged, PupilMoved,
                    PupilLeft, GuardianRecorded, GuardianDetailsChanged, RelationshipRecorded, AdultApproved,
                    InviteIssued, InviteRevoked, GuardianLinked, GuardianUnlinked, RosterImported, ThreadOpened,
                    MessageReleased, MessageRescheduled, DigestSealed, DigestDelivered, Posted, FeedSeen, PointAwarded,
                    PointRetracted, MessageReported, ReportClosed, TermDatesSet, ClosureAnnounced, ClosureWithdrawn,
                    TrainingScheduled, TrainingCancelled, QuietHoursSet, MessageWithdrawn, AuthorshipDisputed,
                    AuthorshipAnswered, MeetingRequested, MeetingTimesProposed, MeetingAgreed, MeetingDeclined,
                    MeetingCancelled, ContactRestricted, RestrictionLifted, MessageUndelivered, PolicyAccepted,
                    MisuseMarked, ReminderSent, MarkWithdrawn, ConductItemRaised, ConductItemDismissed,
                    GuardianSuspended, GuardianRemoved, GuardianReinstated, ConcernRaised, ConcernAdded,
                    ConcernAcknowledged, ConcernEscalated, ConcernClosed, ConcernShared, ConcernUnshared,
                    ConcernBreakGlass, ReplyReleased, ReplyRescheduled, ReplyUndelivered, InboxOpenedEarly,
                    GuardianPreferencesSet, FeedDigestSealed, CalendarLinkIssued, CalendarLinkRevoked, CoverArranged,
                    CoverEnded, MessageHandled, ThreadInspected, SubjectExported, NewDeviceSignedIn, PostEdited,
                    PostRetracted, PupilCodeIssued, MessageSent, ReplySent>{},
            [&](const AwayRecorded& e) { recorded(fact, e, rows); },
            [&](const AwayWithdrawn& e) { withdrawn(fact, e, rows); },
        },
        fact.record.event);
}

}  // namespace

std::unique_ptr<Projection> away_projection() {
    return std::make_unique<AwayProjection>();
}

std::vector<AwayItem> away_on(const ViewSource& source, SchoolId school, LocalDate date, const Page& page) {
    std::vector<AwayItem> found;
    const auto rows = source.read(kAway);
    const auto prefix = keys::away_on(school, date);
    each_of_page(*rows, prefix, page, [&](std::string_view key, std::string_view) {
        const auto item =
            find_row<AwayItem>(*rows, keys::of(school, Kind::away, AwayId{keys::number_after(key, prefix.size())}));
        if (item) found.push_back(*item);
        return item.has_value();
    });
    return found;
}

}  // namespace hometime::views
