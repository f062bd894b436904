#include "projections/views/meetings.h"

#include "projections/views/fold.h"

namespace hometime::views {

namespace {

/// Row: a request that its teacher does not know of yet; key: the message that carries it.
struct Pending {
    StaffId staff;
    MeetingId meeting;
};
BOOST_DESCRIBE_STRUCT(Pending, (), (staff, meeting))

struct Carried {
    MeetingId meeting;
};
BOOST_DESCRIBE_STRUCT(Carried, (), (meeting))

struct Fold {
    const LoggedRecord& fact;
    ViewWriter& rows;
    SchoolId school = fact.school;

    void carried(MeetingId meeting, Sequence item) {
        if (item) put_row(rows, keys::of(school, Kind::meeting_of_item, MessageId::at(item)), Carried{meeting});
    }
    void requested(const MeetingRequested& e) {
        const auto id = created<MeetingId>(fact);
        rows.put(keys::of(school, Kind::meeting_of_guardian, e.guardian, id), {});
        put_row(rows, keys::of(school, Kind::meeting_pending, e.carrier), Pending{e.staff, id});
        carried(id, e.carrier.sequence());
    }
    void released(MessageId message) {
        const auto key = keys::of(school, Kind::meeting_pending, message);
        const auto pending = find_row<Pending>(rows, key);
        if (!pending) return;
        rows.erase(key);
        rows.put(keys::of(school, Kind::meeting_of_staff, pending->staff, pending->meeting), {});
    }
};

class MeetingsProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kMeetings; }
    void fold(const LoggedRecord& fact, ViewWriter& rows) const override {
        Fold fold{fact, rows};
        std::visit(
            overloaded{
                OfKeeping{},
                OfNotifying{},
                OfOwnWindows{},
                Unmoved<
                    LogOpened, SchoolOpened, PolicySet, AccountOpened, RestrictedRead, ClassCreated, ClassRenamed,
                    ClassClosed, StaffAdded, StaffDetailsChanged, StaffLeft, StaffAssigned, StaffUnassigned,
                    StaffRoleGranted, StaffRoleRevoked, StaffCodeIssued, PupilEnrolled, PupilDetailsChanged, PupilMoved,
                    PupilLeft, GuardianRecorded, GuardianDetailsChanged, RelationshipRecorded, AdultApproved,
                    InviteIssued, InviteRevoked, GuardianLinked, GuardianUnlinked, RosterImported, ThreadOpened,
                    MessageSent, MessageRescheduled, ReplySent, AuthorshipDisputed, AuthorshipAnswered, DigestDelivered,
                    Posted, FeedSeen, PointAwarded, PointRetracted, MessageReported, ReportClosed, TermDatesSet,
                    ClosureAnnounced, ClosureWithdrawn, TrainingScheduled, TrainingCancelled, QuietHoursSet,
                    ContactRestricted, RestrictionLifted, PolicyAccepted, MisuseMarked, ReminderSent, MarkWithdrawn,
                    ConductItemRaised, ConductItemDismissed, GuardianSuspended, GuardianRemoved, GuardianReinstated,
                    ConcernRaised, ConcernAdded, ConcernAcknowledged, ConcernEscalated, ConcernClosed, ConcernShared,
                    ConcernUnshared, ConcernBreakGlass, ReplyReleased, ReplyRescheduled, ReplyUndelivered,
                    InboxOpenedEarly, GuardianPreferencesSet, FeedDigestSealed, CalendarLinkIssued, CalendarLinkRevoked,
                    CoverArranged, CoverEnded, MessageHandled, AwayRecorded, AwayWithdrawn, ThreadInspected,
                    SubjectExported, NewDeviceSignedIn, PostEdited, PostRetracted, PupilCodeIssued>{},
                [&](const MeetingRequested& e) { fold.requested(e); },
                [&](const MeetingTimesProposed& e) { fold.carried(e.meeting, e.carrier); },
                [&](const MeetingAgreed& e) { fold.carried(e.meeting, e.carrier); },
                [&](const MeetingDeclined& e) { fold.carried(e.meeting, e.carrier); },
                [&](const MeetingCancelled& e) { fold.carried(e.meeting, e.carrier); },
                [&](const MessageReleased& e) { fold.released(e.message); },
                [&](const MessageWithdrawn& e) { rows.erase(keys::of(fact.school, Kind::meeting_pending, e.message)); },
                [&](const MessageUndelivered& e) {
                    rows.erase(keys::of(fact.school, Kind::meeting_pending, e.message));
                },
                [&](const DigestSealed& e) {
                    for (const auto message : e.messages) fold.released(message);
                },
            },
            fact.record.event);
    }
};

std::vector<MeetingId> ids_below(const ViewSource& source, const std::string& prefix, const Page& page) {
    std::vector<MeetingId> found;
    each_of_page(*source.read(kMeetings), prefix, page, [&](std::string_view key, std::string_view) {
        found.push_back(MeetingId{keys::number_after(key, prefix.size())});
        return true;
    });
    return found;
}

}  // namespace

std::unique_ptr<Projection> meetings_projection() {
    return std::make_unique<MeetingsProjection>();
}

std::vector<MeetingId> meetings_of(const ViewSource& source, SchoolId school, GuardianId guardian, const Page& page) {
    return ids_below(source, keys::of(school, Kind::meeting_of_guardian, guardian), page);
}

std::vector<MeetingId> meetings_of(const ViewSource& source, SchoolId school, StaffId staff, const Page& page) {
    return ids_below(source, keys::of(school, Kind::meeting_of_staff, staff), page);
}

MeetingId meeting_carried_by(const ViewSource& source, SchoolId school, Sequence item) {
    const auto key = keys::of(school, Kind::meeting_of_item, MessageId::at(item));
    const auto row = find_row<Carried>(*source.read(kMeetings), key);
    return row ? row->meeting : MeetingId{};
}

}  // namespace hometime::views
