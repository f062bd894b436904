#include "daemon/access/updates.h"

#include <algorithm>

#include "daemon/access/permissions.h"
#include "projections/state/meeting_standing.h"
#include "projections/unmoved.h"
#include "projections/views/meetings.h"
#include "projections/views/notices.h"
#include "projections/views/threads.h"

namespace hometime {

namespace {

/// Facts that nobody hears of: they say who people are and may be, or what is said in confidence.
using Unheard =
    Unmoved<LogOpened, SchoolOpened, AccountOpened, RestrictedRead, PolicyAccepted, ClassCreated, ClassRenamed,
            ClassClosed, StaffAdded, StaffDetailsChanged, StaffLeft, StaffAssigned, StaffUnassigned, StaffRoleGranted,
            StaffRoleRevoked, StaffCodeIssued, PupilEnrolled, PupilDetailsChanged, PupilLeft, GuardianRecorded,
            GuardianDetailsChanged, RelationshipRecorded, AdultApproved, InviteIssued, InviteRevoked, ContactRestricted,
            RestrictionLifted, ThreadOpened, DigestDelivered, InboxOpenedEarly, GuardianPreferencesSet,
            CalendarLinkIssued, CalendarLinkRevoked, PupilCodeIssued, ThreadInspected, SubjectExported, ConcernRaised,
            ConcernAdded, ConcernAcknowledged, ConcernEscalated, ConcernClosed, ConcernShared, ConcernUnshared,
            ConcernBreakGlass>;

boost::json::value feed_name(ClassId feed) {
    return boost::json::value(feed ? std::to_string(feed.value) : "school");
}

/// One fact and one person.
class Hearing : public Unheard, public OfKeeping, public OfNotifying {
public:
    using Unheard::operator();
    using OfKeeping::operator();
    using OfNotifying::operator();

    Hearing(const Onlooker& who, const Happening& what) : who_(who), what_(what), here_(what.header.sequence) {}

    // Messages: the writer follows their own from the start, a teacher from the release, the office at once.
    void operator()(const MessageSent& e) {
        const auto id = MessageId::at(here_);
        if (is_guardian(e.guardian)) return own_item(e.thread, id.value);
        const bool office = e.route == Route::office && may(Operation::read_office_queue) && may_read(id, e.thread);
        if (office) say(Topic::office, item(e.thread, "message", id.value));
    }
    void operator()(const MessageReleased& e) {
        if (is_guardian(guardian_of(e.thread))) return own_item(e.thread, e.message.value);
        if (may_see(e.message, e.thread)) say(Topic::inbox, shown(e.thread, e.message));
    }
    void operator()(const DigestSealed& e) {
        boost::json::array messages;
        bool own = false;
        for (const auto message : e.messages) {
            const auto in = what_.threads.find(message);
            if (in == what_.threads.end()) continue;
            if (is_guardian(guardian_of(in->second)) && may_follow(in->second)) {
                own = true;
                messages.push_back(item(in->second, "message", message.value));
            } else if (may_see(message, in->second)) {
                messages.push_back(shown(in->second, message));
            }
        }
        if (!messages.empty()) say(own ? Topic::thread : Topic::inbox, {{"messages", std::move(messages)}});
    }
    void operator()(const MessageRescheduled& e) { own_item_of_writer(e.thread, e.message); }
    void operator()(const MessageWithdrawn& e) { own_item_of_writer(e.thread, e.message); }
    void operator()(const MessageUndelivered& e) {
        own_item_of_writer(e.thread, e.message);
        if (may(Operation::list_undelivered)) say(Topic::undelivered, {{"message", e.message.value}});
    }
    // A reply that waits is its guardian's from its release.
    void operator()(const ReplySent& e) {
        if (!(e.held.value_or(false) && is_guardian(e.guardian))) reply(e.thread, here_);
    }
    void operator()(const ReplyReleased& e) { reply(e.thread, e.reply.sequence()); }
    void operator()(const ReplyRescheduled& e) { reply_that_waits(e.thread, e.reply); }
    void operator()(const ReplyUndelivered& e) { reply_that_waits(e.thread, e.reply); }
    void operator()(const AuthorshipDisputed& e) { doubted(e.message, e.thread); }
    void operator()(const AuthorshipAnswered& e) { doubted(e.message, e.thread); }

    void operator()(const MeetingRequested& e) {
        meeting(MeetingId::at(here_), MeetingSide::guardian, e.carrier.sequence());
    }
    void operator()(const MeetingTimesProposed& e) { meeting(e.meeting, e.by, e.carrier); }
    void operator()(const MeetingAgreed& e) { meeting(e.meeting, e.by, e.carrier); }
    void operator()(const MeetingDeclined& e) { meeting(e.meeting, e.by, e.carrier); }
    void operator()(const MeetingCancelled& e) { meeting(e.meeting, e.by, e.carrier); }

    void operator()(const MessageReported&) { report(ReportId::at(here_)); }
    void operator()(const ReportClosed& e) { report(e.report); }
    void operator()(const MisuseMarked& e) { conduct(e.guardian, false); }
    void operator()(const ReminderSent& e) { conduct(e.guardian, true); }
    void operator()(const MarkWithdrawn& e) { conduct(e.guardian, true); }
    void operator()(const ConductItemRaised& e) { conduct(e.guardian, false); }
    void operator()(const ConductItemDismissed& e) { conduct(e.guardian, false); }
    void operator()(const GuardianSuspended& e) { conduct(e.guardian, true); }
    void operator()(const GuardianRemoved& e) { conduct(e.guardian, true); }
    void operator()(const GuardianReinstated& e) { conduct(e.guardian, true); }

    void operator()(const MessageHandled& e) {
        if (may(Operation::read_office_queue) && may_read(e.message, e.thread))
            say(Topic::office, item(e.thread, "message", e.message.value));
    }
    void operator()(const AwayRecorded& e) { away(e.pupil, here_.value); }
    void operator()(const AwayWithdrawn& e) { away(e.pupil, e.away.value); }

    void operator()(const Posted& e) { post(e.class_id, here_.value); }
    void operator()(const PostEdited& e) { post(e.class_id, e.post.value); }
    void operator()(const PostRetracted& e) { post(e.class_id, e.post.value); }
    void operator()(const FeedDigestSealed& e) {
        if (is_guardian(e.guardian) && may(Operation::list_feed_digests)) say(Topic::feed, {{"digest", here_.value}});
    }
    void operator()(const FeedSeen& e) {
        if (is_person(e.person_kind, e.person) && may_read_feed(e.class_id))
            say(Topic::feed, {{"feed", feed_name(e.class_id)}, {"seen", e.up_to.value}});
    }
    void operator()(const PointAwarded& e) { points(e.pupil, here_.value); }
    void operator()(const PointRetracted& e) { points(e.pupil, e.award.value); }

    // Whose pupils they are: staff hear of the pupil, a guardian of nothing but their own list.
    void operator()(const GuardianLinked& e) { pupils(e.pupil, e.guardian); }
    void operator()(const GuardianUnlinked& e) { pupils(e.pupil, e.guardian); }
    void operator()(const PupilMoved& e) { pupils(e.pupil, {}); }
    void operator()(const RosterImported&) {
        if (may(Operation::list_pupils)) say(Topic::pupils, {});
    }

    void operator()(const PolicySet&) {
        if (may(Operation::read_policy)) say(Topic::policy, {{"version", here_.value}});
    }
    void operator()(const TermDatesSet&) { calendar({}); }
    void operator()(const ClosureAnnounced&) { calendar({}); }
    void operator()(const ClosureWithdrawn&) { calendar({}); }
    void operator()(const TrainingScheduled& e) { calendar(e.staff); }
    void operator()(const TrainingCancelled& e) { calendar(e.staff); }
    void operator()(const QuietHoursSet& e) { calendar(e.staff); }
    void operator()(const StaffWindowsSet& e) { calendar(e.staff); }
    void operator()(const EveningAnnounced&) { calendar({}); }
    void operator()(const EveningCancelled&) { calendar({}); }
    void operator()(const EveningJoined& e) { calendar(e.staff); }
    void operator()(const EveningLeft& e) { calendar(e.staff); }
    void operator()(const CoverArranged& e) {
        calendar(is_person(PersonKind::staff, e.cover.value) ? e.cover : e.absent);
    }
    void operator()(const CoverEnded& e) { calendar(e.absent); }
    void operator()(const NewDeviceSignedIn& e) {
        if (is_person(e.person_kind, e.person) && may(Operation::list_sessions))
            say(Topic::session, {{"session", e.session}});
    }

    std::optional<Update> found;

private:
    void say(Topic topic, boost::json::object ids) { found = Update{topic, std::move(ids)}; }

    [[nodiscard]] bool may(Operation operation, const Object& object = {}) const {
        if (who_.unverified && wants_step_up(operation)) return false;
        return permit(who_.state, who_.actor, operation, object, who_.now) == Verdict::allowed;
    }
    [[nodiscard]] bool may_follow(ThreadId thread) const {
        return may(Operation::read_thread, {ObjectKind::thread, thread.value, {}});
    }
    [[nodiscard]] bool may_read(MessageId message, ThreadId thread) const {
        return may(Operation::read_message, {ObjectKind::message, message.value, thread}) &&
               views::message(who_.views, who_.state.id(), message, side()).has_value();
    }
    /// As its teacher, who has been shown it.
    [[nodiscard]] bool may_see(MessageId message, ThreadId thread) const {
        return who_.actor.kind == ActorKind::staff && may(Operation::read_inbox) && may_read(message, thread);
    }
    [[nodiscard]] bool may_read_feed(ClassId feed) const {
        return may(Operation::read_feed, {ObjectKind::feed, feed.value, {}});
    }
    [[nodiscard]] bool is_person(PersonKind kind, std::uint64_t id) const {
        const bool same_kind = kind == PersonKind::guardian
                                   ? who_.actor.kind == ActorKind::guardian
                                   : kind == PersonKind::staff && who_.actor.kind == ActorKind::staff;
        return same_kind && who_.actor.id == id;
    }
    [[nodiscard]] bool is_guardian(GuardianId id) const { return id && is_person(PersonKind::guardian, id.value); }
    [[nodiscard]] views::Side side() const {
        return who_.actor.kind == ActorKind::guardian ? views::Side::guardian : views::Side::staff;
    }
    [[nodiscard]] GuardianId guardian_of(ThreadId thread) const {
        const auto row = who_.state.thread(thread);
        return row ? row->guardian : GuardianId{};
    }
    /// The thread is theirs to read, and the item is in it for their eyes.
    [[nodiscard]] bool stands_in_view(ThreadId thread, Sequence id) const {
        if (!may_follow(thread)) return false;
        const auto items = views::thread_items(who_.views, who_.state.id(), thread, side(), {id.value - 1, 1});
        return !items.empty() && items.front().id == id.value;
    }

    static boost::json::object item(ThreadId thread, const char* what, std::uint64_t id) {
        return {{"thread", thread.value}, {what, id}};
    }
    /// A released message, with the meeting of which it carries a step.
    [[nodiscard]] boost::json::object shown(ThreadId thread, MessageId message) const {
        auto ids = item(thread, "message", message.value);
        const auto carried = views::meeting_carried_by(who_.views, who_.state.id(), message.sequence());
        if (carried) ids["meeting"] = carried.value;
        return ids;
    }
    void reply(ThreadId thread, Sequence id) {
        if (stands_in_view(thread, id)) say(Topic::thread, item(thread, "reply", id.value));
    }
    /// Its writer's side alone knows of it.
    void reply_that_waits(ThreadId thread, ReplyId id) {
        if (who_.actor.kind == ActorKind::staff) reply(thread, id.sequence());
    }
    void own_item(ThreadId thread, std::uint64_t message) {
        if (may_follow(thread)) say(Topic::thread, item(thread, "message", message));
    }
    void own_item_of_writer(ThreadId thread, MessageId message) {
        if (is_guardian(guardian_of(thread))) own_item(thread, message.value);
    }

    void doubted(MessageId message, ThreadId thread) {
        if (who_.actor.kind == ActorKind::staff) {
            if (may_read(message, thread)) say(Topic::thread, item(thread, "message", message.value));
            return;
        }
        const GuardianId guardian{who_.actor.id};
        const auto told = views::notices_of(who_.views, who_.state.id(), guardian, {message.value - 1, 1});
        const bool is_told = !told.empty() && told.front().message == message && may(Operation::list_notices);
        if (is_told && may(Operation::read_pupil, {ObjectKind::pupil, told.front().pupil.value, {}}))
            say(Topic::notice, {{"message", message.value}});
    }
    /// A step that this side does not know of yet comes with the message that carries it.
    void meeting(MeetingId id, MeetingSide by, Sequence carrier) {
        const auto row = who_.state.meeting(id);
        if (!row || !may(Operation::read_meeting, {ObjectKind::meeting, id.value, {}})) return;
        const auto own = who_.actor.kind == ActorKind::guardian ? MeetingSide::guardian : MeetingSide::staff;
        const auto steps = steps_known_to(own, who_.state, *row);
        const auto is_it = [&](const MeetingStep& step) { return step.by == by && step.carrier == carrier; };
        if (std::any_of(steps.begin(), steps.end(), is_it)) say(Topic::meeting, {{"meeting", id.value}});
    }
    void report(ReportId id) {
        if (may(Operation::read_report, {ObjectKind::report, id.value, {}})) say(Topic::report, {{"report", id.value}});
    }
    /// `told`: the guardian finds it on their own page too.
    void conduct(GuardianId guardian, bool told) {
        if (told && is_guardian(guardian) && may(Operation::list_reminders)) return say(Topic::reminder, {});
        if (may(Operation::list_conduct)) say(Topic::conduct, {{"guardian", guardian.value}});
    }
    void post(ClassId feed, std::uint64_t id) {
        const bool waits = who_.actor.kind == ActorKind::guardian && what_.shown_at.value_or(who_.now) > who_.now;
        if (!waits && may_read_feed(feed)) say(Topic::feed, {{"feed", feed_name(feed)}, {"post", id}});
    }
    void away(PupilId pupil, std::uint64_t id) {
        if (may(Operation::list_away) && may(Operation::read_pupil, {ObjectKind::pupil, pupil.value, {}}))
            say(Topic::away, {{"pupil", pupil.value}, {"away", id}});
    }
    void points(PupilId pupil, std::uint64_t award) {
        if (may(Operation::read_points, {ObjectKind::pupil, pupil.value, {}}))
            say(Topic::points, {{"pupil", pupil.value}, {"award", award}});
    }
    void pupils(PupilId pupil, GuardianId guardian) {
        if (who_.actor.kind == ActorKind::guardian) {
            const auto self = who_.state.guardian(GuardianId{who_.actor.id});
            const bool theirs = guardian ? is_guardian(guardian) : self && self->linked.contains(pupil);
            if (theirs && may(Operation::list_pupils)) say(Topic::pupils, {});
        } else if (may(Operation::read_pupil, {ObjectKind::pupil, pupil.value, {}})) {
            say(Topic::pupils, {{"pupil", pupil.value}});
        }
    }
    /// `staff` 0: everybody's. A training, windows or quiet hours of one person are that person's.
    void calendar(StaffId staff) {
        if (staff && !is_person(PersonKind::staff, staff.value)) return;
        if (may(Operation::read_calendar)) say(Topic::calendar, {{"version", here_.value}});
    }

    const Onlooker& who_;
    const Happening& what_;
    Sequence here_;
};

std::optional<UtcTime> shown_at(const EventLog& log, SchoolId school, PostId post) {
    const auto record = log.read({school, post.sequence()});
    if (!record) throw std::runtime_error("a record cannot be read: " + record.error().detail);
    const auto* posted = std::get_if<Posted>(&record->event);
    return posted == nullptr ? std::nullopt : posted->shown_at;
}

}  // namespace

Happening happening(const EventLog& log, const ViewSource& views, SchoolId school, const Record& record) {
    Happening what{record.header, record.event, {}, {}};
    if (const auto* edited = std::get_if<PostEdited>(&record.event))
        what.shown_at = shown_at(log, school, edited->post);
    if (const auto* gone = std::get_if<PostRetracted>(&record.event)) what.shown_at = shown_at(log, school, gone->post);
    if (const auto* posted = std::get_if<Posted>(&record.event)) what.shown_at = posted->shown_at;
    if (const auto* digest = std::get_if<DigestSealed>(&record.event)) {
        for (const auto message : digest->messages) {
            const auto found = views::message(views, school, message, views::Side::guardian);
            if (found) what.threads.emplace(message, found->thread);
        }
    }
    return what;
}

std::optional<Update> update_for(const Onlooker& who, const Happening& what) {
    Hearing hearing(who, what);
    std::visit(hearing, what.event);
    return std::move(hearing.found);
}

std::optional<UtcTime> hears_later(const Onlooker& who, const Happening& what) {
    if (!std::holds_alternative<Posted>(what.event) || !what.shown_at || *what.shown_at <= who.now) return std::nullopt;
    if (update_for(who, what)) return std::nullopt;
    const Onlooker then{who.state, who.views, who.actor, *what.shown_at, who.unverified};
    return update_for(then, what) ? what.shown_at : std::nullopt;
}

}  // namespace hometime
