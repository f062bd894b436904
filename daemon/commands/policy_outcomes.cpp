// Each fact that a policy has a say in is decided again by the decision that made it.
#include "daemon/commands/commands.h"
#include "daemon/commands/policy_diff.h"
#include "daemon/commands/safeguarding_rules.h"
#include "daemon/commands/shown.h"

namespace hometime {

namespace {

using Outcomes = std::vector<PolicyOutcome>;

/// Stands for a text, which no decision looks at beyond that there is one.
constexpr const char* kSomeText = "-";

std::string_view rule_of(Category category) {
    switch (category) {
        case Category::general: return "S23";
        case Category::meeting: return "S27";
        case Category::attendance: return "S28";
        case Category::appointment: return "S29";
        case Category::concern: return "S30";
        case Category::progress: return "S26";
    }
    return "S23";
}

/// The fact of this kind that a decision would record; null: it refuses, or records none.
template <class E>
const E* made(const Decision& decision) {
    const auto* accepted = std::get_if<Accepted>(&decision);
    if (accepted == nullptr) return nullptr;
    for (const auto& event : accepted->events) {
        if (const auto* one = std::get_if<E>(&event)) return one;
    }
    return nullptr;
}

/// "allowed", or the name of the refusal.
boost::json::value answer(const Decision& decision) {
    const auto* refused = std::get_if<Refused>(&decision);
    return refused != nullptr ? boost::json::value(info(refused->reason).code) : boost::json::value("allowed");
}

class Deciding {
public:
    Deciding(const School& school, const RecordHeader& header, bool safeguarding)
        : school_(school), context_{header.recorded_at, header.actor, header.sequence}, safeguarding_(safeguarding) {}

    Outcomes operator()(const MessageSent& e) const {
        const auto decision = decide(school_, SendMessage{e.pupil, e.staff, e.category, kSomeText}, context_);
        const auto* sent = made<MessageSent>(decision);
        auto route =
            sent == nullptr ? answer(decision) : boost::json::value(boost::describe::enum_to_string(sent->route, "?"));
        const bool to_teacher = sent != nullptr && sent->route == Route::teacher;
        const auto release = to_teacher ? sent->release_at : std::nullopt;
        return {{rule_of(e.category), "route", std::move(route), true},
                {"S24", "held", to_teacher && !(release && *release <= context_.now)},
                {"S38", "release", shown(release)},
                {"S41", "due", shown(to_teacher ? sent->due : std::nullopt)}};
    }
    Outcomes operator()(const ReplySent& e) const {
        const auto decision = decide(school_, SendReply{e.thread, kSomeText}, context_);
        const auto* sent = made<ReplySent>(decision);
        return {{"S47", "waits", sent != nullptr && sent->held.value_or(false)},
                {"S47", "release", shown(sent != nullptr ? sent->release_at : std::nullopt)}};
    }
    Outcomes operator()(const InviteIssued& e) const {
        const auto decision = decide(
            school_, IssueInvite{e.pupil, e.guardian, e.relationship, {e.selector, e.code_hash}, true}, context_);
        const auto* issued = made<InviteIssued>(decision);
        auto code = issued == nullptr ? answer(decision)
                                      : boost::json::value(issued->approval ? "by an approval" : "within the limit");
        return {{"S20", "code", std::move(code), true},
                {"S16", "expires", shown(issued != nullptr ? std::optional(issued->expires_at) : std::nullopt)}};
    }
    /// The account that the same command may have made is there already.
    Outcomes operator()(const GuardianLinked& e) const {
        const Context as_them{context_.now, {ActorKind::guardian, e.guardian.value}, context_.next};
        return {{"S20", "link", answer(decide(school_, RedeemInvite{e.invite, 0}, as_them))}};
    }
    Outcomes operator()(const MisuseMarked& e) const {
        const auto decision = decide(school_, MarkMisuse{e.message, e.thread, e.rule, {}}, context_);
        return {{"S31", "mark", answer(decision), true},
                {"S32", "item for SLT", made<ConductItemRaised>(decision) != nullptr}};
    }
    Outcomes operator()(const PointAwarded& e) const {
        return {{"S1", "award", answer(decide(school_, AwardPoint{e.pupil, e.skill}, context_))}};
    }
    Outcomes operator()(const MeetingRequested& e) const {
        const RequestMeeting command{e.pupil, e.staff, kSomeText, e.minutes, e.times};
        return {{"S27", "meeting request", answer(decide(school_, command, context_))}};
    }
    Outcomes operator()(const MeetingTimesProposed& e) const {
        return {{"S27", "other times", answer(decide(school_, ProposeMeetingTimes{e.meeting, e.times, {}}, context_))}};
    }
    Outcomes operator()(const ConcernRaised&) const {
        if (!safeguarding_) return {};
        const bool by_guardian = context_.actor.kind == ActorKind::guardian;
        return {{"S54", "escalation", shown(escalates_at(school_, by_guardian, context_.now))}};
    }
    /// What no policy decides, or decides only as a consequence of the others.
    template <class E>
    Outcomes operator()(const E&) const {
        return {};
    }

private:
    const School& school_;
    Context context_;
    bool safeguarding_;
};

}  // namespace

std::vector<PolicyOutcome> policy_outcomes(const School& school, const RecordHeader& header, const Event& event,
                                           bool safeguarding) {
    return std::visit(Deciding(school, header, safeguarding), event);
}

}  // namespace hometime
