#include "tests/support/random_commands.h"

namespace hometime::test {

namespace {

constexpr Actor kNobody{ActorKind::anonymous, 0};
constexpr std::size_t kRemembered = 20;  ///< old things are forgotten, so that most of what is asked about is current

Object of(ObjectKind kind, std::uint64_t id, ThreadId thread = {}) {
    return {kind, id, thread};
}

template <class T>
void remember(std::vector<T>& list, T one) {
    list.push_back(one);
    if (list.size() > kRemembered) list.erase(list.begin());
}

}  // namespace

RandomCommands::RandomCommands(const GivenSchool& given, std::uint64_t seed) : given_(given), random_(seed) {
    for (int i = 0; i < 3; ++i) pupils_.push_back(given.pupil(i));
    for (int i = 0; i < 9; ++i) adults_.push_back(given.adult(i));
    for (const char* name : {"tess", "theo", "office"}) staff_.push_back(given.staff(name));
    office_ = given.staff("office");
}

UtcTime RandomCommands::later(std::uint64_t hours_most) {
    return given_.now() + std::chrono::hours{1 + below(hours_most)};
}

std::chrono::microseconds RandomCommands::pause() {
    if (below(4000) == 0) return std::chrono::hours{1 + below(72)};
    return std::chrono::seconds{below(120)};
}

Asked RandomCommands::next() {
    switch (below(20)) {
        case 0:
        case 1:
        case 2:
        case 3:
        case 4: return write();
        case 5:
        case 6:
        case 7: return link();
        case 8: return restrict_or_lift();
        case 9:
        case 10: return judge();
        case 11:
        case 12: return meet();
        case 13:
        case 14: return staff_writes();
        case 15: return worry();
        case 16: {
            const auto who = below(3) == 0 ? staff() : guardian();
            return {who, Operation::accept_policy, {}, AcceptPolicy{given_.school().school()->policy}};
        }
        case 17: return office_works();
        case 18: return {GivenSchool::kNotifier, Operation::release_replies, {}, ReleaseReplies{any(adults_)}};
        default: return {GivenSchool::kNotifier, Operation::seal_digest, {}, SealDigest{any(staff_)}};
    }
}

Actor RandomCommands::somebody_linked_to(PupilId pupil) {
    const auto link = any(given_.school().pupil(pupil)->links);
    return link.guardian ? Actor{ActorKind::guardian, link.guardian.value} : guardian();
}

Asked RandomCommands::write() {
    const auto pupil = any(pupils_);
    if (below(8) == 0) {
        const auto sent = any(sent_);
        return {guardian(), Operation::withdraw_message, of(ObjectKind::message, sent.message.value, sent.thread),
                WithdrawMessage{sent.message, sent.thread}};
    }
    const auto category = below(3) == 0 ? static_cast<Category>(1 + below(6)) : Category::general;
    const auto to = below(6) == 0 ? any(staff_) : StaffId{};
    return {below(5) == 0 ? guardian() : somebody_linked_to(pupil), Operation::send_message,
            of(ObjectKind::pupil, pupil.value), SendMessage{pupil, to, category, below(50) == 0 ? "" : "A text"}};
}

Asked RandomCommands::link() {
    const auto pupil = any(pupils_);
    const auto adult = any(adults_);
    const auto object = of(ObjectKind::pupil, pupil.value);
    switch (below(6)) {
        case 0:
        case 1:
            return {office(), Operation::issue_invite, object,
                    IssueInvite{pupil, adult, Relationship::parent, {"ABC", "hash"}, below(2) == 0}};
        case 2:
        case 3: return {kNobody, Operation::create_account, {}, RedeemInvite{any(invites_), ++account_}};
        case 4: {
            const auto until = below(2) == 0 ? std::optional(later(200)) : std::nullopt;
            return {office(), Operation::approve_adult, object, ApproveAdult{pupil, adult, until, "Foster placement"}};
        }
        default:
            if (below(2) == 0) {
                return {
                    {ActorKind::guardian, adult.value}, Operation::redeem_invite, {}, RedeemInvite{any(invites_), 0}};
            }
            return {office(), Operation::unlink_guardian, object, UnlinkGuardian{pupil, adult, "Moved away"}};
    }
}

Asked RandomCommands::restrict_or_lift() {
    if (below(3) != 0) {
        const auto [restriction, pupil] = any(restrictions_);
        return {office(), Operation::lift_restriction, of(ObjectKind::pupil, pupil.value),
                LiftRestriction{restriction, pupil, "Discharged"}};
    }
    const auto pupil = any(pupils_);
    const auto from = below(2) == 0 ? std::optional(later(48)) : std::nullopt;
    const auto until = below(10) != 0 ? std::optional(later(72)) : std::nullopt;
    const auto kind = static_cast<RestrictionKind>(1 + below(3));
    return {office(), Operation::restrict_contact, of(ObjectKind::pupil, pupil.value),
            RestrictContact{pupil, any(adults_), kind, from, until, "An order"}};
}

Asked RandomCommands::judge() {
    const auto adult = any(adults_);
    const auto object = of(ObjectKind::guardian, adult.value);
    const LocalDate review = *parse_local_date("2040-01-01");
    switch (below(8)) {
        case 0: {
            const auto [mark, of_adult] = any(marks_);
            return {office(), Operation::withdraw_mark, object, WithdrawMark{mark, of_adult, "A mistake"}};
        }
        case 1: return {office(), Operation::dismiss_conduct_item, object, DismissConductItem{adult, "Spoken to"}};
        case 2:
            return {office(), Operation::suspend_guardian, object,
                    SuspendGuardian{adult, later(48), review, {"Repeated", "The governors"}}};
        case 3:
            if (below(4) != 0)
                return {office(), Operation::reinstate_guardian, object, ReinstateGuardian{adult, "Time"}};
            return {office(), Operation::remove_guardian, object,
                    RemoveGuardian{adult, review, {"Threats", "The governors"}}};
        case 4:
        case 5: return {office(), Operation::reinstate_guardian, object, ReinstateGuardian{adult, "An apology"}};
        default: {
            const auto sent = any(sent_);
            return {staff(), Operation::mark_misuse, of(ObjectKind::message, sent.message.value, sent.thread),
                    MarkMisuse{sent.message, sent.thread, static_cast<std::uint32_t>(1 + below(9)), ""}};
        }
    }
}

Asked RandomCommands::meet() {
    const auto pupil = any(pupils_);
    const auto meeting = any(meetings_);
    const auto object = of(ObjectKind::meeting, meeting.value);
    const auto who = below(2) == 0 ? staff() : guardian();
    const std::vector<UtcTime> times{later(200), later(200)};
    switch (below(6)) {
        case 0:
        case 1:
            return {guardian(), Operation::request_meeting, of(ObjectKind::pupil, pupil.value),
                    RequestMeeting{pupil, {}, "Maths", 15, times}};
        case 2: return {who, Operation::propose_meeting_times, object, ProposeMeetingTimes{meeting, times, ""}};
        case 3: {
            const auto row = given_.school().meeting(meeting);
            const auto offered = row && !row->steps.empty() ? row->steps.back().times : std::vector<UtcTime>{};
            return {who, Operation::accept_meeting, object, AcceptMeeting{meeting, any(offered), ""}};
        }
        case 4: return {who, Operation::decline_meeting, object, DeclineMeeting{meeting, "No time"}};
        default: return {who, Operation::cancel_meeting, object, CancelMeeting{meeting, "A note"}};
    }
}

Asked RandomCommands::staff_writes() {
    const auto sent = any(sent_);
    const auto message = of(ObjectKind::message, sent.message.value, sent.thread);
    switch (below(4)) {
        case 0: return {staff(), Operation::dispute_authorship, message, DisputeAuthorship{sent.message, sent.thread}};
        case 1:
            return {guardian(), Operation::answer_authorship, message, AnswerAuthorship{sent.message, below(2) == 0}};
        default:
            return {staff(), Operation::send_reply, of(ObjectKind::thread, sent.thread.value),
                    SendReply{sent.thread, "A reply", below(4) == 0}};
    }
}

Asked RandomCommands::worry() {
    const auto pupil = any(pupils_);
    const auto concern = any(concerns_);
    switch (below(4)) {
        case 0:
            return {guardian(), Operation::raise_safety, of(ObjectKind::pupil, pupil.value),
                    RaiseSafety{pupil, "Left alone."}};
        case 1:
            return {staff(),
                    Operation::raise_concern,
                    {},
                    RaiseConcern{{pupil}, {}, {}, given_.now(), {"Hungry.", "Breakfast."}}};
        case 2:
            return {office(), Operation::acknowledge_concern, of(ObjectKind::concern, concern.value),
                    AcknowledgeConcern{concern}};
        default: return {GivenSchool::kNotifier, Operation::escalate_concern, {}, EscalateConcern{concern}};
    }
}

Asked RandomCommands::office_works() {
    const auto sent = any(sent_);
    const auto pupil = any(pupils_);
    const auto object = of(ObjectKind::pupil, pupil.value);
    switch (below(5)) {
        case 0:
        case 1:
            return {below(4) == 0 ? staff() : office(), Operation::handle_message,
                    of(ObjectKind::message, sent.message.value, sent.thread),
                    HandleMessage{sent.message, sent.thread, below(3) != 0}};
        case 2: {
            const auto zone = TimeZone::load("Europe/London").value();
            const auto from = zone.local(given_.now()).date + std::chrono::days{below(5)};
            const auto to = from + std::chrono::days{below(4)} - std::chrono::days{below(20) == 0 ? 5 : 0};
            const bool named = below(2) == 0;
            return {office(), Operation::record_away, object,
                    RecordAway{pupil,
                               {from, to},
                               static_cast<AwayKind>(1 + below(3)),
                               below(4) == 0 ? std::optional(LocalMinute{600}) : std::nullopt,
                               named ? sent.message : MessageId{},
                               named ? sent.thread : ThreadId{}}};
        }
        case 3: {
            const auto [away, of_pupil] = any(aways_);
            return {office(), Operation::withdraw_away, of(ObjectKind::pupil, of_pupil.value),
                    WithdrawAway{away, of_pupil}};
        }
        default:
            return {staff(), Operation::inspect_thread, of(ObjectKind::thread, sent.thread.value),
                    InspectThread{sent.thread, "A complaint"}};
    }
}

void RandomCommands::learn(const std::vector<Event>& events, Sequence first) {
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Sequence at{first.value + i};
        if (const auto* sent = std::get_if<MessageSent>(&events[i])) {
            remember(sent_, Sent{MessageId::at(at), sent->thread, sent->staff});
        } else if (std::holds_alternative<InviteIssued>(events[i])) {
            remember(invites_, InviteId::at(at));
        } else if (std::holds_alternative<MeetingRequested>(events[i])) {
            remember(meetings_, MeetingId::at(at));
        } else if (const auto* restricted = std::get_if<ContactRestricted>(&events[i])) {
            remember(restrictions_, std::pair{RestrictionId::at(at), restricted->pupil});
        } else if (const auto* marked = std::get_if<MisuseMarked>(&events[i])) {
            remember(marks_, std::pair{MarkId::at(at), marked->guardian});
        } else if (const auto* away = std::get_if<AwayRecorded>(&events[i])) {
            remember(aways_, std::pair{AwayId::at(at), away->pupil});
        } else if (std::holds_alternative<ConcernRaised>(events[i])) {
            remember(concerns_, ConcernId::at(at));
        }
    }
}

}  // namespace hometime::test
