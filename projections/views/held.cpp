#include "projections/views/held.h"

#include "projections/views/fold.h"

namespace hometime::views {

namespace {

struct Count {
    std::uint64_t held = 0;
};
BOOST_DESCRIBE_STRUCT(Count, (), (held))

struct Fold {
    const LoggedRecord& fact;
    ViewWriter& rows;
    SchoolId school = fact.school;

    void count(StaffId staff, bool more) {
        const auto key = keys::of(school, Kind::held_count, staff);
        auto row = find_row<Count>(rows, key).value_or(Count{});
        row.held = more ? row.held + 1 : row.held - std::min<std::uint64_t>(row.held, 1);
        if (row.held == 0) return rows.erase(key);
        put_row(rows, key, row);
    }
    void sent(const MessageSent& e) {
        if (e.route != Route::teacher) return;
        const auto id = created<MessageId>(fact);
        put_row(rows, keys::of(school, Kind::held_message, id),
                HeldItem{id, e.thread, e.guardian, e.staff, e.pupil, e.category, fact.record.header.recorded_at,
                         e.release_at, e.due});
        rows.put(keys::of(school, Kind::held_of_guardian, e.guardian, id), {});
        count(e.staff, true);
    }
    void released(MessageId id) {
        const auto key = keys::of(school, Kind::held_message, id);
        const auto item = find_row<HeldItem>(rows, key);
        if (!item) return;
        rows.erase(key);
        rows.erase(keys::of(school, Kind::held_of_guardian, item->guardian, id));
        count(item->staff, false);
    }
    void undelivered(const MessageUndelivered& e) {
        const auto item = find_row<HeldItem>(rows, keys::of(school, Kind::held_message, e.message));
        if (!item) return;
        released(e.message);
        put_row(rows, keys::of(school, Kind::undelivered, e.message),
                UndeliveredItem{e.message, item->thread, item->guardian, item->staff, item->pupil, item->category,
                                item->sent_at, fact.record.header.recorded_at, e.reason});
    }
    void rescheduled(const MessageRescheduled& e) {
        const auto key = keys::of(school, Kind::held_message, e.message);
        auto item = find_row<HeldItem>(rows, key);
        if (!item) return;
        item->release_at = e.release_at;
        item->due = e.due;
        put_row(rows, key, *item);
    }
};

class HeldProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kHeld; }
    void fold(const LoggedRecord& fact, ViewWriter& rows) const override {
        Fold fold{fact, rows};
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
                        ThreadOpened, ReplySent, DigestDelivered, Posted, FeedSeen, PointAwarded, PointRetracted,
                        MessageReported, ReportClosed, TermDatesSet, ClosureAnnounced, ClosureWithdrawn,
                        TrainingScheduled, TrainingCancelled, QuietHoursSet, AuthorshipDisputed, AuthorshipAnswered,
                        MeetingRequested, MeetingTimesProposed, MeetingAgreed, MeetingDeclined, MeetingCancelled,
                        ContactRestricted, RestrictionLifted, PolicyAccepted, MisuseMarked, ReminderSent, MarkWithdrawn,
                        ConductItemRaised, ConductItemDismissed, GuardianSuspended, GuardianRemoved, GuardianReinstated,
                        ConcernRaised, ConcernAdded, ConcernAcknowledged, ConcernEscalated, ConcernClosed,
                        ConcernShared, ConcernUnshared, ConcernBreakGlass, ReplyReleased, ReplyRescheduled,
                        ReplyUndelivered, InboxOpenedEarly, GuardianPreferencesSet, FeedDigestSealed,
                        CalendarLinkIssued, CalendarLinkRevoked, CoverArranged, CoverEnded, MessageHandled,
                        AwayRecorded, AwayWithdrawn, ThreadInspected, SubjectExported, NewDeviceSignedIn, PostEdited,
                        PostRetracted, PupilCodeIssued>{},
                [&](const MessageSent& e) { fold.sent(e); },
                [&](const MessageReleased& e) { fold.released(e.message); },
                [&](const MessageWithdrawn& e) { fold.released(e.message); },
                [&](const MessageUndelivered& e) { fold.undelivered(e); },
                [&](const MessageRescheduled& e) { fold.rescheduled(e); },
                [&](const DigestSealed& e) {
                    for (const auto message : e.messages) fold.released(message);
                },
            },
            fact.record.event);
    }
};

}  // namespace

std::unique_ptr<Projection> held_projection() {
    return std::make_unique<HeldProjection>();
}

std::vector<HeldItem> held_of(const ViewSource& source, SchoolId school, GuardianId guardian, const Page& page) {
    std::vector<HeldItem> found;
    const auto rows = source.read(kHeld);
    const auto prefix = keys::of(school, Kind::held_of_guardian, guardian);
    each_of_page(*rows, prefix, page, [&](std::string_view key, std::string_view) {
        const MessageId id{keys::number_after(key, prefix.size())};
        const auto item = find_row<HeldItem>(*rows, keys::of(school, Kind::held_message, id));
        if (item) found.push_back(*item);
        return item.has_value();
    });
    return found;
}

std::vector<UndeliveredItem> undelivered(const ViewSource& source, SchoolId school, const Page& page) {
    std::vector<UndeliveredItem> found;
    const auto rows = source.read(kHeld);
    each_of_page(*rows, keys::all(school, Kind::undelivered), page, [&](std::string_view, std::string_view value) {
        found.push_back(decode_row<UndeliveredItem>(value));
        return true;
    });
    return found;
}

std::uint64_t held_count(const ViewSource& source, SchoolId school, StaffId staff) {
    const auto row = find_row<Count>(*source.read(kHeld), keys::of(school, Kind::held_count, staff));
    return row ? row->held : 0;
}

}  // namespace hometime::views
