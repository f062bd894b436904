#include "projections/views/feed.h"

#include <tuple>

#include "projections/views/fold.h"

namespace hometime::views {

namespace {

struct FeedRow {
    std::uint64_t posts = 0;
    PostId newest;
};
BOOST_DESCRIBE_STRUCT(FeedRow, (), (posts, newest))

struct SeenRow {
    PostId up_to;
    std::uint64_t number = 0;  ///< of the newest post seen
};
BOOST_DESCRIBE_STRUCT(SeenRow, (), (up_to, number))

void posted(const LoggedRecord& fact, const Posted& e, ViewWriter& rows) {
    const auto id = created<PostId>(fact);
    const auto feed_key = keys::of(fact.school, Kind::feed, e.class_id);
    const auto number = find_row<FeedRow>(rows, feed_key).value_or(FeedRow{}).posts + 1;
    put_row(rows, feed_key, FeedRow{number, id});
    put_row(rows, keys::of(fact.school, Kind::post, e.class_id, id),
            PostItem{id, e.class_id, number, e.author, e.kind, fact.record.header.recorded_at, e.starts_at, e.ends_at});
    if (e.starts_at) rows.put(keys::feed_event(fact.school, e.class_id, *e.starts_at, id), {});
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

void seen(const LoggedRecord& fact, const FeedSeen& e, ViewWriter& rows) {
    const auto key = keys::feed_seen(fact.school, e.person_kind, e.person, e.class_id);
    const auto before = find_row<SeenRow>(rows, key);
    if (before && e.up_to <= before->up_to) return;
    put_row(rows, key, SeenRow{e.up_to, number_at(rows, fact.school, e.class_id, e.up_to)});
}

class FeedProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kFeed; }
    void fold(const LoggedRecord& fact, ViewWriter& rows) const override {
        std::visit(
            overloaded{
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
                        ReplyRescheduled, ReplyUndelivered, InboxOpenedEarly, GuardianPreferencesSet, FeedDigestSealed,
                        CalendarLinkIssued, CalendarLinkRevoked, CoverArranged, CoverEnded, MessageHandled,
                        AwayRecorded, AwayWithdrawn, ThreadInspected, SubjectExported, NewDeviceSignedIn, PostEdited,
                        PostRetracted, PupilCodeIssued>{},
                [&](const Posted& e) { posted(fact, e, rows); },
                [&](const FeedSeen& e) { seen(fact, e, rows); },
            },
            fact.record.event);
    }
};

}  // namespace

std::unique_ptr<Projection> feed_projection() {
    return std::make_unique<FeedProjection>();
}

std::vector<PostItem> feed(const ViewSource& source, SchoolId school, ClassId feed, const Page& page) {
    std::vector<PostItem> found;
    each_of_page(*source.read(kFeed), keys::of(school, Kind::post, feed), page,
                 [&](std::string_view, std::string_view value) {
                     found.push_back(decode_row<PostItem>(value));
                     return true;
                 });
    return found;
}

std::optional<PostItem> post(const ViewSource& source, SchoolId school, ClassId feed, PostId post) {
    return find_row<PostItem>(*source.read(kFeed), keys::of(school, Kind::post, feed, post));
}

std::vector<FeedState> feed_states(const ViewSource& source, SchoolId school, PersonKind kind, std::uint64_t person,
                                   std::span<const ClassId> feeds) {
    std::vector<FeedState> states;
    const auto rows = source.read(kFeed);
    for (const auto feed : feeds) {
        const auto row = find_row<FeedRow>(*rows, keys::of(school, Kind::feed, feed)).value_or(FeedRow{});
        const auto seen = find_row<SeenRow>(*rows, keys::feed_seen(school, kind, person, feed)).value_or(SeenRow{});
        states.push_back({feed, row.posts, row.newest, row.posts - std::min(row.posts, seen.number)});
    }
    return states;
}

std::vector<PostItem> events_between(const ViewSource& source, SchoolId school, std::span<const ClassId> feeds,
                                     UtcTime from, UtcTime to) {
    std::vector<PostItem> found;
    const auto rows = source.read(kFeed);
    for (const auto feed : feeds) {
        std::size_t left = kPageMax;
        const auto begin = keys::feed_event(school, feed, from);
        rows->scan(begin, keys::feed_event(school, feed, to), Direction::forward,
                   [&](std::string_view key, std::string_view) {
                       const PostId id{keys::number_after(key, begin.size() - sizeof(std::uint64_t))};
                       if (auto item = find_row<PostItem>(*rows, keys::of(school, Kind::post, feed, id))) {
                           found.push_back(*item);
                       }
                       return --left > 0;
                   });
    }
    std::sort(found.begin(), found.end(), [](const PostItem& a, const PostItem& b) {
        return std::tie(a.starts_at, a.post) < std::tie(b.starts_at, b.post);
    });
    if (found.size() > kPageMax) found.resize(kPageMax);
    return found;
}

}  // namespace hometime::views
