#include "projections/views/feed_rows.h"
#include "projections/views/feed_seen.h"
#include "projections/views/fold.h"

namespace hometime::views {

namespace {

/// Posts that do not count like the others: shown later than they were posted, or taken back.
void set_apart(ViewWriter& rows, SchoolId school, const PostItem& item) {
    rows.put(keys::of(school, Kind::post_apart, item.feed, item.post), {});
}

void put_version(const LoggedRecord& fact, ViewWriter& rows, PostId post, const PostVersion& version) {
    put_row(rows, keys::of(fact.school, Kind::post_version, post, created<PostId>(fact)), version);
}

void posted(const LoggedRecord& fact, const Posted& e, ViewWriter& rows) {
    const auto id = created<PostId>(fact);
    const auto at = fact.record.header.recorded_at;
    const auto feed_key = keys::of(fact.school, Kind::feed, e.class_id);
    PostItem item;
    item.post = id;
    item.feed = e.class_id;
    item.number = find_row<FeedRow>(rows, feed_key).value_or(FeedRow{}).posts + 1;
    item.author = e.author;
    item.kind = e.kind;
    item.posted_at = at;
    item.starts_at = e.starts_at;
    item.ends_at = e.ends_at;
    item.shown_at = e.shown_at.value_or(at);
    item.version = fact.record.header.sequence;
    item.pressing = e.pressing.value_or(false);
    item.also_email = e.also_email.value_or(false);
    put_row(rows, feed_key, FeedRow{item.number, id});
    put_row(rows, keys::of(fact.school, Kind::post, e.class_id, id), item);
    put_version(fact, rows, id, {item.version, e.author, at, e.starts_at, e.ends_at});
    if (item.shown_at != at) set_apart(rows, fact.school, item);
    if (item.also_email) put_row(rows, keys::email_post(fact.school, item.shown_at, id), EmailRow{e.class_id});
    if (e.starts_at) rows.put(keys::feed_event(fact.school, Kind::feed_event, e.class_id, *e.starts_at, id), {});
}

/// Changes a post; one that is not known stays so.
template <class Change>
void change_post(const LoggedRecord& fact, ClassId feed, PostId post, ViewWriter& rows, Change change) {
    const auto key = keys::of(fact.school, Kind::post, feed, post);
    auto item = find_row<PostItem>(rows, key);
    if (!item) return;
    if (item->starts_at) rows.erase(keys::feed_event(fact.school, Kind::feed_event, feed, *item->starts_at, post));
    item->version = fact.record.header.sequence;
    change(*item);
    const auto kind = item->retracted_at ? Kind::feed_event_off : Kind::feed_event;
    if (item->starts_at) rows.put(keys::feed_event(fact.school, kind, feed, *item->starts_at, post), {});
    put_row(rows, key, *item);
}

void edited(const LoggedRecord& fact, const PostEdited& e, ViewWriter& rows) {
    const auto at = fact.record.header.recorded_at;
    change_post(fact, e.class_id, e.post, rows, [&](PostItem& item) {
        item.starts_at = e.starts_at;
        item.ends_at = e.ends_at;
        item.edited_at = at;
        ++item.edits;
        put_version(fact, rows, e.post, {item.version, e.staff, at, e.starts_at, e.ends_at});
    });
}

void retracted(const LoggedRecord& fact, const PostRetracted& e, ViewWriter& rows) {
    change_post(fact, e.class_id, e.post, rows, [&](PostItem& item) {
        item.retracted_at = fact.record.header.recorded_at;
        set_apart(rows, fact.school, item);
    });
}

/// The number of the newest post at or before `up_to`; 0: none.
std::uint64_t number_at(const ViewRows& rows, SchoolId school, ClassId feed, PostId up_to) {
    std::uint64_t number = 0;
    rows.scan(keys::of(school, Kind::post, feed), keys::of(school, Kind::post, feed, PostId{up_to.value + 1}),
              Direction::backward, [&](std::string_view, std::string_view value) {
                  number = decode_row<PostItem>(value).number;
                  return false;
              });
    return number;
}

void looked(const LoggedRecord& fact, const FeedSeen& e, UtcTime at, ViewWriter& rows) {
    if (e.person_kind != PersonKind::guardian) return;
    const GuardianId guardian{e.person};
    put_row(rows, keys::of(fact.school, Kind::feed_looked, guardian), LookedRow{at});
    put_row(rows, keys::feed_seen_step(fact.school, guardian, e.class_id, e.up_to, fact.record.header.sequence),
            LookedRow{at});
}

void seen(const LoggedRecord& fact, const FeedSeen& e, ViewWriter& rows) {
    const auto key = keys::feed_seen(fact.school, e.person_kind, e.person, e.class_id);
    const auto before = find_row<FeedSeenRow>(rows, key);
    if (before && e.up_to < before->up_to) return;
    const auto at = fact.record.header.recorded_at;
    put_row(rows, key, FeedSeenRow{e.up_to, number_at(rows, fact.school, e.class_id, e.up_to), at});
    looked(fact, e, at, rows);
}

void digest_sealed(const LoggedRecord& fact, const FeedDigestSealed& e, ViewWriter& rows) {
    put_row(rows, keys::of(fact.school, Kind::feed_digest, e.guardian, created<PostId>(fact)),
            FeedDigestItem{fact.record.header.sequence, fact.record.header.recorded_at, e.posts});
}

class FeedProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kFeed; }
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
                        DigestDelivered, PointAwarded, PointRetracted, MessageReported, ReportClosed, TermDatesSet,
                        ClosureAnnounced, ClosureWithdrawn, TrainingScheduled, TrainingCancelled, QuietHoursSet,
                        MessageWithdrawn, AuthorshipDisputed, AuthorshipAnswered, MeetingRequested,
                        MeetingTimesProposed, MeetingAgreed, MeetingDeclined, MeetingCancelled, ContactRestricted,
                        RestrictionLifted, MessageUndelivered, PolicyAccepted, MisuseMarked, ReminderSent,
                        MarkWithdrawn, ConductItemRaised, ConductItemDismissed, GuardianSuspended, GuardianRemoved,
                        GuardianReinstated, ConcernRaised, ConcernAdded, ConcernAcknowledged, ConcernEscalated,
                        ConcernClosed, ConcernShared, ConcernUnshared, ConcernBreakGlass, ReplyReleased,
                        ReplyRescheduled, ReplyUndelivered, InboxOpenedEarly, GuardianPreferencesSet,
                        CalendarLinkIssued, CalendarLinkRevoked, CoverArranged, CoverEnded, MessageHandled,
                        AwayRecorded, AwayWithdrawn, ThreadInspected, SubjectExported, NewDeviceSignedIn,
                        PupilCodeIssued>{},
                [&](const Posted& e) { posted(fact, e, rows); },
                [&](const PostEdited& e) { edited(fact, e, rows); },
                [&](const PostRetracted& e) { retracted(fact, e, rows); },
                [&](const FeedSeen& e) { seen(fact, e, rows); },
                [&](const FeedDigestSealed& e) { digest_sealed(fact, e, rows); },
            },
            fact.record.event);
    }
};

}  // namespace

std::unique_ptr<Projection> feed_projection() {
    return std::make_unique<FeedProjection>();
}

}  // namespace hometime::views
