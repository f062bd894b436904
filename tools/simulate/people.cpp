#include "tools/simulate/people.h"

#include <algorithm>

#include "eventstore/base/time_zone.h"

namespace hometime::simulation {

namespace {

constexpr SchoolId kSchool{0x5c00'1001};
constexpr Actor kAdministrator{ActorKind::administrator, 1};
constexpr Actor kNobody{ActorKind::anonymous, 0};

std::string id_of(const char* letter, int number) {
    return letter + std::to_string(number);
}

PersonDetails named(const std::string& words) {
    return {words, words, {}, {}, {}};
}

std::vector<StaffId> active_teachers_of(const Model& model, ClassId in) {
    std::vector<StaffId> found;
    for (const auto& [id, member] : model.staff) {
        if (member.active && member.teaches.contains(in)) found.push_back(id);
    }
    return found;
}

}  // namespace

People::People(const Plan& plan, const Model& model, Chance chance)
    : plan_(plan), model_(model), chance_(chance), contact_{"office@school.example", "01632 960999", "8 to 4"} {
    const auto& size = plan.size;
    for (int i = 0; i < size.classes; ++i) roster_.classes.push_back({id_of("c", i), "m", {words(), {}}, {}});
    for (int i = 0; i <= size.classes; ++i) {
        const auto teaches = id_of("c", i % size.classes);
        roster_.staff.push_back({id_of("t", i), "m", named(words()), {}, {teaches}, {}});
    }
    for (const auto* id : {"office", "head", "lead"}) roster_.staff.push_back({id, "m", named(words()), {}, {}, {}});
    for (int i = 0; i < size.classes * size.pupils; ++i) {
        const auto id = id_of("p", i);
        roster_.pupils.push_back({id, "m", named(words()), {}, id_of("c", i % size.classes)});
        for (int adult = 0; adult < 2; ++adult) {
            // Every fifth family is one adult with two children.
            const bool shared = adult == 0 && i % 5 == 1;
            const auto who = shared ? id_of("a", 2 * (i - 1)) : id_of("a", 2 * i + adult);
            if (shared) {
                const auto found = std::find_if(roster_.adults.begin(), roster_.adults.end(),
                                                [&](const RosterAdult& one) { return one.external_id == who; });
                found->ties.push_back({id, Relationship::parent});
            } else {
                roster_.adults.push_back({who, "m", named(words()), {}, {{id, Relationship::parent}}});
            }
        }
    }
    roster_.terms = plan.terms;
}

Submission People::by(Actor actor, Operation operation, Object object, Command command) const {
    return {kSchool, std::move(command), actor, 0, operation, object, {}};
}

std::string People::words() {
    return std::string(kCanary) + '-' + std::to_string(chance_.below(1'000'000));
}

DrawnCode People::code_of(GuardianId guardian) {
    auto left = guardian.value;
    std::string selector;
    for (int i = 0; i < 3; ++i, left /= 26) selector += static_cast<char>('A' + left % 26);
    return {selector, "hash"};
}

LocalDate People::today(UtcTime now) const {
    return TimeZone::load(plan_.zone).value().local(now).date;
}

Submission People::open_school() const {
    Uuid log;
    store_be(log.bytes.data(), plan_.seed + 1);
    return by(kAdministrator, Operation::open_school, {},
              OpenSchool{kSchool, log, plan_.zone, std::string(kCanary), plan_.policy, contact_});
}

Submission People::import_roster() const {
    return by(kAdministrator, Operation::import_roster, {}, roster_);
}

std::vector<Submission> People::appoint() {
    Submissions all;
    const auto grant = [&](StaffId staff, StaffRole role) {
        all.push_back(by(kAdministrator, Operation::grant_role, {ObjectKind::staff, staff.value, {}},
                         GrantStaffRole{staff, role}));
    };
    grant(office_, StaffRole::office);
    grant(head_, StaffRole::slt);
    grant(lead_, StaffRole::dsl);
    return all;
}

std::vector<Submission> People::invite() {
    Submissions all;
    for (const auto& [guardian, pupil] : ties_) {
        all.push_back(by({ActorKind::staff, office_.value}, Operation::issue_invite,
                         {ObjectKind::pupil, pupil.value, {}},
                         IssueInvite{pupil, guardian, Relationship::parent, code_of(guardian), true}));
    }
    return all;
}

std::vector<Submission> People::redeem() {
    Submissions all;
    std::set<GuardianId> known;
    for (const auto& [invite, guardian] : invites_) {
        if (known.insert(guardian).second) {
            all.push_back(by(kNobody, Operation::create_account, {}, RedeemInvite{invite, 10'000 + ++accounts_}));
        } else {
            all.push_back(
                by({ActorKind::guardian, guardian.value}, Operation::redeem_invite, {}, RedeemInvite{invite, 0}));
        }
    }
    return all;
}

void People::learn(const LoggedRecord& logged) {
    const auto at = logged.record.header.sequence;
    const auto& event = logged.record.event;
    if (const auto* staff = std::get_if<StaffAdded>(&event)) {
        const StaffId id = StaffId::at(at);
        staff_[staff->external_id] = id;
        details_[staff->external_id] = at;
        if (staff->external_id == "office") office_ = id;
        if (staff->external_id == "head") head_ = id;
        if (staff->external_id == "lead") lead_ = id;
        if (staff->external_id[0] == 't') teachers_.push_back(id);
    }
    if (const auto* left = std::get_if<StaffLeft>(&event)) std::erase(teachers_, left->staff);
    if (const auto* one = std::get_if<ClassCreated>(&event)) details_[one->external_id] = at;
    if (const auto* adult = std::get_if<GuardianRecorded>(&event)) details_[adult->external_id] = at;
    if (const auto* pupil = std::get_if<PupilEnrolled>(&event)) {
        details_[pupil->external_id] = at;
        pupils_.push_back(PupilId::at(at));
    }
    if (const auto* tie = std::get_if<RelationshipRecorded>(&event)) ties_.emplace_back(tie->guardian, tie->pupil);
    if (const auto* issued = std::get_if<InviteIssued>(&event)) invites_[InviteId::at(at)] = issued->guardian;
    if (const auto* linked = std::get_if<GuardianLinked>(&event)) invites_.erase(linked->invite);
    if (const auto* settled = std::get_if<NotificationSettled>(&event)) {
        if (settled->outcome == NotificationOutcome::dead) dead_letters_.push_back(settled->notification);
    }
    if (const auto* closed = std::get_if<DeadLetterClosed>(&event)) std::erase(dead_letters_, closed->notification);
    if (const auto* revoked = std::get_if<InviteRevoked>(&event)) invites_.erase(revoked->invite);
}

StaffId People::teacher() {
    return chance_.any(teachers_);
}

std::pair<GuardianId, PupilId> People::tie() {
    return chance_.any(ties_);
}

/// Whoever writes has accepted the policy in force, or does so first.
People::Submissions People::accepted_first(Submission submission) const {
    const auto kind = submission.actor.kind == ActorKind::guardian ? PersonKind::guardian : PersonKind::staff;
    const auto known = model_.accepted.find({kind, submission.actor.id});
    Submissions all;
    if (known == model_.accepted.end() || known->second != model_.policy_version) {
        all.push_back(by(submission.actor, Operation::accept_policy, {}, AcceptPolicy{model_.policy_version}));
    }
    all.push_back(std::move(submission));
    return all;
}

People::Submissions People::write() {
    static const std::vector<Category> kCategories{Category::general,    Category::general, Category::general,
                                                   Category::general,    Category::meeting, Category::attendance,
                                                   Category::appointment};
    const auto [guardian, pupil] = tie();
    const auto category = chance_.any(kCategories);
    const auto in = model_.pupils.at(pupil).class_id;
    const auto to = chance_.any(active_teachers_of(model_, in));
    const auto cover = std::find_if(model_.covers.begin(), model_.covers.end(),
                                    [&](const auto& one) { return one.second.absent == to; });
    const bool to_cover = cover != model_.covers.end() && chance_.one_in(3);
    return accepted_first(by({ActorKind::guardian, guardian.value}, Operation::send_message,
                             {ObjectKind::pupil, pupil.value, {}},
                             SendMessage{pupil, to_cover ? cover->second.cover : to, category, words()}));
}

People::Submissions People::take_back() {
    std::vector<MessageId> held;
    for (const auto& [staff, messages] : model_.held) held.insert(held.end(), messages.begin(), messages.end());
    if (held.empty()) return {};
    const auto& message = model_.messages.at(chance_.any(held));
    return {by({ActorKind::guardian, message.guardian.value}, Operation::withdraw_message,
               {ObjectKind::message, message.id.value, message.thread}, WithdrawMessage{message.id, message.thread})};
}

People::Submissions People::answer() {
    if (chance_.one_in(8)) {
        std::vector<ReplyId> held;
        for (const auto& [guardian, replies] : model_.held_replies) {
            held.insert(held.end(), replies.begin(), replies.end());
        }
        if (held.empty()) return {};
        const auto& reply = model_.replies.at(chance_.any(held));
        return {by({ActorKind::staff, reply.staff.value}, Operation::send_reply_now,
                   {ObjectKind::thread, reply.thread.value, {}}, SendReplyNow{reply.id, reply.thread})};
    }
    if (model_.threads.empty()) return {};
    auto at = model_.threads.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(chance_.below(model_.threads.size())));
    const auto staff = at->second.second ? at->second.second : office_;
    return accepted_first(by({ActorKind::staff, staff.value}, Operation::send_reply,
                             {ObjectKind::thread, at->first.value, {}},
                             SendReply{at->first, words(), chance_.one_in(6)}));
}

People::Submissions People::meet(UtcTime now) {
    const auto [guardian, pupil] = tie();
    const auto to = chance_.any(active_teachers_of(model_, model_.pupils.at(pupil).class_id));
    const std::vector<UtcTime> times{now + std::chrono::days{3}, now + std::chrono::days{4}};
    return accepted_first(by({ActorKind::guardian, guardian.value}, Operation::request_meeting,
                             {ObjectKind::pupil, pupil.value, {}}, RequestMeeting{pupil, to, words(), 15, times}));
}

People::Submissions People::post() {
    const auto author = teacher();
    const auto member = model_.staff.find(author);
    if (member == model_.staff.end() || member->second.teaches.empty()) return {};
    const auto in = *member->second.teaches.begin();
    return accepted_first(
        by({ActorKind::staff, author.value}, Operation::publish_post, {ObjectKind::feed, in.value, {}},
           PublishPost{in, PostKind::notice, {}, {}, {words(), words(), {}}, chance_.one_in(8), false}));
}

/// Their own hours lie within those of every policy that this school will have.
People::Submissions People::wish() {
    const auto [guardian, pupil] = tie();
    const auto known = model_.wishes.find(guardian);
    SetPreferences wished;
    wished.replaces = known == model_.wishes.end() ? Sequence{} : known->second.version;
    static const std::vector<int> kFrom{8, 9, 12, 17};
    if (!chance_.one_in(3)) {
        const int from = chance_.any(kFrom);
        using enum Weekday;
        const std::vector<Weekday> week{mon, tue, wed, thu, fri, sat, sun};
        wished.hours = {{week, LocalMinute{from * 60}, LocalMinute{(from + 2) * 60 + 15}}};
    }
    wished.feed_digest = static_cast<FeedDigest>(chance_.between(1, 3));
    return {by({ActorKind::guardian, guardian.value}, Operation::set_preferences, {}, wished)};
}

/// E-mails off or on, a telephone more or less, once a window or more often.
People::Submissions People::choose_channels() {
    const auto guardian = tie().first;
    const Actor actor =
        chance_.one_in(2) ? Actor{ActorKind::staff, teacher().value} : Actor{ActorKind::guardian, guardian.value};
    const auto drawn = [&]() -> std::optional<bool> {
        if (chance_.one_in(3)) return std::nullopt;
        return !chance_.one_in(3);
    };
    const auto email = drawn();
    const auto push = drawn();
    return {by(actor, Operation::choose_channels, {}, ChooseChannels{email, push, drawn(), chance_.one_in(4)})};
}

People::Submissions People::look_after_dead_letters() {
    if (dead_letters_.empty()) return {};
    return {by({ActorKind::staff, office_.value}, Operation::close_dead_letter, {},
               CloseDeadLetter{dead_letters_.back(), !chance_.one_in(4)})};
}

People::Submissions People::act(UtcTime now) {
    const auto drawn = chance_.below(1000);
    if (drawn < 480) return write();
    if (drawn < 620) return answer();
    if (drawn < 630) return choose_channels();
    if (drawn < 640) return look_after_dead_letters();
    if (drawn < 670) return take_back();
    if (drawn < 690) return meet(now);
    if (drawn < 730) return post();
    if (drawn < 760) return wish();
    if (drawn < 840) return change_calendar(now);
    if (drawn < 865) return stand_in(now);
    if (drawn < 925) return fall_out(now);
    if (drawn < 965) return worry(now);
    if (drawn < 972) return change_policy();
    if (drawn < 978) return change_roster();
    const auto who = teacher();
    return {by({ActorKind::staff, who.value}, Operation::open_inbox_early, {}, OpenInboxEarly{})};
}

}  // namespace hometime::simulation
