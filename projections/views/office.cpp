#include "projections/views/office.h"

#include "projections/views/fold.h"

namespace hometime::views {

namespace {

class OfficeProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kOffice; }
    void fold(const LoggedRecord& fact, ViewWriter& rows) const override;
};

void sent(const LoggedRecord& fact, const MessageSent& e, ViewWriter& rows) {
    if (e.route != Route::office) return;
    const auto id = created<MessageId>(fact);
    put_row(rows, keys::of(fact.school, Kind::office_item, id),
            OfficeItem{id, e.thread, e.guardian, e.pupil, e.category, fact.record.header.recorded_at, false, {}, {}});
    rows.put(keys::of(fact.school, Kind::office_waiting, id), {});
    rows.put(keys::of(fact.school, Kind::office_waiting_of_thread, e.thread, id), {});
}

/// A reply answers everything before it in its thread.
void replied(const LoggedRecord& fact, const ReplySent& e, ViewWriter& rows) {
    const auto prefix = keys::of(fact.school, Kind::office_waiting_of_thread, e.thread);
    std::vector<MessageId> answered;
    rows.scan(prefix, keys::after_prefix(prefix), Direction::forward, [&](std::string_view key, std::string_view) {
        answered.push_back(MessageId{keys::number_after(key, prefix.size())});
        return true;
    });
    for (const auto id : answered) {
        rows.erase(keys::of(fact.school, Kind::office_waiting_of_thread, e.thread, id));
        rows.erase(keys::of(fact.school, Kind::office_waiting, id));
        const auto key = keys::of(fact.school, Kind::office_item, id);
        auto item = find_row<OfficeItem>(rows, key);
        if (!item) continue;
        item->answered = true;
        put_row(rows, key, *item);
    }
}

void handled(const LoggedRecord& fact, const MessageHandled& e, ViewWriter& rows) {
    const auto key = keys::of(fact.school, Kind::office_item, e.message);
    auto item = find_row<OfficeItem>(rows, key);
    if (!item) return;
    item->handled_by = e.handled ? e.staff : StaffId{};
    item->handled_at = e.handled ? std::optional(fact.record.header.recorded_at) : std::nullopt;
    put_row(rows, key, *item);
    const auto waiting = keys::of(fact.school, Kind::office_waiting, e.message);
    if (e.handled || item->answered) return rows.erase(waiting);
    rows.put(waiting, {});
}

void OfficeProjection::fold(const LoggedRecord& fact, ViewWriter& rows) const {
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
                    CoverEnded, AwayRecorded, AwayWithdrawn, ThreadInspected, SubjectExported, NewDeviceSignedIn,
                    PostEdited, PostRetracted, PupilCodeIssued>{},
            [&](const MessageSent& e) { sent(fact, e, rows); },
            [&](const ReplySent& e) { replied(fact, e, rows); },
            [&](const MessageHandled& e) { handled(fact, e, rows); },
        },
        fact.record.event);
}

}  // namespace

std::unique_ptr<Projection> office_projection() {
    return std::make_unique<OfficeProjection>();
}

std::vector<OfficeItem> office_queue(const ViewSource& source, SchoolId school, OfficeFilter filter, const Page& page) {
    std::vector<OfficeItem> found;
    const auto rows = source.read(kOffice);
    const auto prefix = keys::all(school, filter == OfficeFilter::all ? Kind::office_item : Kind::office_waiting);
    each_of_page(*rows, prefix, page, [&](std::string_view key, std::string_view) {
        const MessageId id{keys::number_after(key, prefix.size())};
        const auto item = find_row<OfficeItem>(*rows, keys::of(school, Kind::office_item, id));
        if (item) found.push_back(*item);
        return item.has_value();
    });
    return found;
}

}  // namespace hometime::views
