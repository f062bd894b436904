#include "projections/views/fold.h"
#include "projections/views/threads_rows.h"

namespace hometime::views {

namespace {

using threads::ItemRow;
using threads::ThreadOfMessage;
using threads::ThreadRow;

class ThreadsProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kThreads; }
    void fold(const LoggedRecord& fact, ViewWriter& rows) const override;
};

/// One fact on its way into the rows.
struct Fold {
    const LoggedRecord& fact;
    ViewWriter& rows;
    SchoolId school = fact.school;
    Sequence now = fact.record.header.sequence;
    UtcTime at = fact.record.header.recorded_at;

    [[nodiscard]] std::optional<ThreadRow> find(ThreadId id) const {
        return find_row<ThreadRow>(rows, keys::of(school, Kind::thread, id));
    }
    void put(const ThreadRow& row) { put_row(rows, keys::of(school, Kind::thread, row.thread), row); }
    [[nodiscard]] std::string item_key(ThreadId thread, std::uint64_t id) const {
        return keys::of(school, Kind::thread_item, thread, MessageId{id});
    }

    /// The staff side may know of one more item.
    void show(ThreadRow& row) {
        if (row.shown++ == 0) rows.put(keys::of(school, Kind::thread_of_staff, row.staff, row.thread), {});
        row.shown_at = at;
    }

    void opened(const ThreadOpened& e) {
        const auto id = created<ThreadId>(fact);
        put(ThreadRow{id, e.guardian, e.staff, e.pupil, 0, {}, 0, {}, {}, {}});
        rows.put(keys::of(school, Kind::thread_of_guardian, e.guardian, id), {});
    }
    void sent(const MessageSent& e) {
        auto row = find(e.thread);
        if (!row) return;
        ItemRow item{ItemKind::message, e.staff, false, e.category, e.route, at, e.release_at, e.due, {}, {}, {}, {}};
        row->items++;
        row->last_at = at;
        if (e.route == Route::office) {
            item.released_at = at;
            item.released_by = now;
            show(*row);
        }
        put(*row);
        put_row(rows, item_key(e.thread, now.value), item);
        put_row(rows, keys::of(school, Kind::thread_of_message, created<MessageId>(fact)), ThreadOfMessage{e.thread});
    }
    void released(MessageId message) {
        const auto where = find_row<ThreadOfMessage>(rows, keys::of(school, Kind::thread_of_message, message));
        if (!where) return;
        auto row = find(where->thread);
        const auto key = item_key(where->thread, message.value);
        auto item = find_row<ItemRow>(rows, key);
        if (!row || !item || item->released_at || item->withdrawn_at || item->undelivered_at) return;
        item->released_at = at;
        item->released_by = now;
        put_row(rows, key, *item);
        show(*row);
        put(*row);
    }
    void rescheduled(const MessageRescheduled& e) {
        const auto key = item_key(e.thread, e.message.value);
        auto item = find_row<ItemRow>(rows, key);
        if (!item || item->released_at) return;
        item->release_at = e.release_at;
        item->due = e.due;
        put_row(rows, key, *item);
    }
    void never_shown(ThreadId thread, std::uint64_t id, std::optional<UtcTime> ItemRow::* since) {
        const auto key = item_key(thread, id);
        auto item = find_row<ItemRow>(rows, key);
        if (!item || item->released_at) return;
        (*item).*since = at;
        item->release_at.reset();
        item->due.reset();
        put_row(rows, key, *item);
    }
    /// The guardian may know of one more reply.
    void tell(ThreadRow& row, Sequence reply) {
        row.items++;
        row.last_at = at;
        row.last_reply_told = std::max(row.last_reply_told, reply);
    }
    void replied(const ReplySent& e) {
        auto row = find(e.thread);
        if (!row) return;
        ItemRow item{ItemKind::reply, e.staff, e.from_office, {}, {}, at, e.release_at, {}, {}, {}, {}, {}};
        row->last_reply = now;
        show(*row);
        if (!e.held.value_or(false)) {
            item.released_at = at;
            item.released_by = now;
            tell(*row, now);
        }
        put(*row);
        put_row(rows, item_key(e.thread, now.value), item);
    }
    void reply_released(const ReplyReleased& e) {
        auto row = find(e.thread);
        const auto key = item_key(e.thread, e.reply.value);
        auto item = find_row<ItemRow>(rows, key);
        if (!row || !item || item->released_at || item->undelivered_at) return;
        item->released_at = at;
        item->released_by = now;
        put_row(rows, key, *item);
        tell(*row, e.reply.sequence());
        put(*row);
    }
    void reply_rescheduled(const ReplyRescheduled& e) {
        const auto key = item_key(e.thread, e.reply.value);
        auto item = find_row<ItemRow>(rows, key);
        if (!item || item->released_at) return;
        item->release_at = e.release_at;
        put_row(rows, key, *item);
    }
};

void ThreadsProjection::fold(const LoggedRecord& fact, ViewWriter& rows) const {
    Fold fold{fact, rows};
    std::visit(
        overloaded{
            OfKeeping{},
            OfNotifying{},
            OfOwnWindows{},
            Unmoved<LogOpened, SchoolOpened, PolicySet, AccountOpened, RestrictedRead, ClassCreated, ClassRenamed,
                    ClassClosed, StaffAdded, StaffDetailsChanged, StaffLeft, StaffAssigned, StaffUnassigned,
                    StaffRoleGranted, StaffRoleRevoked, StaffCodeIssued, PupilEnrolled, PupilDetailsChanged, PupilMoved,
                    PupilLeft, GuardianRecorded, GuardianDetailsChanged, RelationshipRecorded, AdultApproved,
                    InviteIssued, InviteRevoked, GuardianLinked, GuardianUnlinked, RosterImported, DigestDelivered,
                    Posted, FeedSeen, PointAwarded, PointRetracted, MessageReported, ReportClosed, TermDatesSet,
                    ClosureAnnounced, ClosureWithdrawn, TrainingScheduled, TrainingCancelled, QuietHoursSet,
                    AuthorshipDisputed, AuthorshipAnswered, MeetingRequested, MeetingTimesProposed, MeetingAgreed,
                    MeetingDeclined, MeetingCancelled, ContactRestricted, RestrictionLifted, PolicyAccepted,
                    MisuseMarked, ReminderSent, MarkWithdrawn, ConductItemRaised, ConductItemDismissed,
                    GuardianSuspended, GuardianRemoved, GuardianReinstated, ConcernRaised, ConcernAdded,
                    ConcernAcknowledged, ConcernEscalated, ConcernClosed, ConcernShared, ConcernUnshared,
                    ConcernBreakGlass, InboxOpenedEarly, GuardianPreferencesSet, FeedDigestSealed, CalendarLinkIssued,
                    CalendarLinkRevoked, CoverArranged, CoverEnded, MessageHandled, AwayRecorded, AwayWithdrawn,
                    ThreadInspected, SubjectExported, NewDeviceSignedIn, PostEdited, PostRetracted, PupilCodeIssued>{},
            [&](const ThreadOpened& e) { fold.opened(e); },
            [&](const MessageSent& e) { fold.sent(e); },
            [&](const MessageReleased& e) { fold.released(e.message); },
            [&](const MessageRescheduled& e) { fold.rescheduled(e); },
            [&](const MessageWithdrawn& e) { fold.never_shown(e.thread, e.message.value, &ItemRow::withdrawn_at); },
            [&](const MessageUndelivered& e) { fold.never_shown(e.thread, e.message.value, &ItemRow::undelivered_at); },
            [&](const ReplySent& e) { fold.replied(e); },
            [&](const ReplyReleased& e) { fold.reply_released(e); },
            [&](const ReplyRescheduled& e) { fold.reply_rescheduled(e); },
            [&](const ReplyUndelivered& e) { fold.never_shown(e.thread, e.reply.value, &ItemRow::undelivered_at); },
            [&](const DigestSealed& e) {
                for (const auto message : e.messages) fold.released(message);
            },
        },
        fact.record.event);
}

}  // namespace

std::unique_ptr<Projection> threads_projection() {
    return std::make_unique<ThreadsProjection>();
}

}  // namespace hometime::views
