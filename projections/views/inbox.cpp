#include "projections/views/inbox.h"

#include "projections/views/fold.h"

namespace hometime::views {

namespace {

/// Row: a message that its teacher does not know of yet. No query reads it.
struct Pending {
    ThreadId thread;
    StaffId staff;
    GuardianId guardian;
    PupilId pupil;
    Category category{};
    UtcTime sent_at;
};
BOOST_DESCRIBE_STRUCT(Pending, (), (thread, staff, guardian, pupil, category, sent_at))

struct Count {
    std::uint64_t items = 0;
};
BOOST_DESCRIBE_STRUCT(Count, (), (items))

/// Row: a released message that nobody has answered; key {thread, message}.
struct Waiting {
    StaffId staff;
    std::uint64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Waiting, (), (staff, number))

struct Fold {
    const LoggedRecord& fact;
    ViewWriter& rows;
    SchoolId school = fact.school;

    void sent(const MessageSent& e) {
        if (e.route != Route::teacher || !e.staff) return;
        put_row(rows, keys::of(school, Kind::inbox_pending, created<MessageId>(fact)),
                Pending{e.thread, e.staff, e.guardian, e.pupil, e.category, fact.record.header.recorded_at});
    }
    void released(MessageId message, DigestId digest) {
        const auto pending_key = keys::of(school, Kind::inbox_pending, message);
        const auto pending = find_row<Pending>(rows, pending_key);
        if (!pending) return;
        const auto count_key = keys::of(school, Kind::inbox_count, pending->staff);
        const auto number = find_row<Count>(rows, count_key).value_or(Count{}).items + 1;
        rows.erase(pending_key);
        put_row(rows, count_key, Count{number});
        put_row(rows, keys::inbox_item(school, pending->staff, number),
                InboxItem{number, message, pending->thread, pending->guardian, pending->pupil, pending->category,
                          pending->sent_at, fact.record.header.recorded_at, digest, false});
        put_row(rows, keys::of(school, Kind::inbox_waiting, pending->thread, message), Waiting{pending->staff, number});
    }
    /// A reply answers what its writer has been shown of the thread.
    void replied(const ReplySent& e) {
        const auto prefix = keys::of(school, Kind::inbox_waiting, e.thread);
        std::vector<std::pair<std::string, Waiting>> answered;
        rows.scan(prefix, keys::after_prefix(prefix), Direction::forward,
                  [&](std::string_view key, std::string_view value) {
                      answered.emplace_back(key, decode_row<Waiting>(value));
                      return true;
                  });
        for (const auto& [key, waiting] : answered) {
            rows.erase(key);
            const auto item_key = keys::inbox_item(school, waiting.staff, waiting.number);
            auto item = find_row<InboxItem>(rows, item_key);
            if (!item) continue;
            item->answered = true;
            put_row(rows, item_key, *item);
        }
    }
};

class InboxProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kInbox; }
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
                        ThreadOpened, MessageRescheduled, DigestDelivered, Posted, FeedSeen, PointAwarded,
                        PointRetracted, MessageReported, ReportClosed, TermDatesSet, ClosureAnnounced, ClosureWithdrawn,
                        TrainingScheduled, TrainingCancelled, QuietHoursSet, AuthorshipDisputed, AuthorshipAnswered,
                        MeetingRequested, MeetingTimesProposed, MeetingAgreed, MeetingDeclined, MeetingCancelled,
                        ContactRestricted, RestrictionLifted, MessageUndelivered, PolicyAccepted, MisuseMarked,
                        ReminderSent, MarkWithdrawn, ConductItemRaised, ConductItemDismissed, GuardianSuspended,
                        GuardianRemoved, GuardianReinstated, ConcernRaised, ConcernAdded, ConcernAcknowledged,
                        ConcernEscalated, ConcernClosed, ConcernShared, ConcernUnshared, ConcernBreakGlass,
                        ReplyReleased, ReplyRescheduled, ReplyUndelivered, InboxOpenedEarly, GuardianPreferencesSet,
                        FeedDigestSealed, CalendarLinkIssued, CalendarLinkRevoked, CoverArranged, CoverEnded,
                        MessageHandled, AwayRecorded, AwayWithdrawn, ThreadInspected, SubjectExported,
                        NewDeviceSignedIn, PostEdited, PostRetracted, PupilCodeIssued>{},
                [&](const MessageSent& e) { fold.sent(e); },
                [&](const MessageReleased& e) { fold.released(e.message, DigestId{}); },
                [&](const DigestSealed& e) {
                    for (const auto message : e.messages) fold.released(message, created<DigestId>(fact));
                },
                [&](const MessageWithdrawn& e) { rows.erase(keys::of(fact.school, Kind::inbox_pending, e.message)); },
                [&](const ReplySent& e) { fold.replied(e); },
            },
            fact.record.event);
    }
};

}  // namespace

std::unique_ptr<Projection> inbox_projection() {
    return std::make_unique<InboxProjection>();
}

std::vector<InboxItem> inbox(const ViewSource& source, SchoolId school, StaffId staff, const Page& page) {
    std::vector<InboxItem> found;
    each_of_page(*source.read(kInbox), keys::of(school, Kind::inbox_item, staff), page,
                 [&](std::string_view, std::string_view value) {
                     found.push_back(decode_row<InboxItem>(value));
                     return true;
                 });
    return found;
}

std::uint64_t inbox_size(const ViewSource& source, SchoolId school, StaffId staff) {
    const auto count = find_row<Count>(*source.read(kInbox), keys::of(school, Kind::inbox_count, staff));
    return count ? count->items : 0;
}

}  // namespace hometime::views
