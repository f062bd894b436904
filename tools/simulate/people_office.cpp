// What the office, the leadership and the safeguarding lead do.
#include <algorithm>

#include "tools/simulate/people.h"

namespace hometime::simulation {

namespace {

using std::chrono::days;
using std::chrono::hours;

LocalMinute clock_time(std::int64_t hour, std::int64_t minute) {
    return LocalMinute{static_cast<int>(hour * 60 + minute)};
}

template <class Map>
auto any_key(Chance& chance, const Map& map) -> typename Map::key_type {
    if (map.empty()) return {};
    auto at = map.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(chance.below(map.size())));
    return at->first;
}

}  // namespace

People::Submissions People::change_calendar(UtcTime now) {
    const Actor office{ActorKind::staff, office_.value};
    const auto date = today(now);
    switch (chance_.below(9)) {
        case 0:
        case 1: {  // Snow: today, or something that was known for long.
            const auto from = date + days{chance_.one_in(2) ? 0 : chance_.between(0, 20)};
            const auto kind = static_cast<ClosureKind>(chance_.between(1, 4));
            return {by(office, Operation::announce_closures, {},
                       AnnounceClosures{{{from, from + days{chance_.between(0, 2)}, kind, {}, words()}}, false})};
        }
        case 2: {
            const auto closure = any_key(chance_, model_.closures);
            return {by(office, Operation::withdraw_closure, {}, WithdrawClosure{closure})};
        }
        case 3:
        case 4: {
            const auto from = date + days{chance_.between(0, 6)};
            const bool within_a_window = chance_.one_in(2);
            const auto opens = chance_.any(model_.policy.weekly_windows).start;
            const auto start = within_a_window ? LocalMinute{opens.value + static_cast<int>(chance_.between(3, 12))}
                                               : clock_time(chance_.one_in(2) ? 7 : 15, chance_.between(0, 59));
            const auto length = within_a_window ? chance_.between(5, 12) : chance_.between(10, 90);
            const LocalMinute end{start.value + static_cast<int>(length)};
            const auto whose = within_a_window || chance_.one_in(3) ? StaffId{} : teacher();
            return {by(office, Operation::schedule_training, {},
                       ScheduleTraining{whose, {from, from + days{chance_.between(0, 3)}, start, end}})};
        }
        case 5: {
            const auto training = any_key(chance_, model_.trainings);
            const auto known = model_.trainings.find(training);
            const auto whose = known == model_.trainings.end() ? StaffId{} : known->second.first;
            return {by(office, Operation::cancel_training, {}, CancelTraining{training, whose})};
        }
        case 6: return {by(office, Operation::set_term_dates, {}, SetTermDates{other_terms(date)})};
        default: {
            const auto who = teacher();
            std::vector<QuietPeriod> quiet{{std::nullopt, clock_time(18, 0), clock_time(7, 0)}};
            if (chance_.one_in(2)) {
                quiet.push_back({{{static_cast<Weekday>(chance_.below(5))}}, clock_time(7, 30), clock_time(8, 15)});
            }
            return {by({ActorKind::staff, who.value}, Operation::set_quiet_hours, {}, SetQuietHours{quiet})};
        }
    }
}

/// Two days off from tomorrow or the day after, where that is in term; else a term that ends a little earlier or later.
std::vector<DateRange> People::other_terms(LocalDate today) {
    auto terms = model_.terms.value_or(plan_.terms);
    const auto last = today + days{chance_.between(0, 1)};
    const auto in = std::find_if(terms.begin(), terms.end(), [&](const DateRange& term) {
        return term.from <= last && last + days{4} < term.to && terms.size() < 40;
    });
    if (in != terms.end()) {
        const DateRange rest{last + days{3}, in->to};
        in->to = last;
        terms.insert(in + 1, rest);
        return terms;
    }
    auto& term = terms[static_cast<std::size_t>(chance_.below(terms.size()))];
    const auto to = term.to + days{chance_.between(-2, 1)};
    if (to > term.from) term.to = to;
    return terms;
}

People::Submissions People::stand_in(UtcTime now) {
    const Actor office{ActorKind::staff, office_.value};
    if (chance_.one_in(3)) {
        const auto cover = any_key(chance_, model_.covers);
        const auto known = model_.covers.find(cover);
        const auto absent = known == model_.covers.end() ? StaffId{} : known->second.absent;
        return {by(office, Operation::end_cover, {}, EndCover{cover, absent})};
    }
    const auto from = today(now) + days{chance_.between(0, 4)};
    return {by(office, Operation::arrange_cover, {},
               ArrangeCover{teacher(), teacher(), {from, from + days{chance_.between(0, 4)}}})};
}

People::Submissions People::fall_out(UtcTime now) {
    const auto [guardian, pupil] = tie();
    const Actor head{ActorKind::staff, head_.value};
    const Actor office{ActorKind::staff, office_.value};
    const Object about{ObjectKind::pupil, pupil.value, {}};
    const Object whom{ObjectKind::guardian, guardian.value, {}};
    const auto later = now + hours{chance_.between(1, 72)};
    switch (chance_.below(9)) {
        case 0: {
            const auto from = chance_.one_in(2) ? std::optional(now + hours{chance_.between(1, 24)}) : std::nullopt;
            const auto kind = static_cast<RestrictionKind>(chance_.between(1, 3));
            return {by(head, Operation::restrict_contact, about,
                       RestrictContact{pupil, guardian, kind, from, later + hours{24}, words()})};
        }
        case 1: {
            const auto limit = any_key(chance_, model_.limits);
            const auto known = model_.limits.find(limit);
            const auto child = known == model_.limits.end() ? pupil : known->second.pupil;
            return {by(head, Operation::lift_restriction, {ObjectKind::pupil, child.value, {}},
                       LiftRestriction{limit, child, words()})};
        }
        case 2:
            return {by(head, Operation::suspend_guardian, whom,
                       SuspendGuardian{guardian, later, today(now) + days{90}, {words(), words()}})};
        case 3: return {by(head, Operation::reinstate_guardian, whom, ReinstateGuardian{guardian, words()})};
        case 4: return {by(office, Operation::unlink_guardian, about, UnlinkGuardian{pupil, guardian, words()})};
        case 5: return {by(head, Operation::approve_adult, about, ApproveAdult{pupil, guardian, later, words()})};
        case 6:
            return {by(office, Operation::issue_invite, about,
                       IssueInvite{pupil, guardian, Relationship::parent, code_of(guardian), true})};
        default: {
            const auto invite = any_key(chance_, invites_);
            const auto known = invites_.find(invite);
            if (known == invites_.end()) return {};
            return {
                by({ActorKind::guardian, known->second.value}, Operation::redeem_invite, {}, RedeemInvite{invite, 0})};
        }
    }
}

People::Submissions People::worry(UtcTime now) {
    const auto concern = any_key(chance_, model_.worries);
    const Object about{ObjectKind::concern, concern.value, {}};
    const Actor lead{ActorKind::staff, lead_.value};
    switch (chance_.below(5)) {
        case 0: {
            const auto [guardian, pupil] = tie();
            return {by({ActorKind::guardian, guardian.value}, Operation::raise_safety,
                       {ObjectKind::pupil, pupil.value, {}}, RaiseSafety{pupil, words()})};
        }
        case 1:
            return {by({ActorKind::staff, teacher().value}, Operation::raise_concern, {},
                       RaiseConcern{{chance_.any(pupils_)}, {}, {}, now - hours{1}, {words(), words()}})};
        case 4: return {by(lead, Operation::close_concern, about, CloseConcern{concern, words()})};
        default: {  // The newest that nobody has in hand.
            for (auto at = model_.worries.rbegin(); at != model_.worries.rend(); ++at) {
                if (at->second.acknowledged) continue;
                return {by(lead, Operation::acknowledge_concern, {ObjectKind::concern, at->first.value, {}},
                           AcknowledgeConcern{at->first})};
            }
            return {};
        }
    }
}

/// Windows move by some minutes, now and then guardians' hours too.
People::Submissions People::change_policy() {
    auto policy = model_.policy;
    auto& window = policy.weekly_windows[static_cast<std::size_t>(chance_.below(2))];
    const auto shift = static_cast<int>(chance_.between(-20, 20));
    const int base = window.start.value < 12 * 60 ? 8 * 60 + 5 : 15 * 60 + 25;
    window.start = LocalMinute{base + shift};
    window.end = LocalMinute{base + shift + 30};
    policy.working_hours[0].start = clock_time(7, 30);
    policy.working_hours[0].end = clock_time(16, 30);
    if (chance_.one_in(3)) {
        using enum Weekday;
        policy.guardian_hours = {
            {{mon, tue, wed, thu, fri, sat, sun}, clock_time(7, 30), clock_time(chance_.between(19, 21), 30)}};
    }
    return {by({ActorKind::staff, head_.value}, Operation::set_policy, {},
               SetPolicy{policy, contact_, model_.policy_version})};
}

/// A teacher leaves and another comes, a pupil changes class, or one leaves.
People::Submissions People::change_roster() {
    auto& staff = roster_.staff;
    const auto which = static_cast<std::size_t>(chance_.below(static_cast<std::uint64_t>(plan_.size.classes) + 1));
    switch (chance_.below(3)) {
        case 0: staff[which].external_id = "t" + std::to_string(1000 + ++joined_); break;
        case 1: {
            auto& pupil = roster_.pupils[static_cast<std::size_t>(chance_.below(roster_.pupils.size()))];
            pupil.class_external_id = chance_.any(roster_.classes).external_id;
            break;
        }
        default: {
            if (roster_.pupils.size() < 4) return {};
            const auto gone = static_cast<std::ptrdiff_t>(chance_.below(roster_.pupils.size()));
            const auto id = roster_.pupils[static_cast<std::size_t>(gone)].external_id;
            roster_.pupils.erase(roster_.pupils.begin() + gone);
            for (auto& adult : roster_.adults) {
                std::erase_if(adult.ties, [&](const RosterTie& one) { return one.pupil_external_id == id; });
            }
        }
    }
    auto roster = roster_;
    const auto compare = [&](auto& entries) {
        for (auto& entry : entries) {
            const auto known = details_.find(entry.external_id);
            if (known != details_.end()) entry.compared = known->second;
        }
    };
    compare(roster.classes);
    compare(roster.staff);
    compare(roster.pupils);
    compare(roster.adults);
    roster.terms.clear();
    roster.confirm_removals = true;
    return {by({ActorKind::administrator, 1}, Operation::import_roster, {}, std::move(roster))};
}

}  // namespace hometime::simulation
