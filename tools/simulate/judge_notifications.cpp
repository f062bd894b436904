#include "tools/simulate/judge_notifications.h"

#include <algorithm>

#include "daemon/commands/notifications.h"
#include "projections/state/rows.h"

namespace hometime::simulation {

namespace {

constexpr int kDaysAhead = 60;
/// How long after its time something may be told when nothing is in the way.
constexpr std::chrono::minutes kSlack{2};

std::string name_of(PersonKind kind, std::uint64_t person) {
    return std::string(boost::describe::enum_to_string(kind, "?")) + ' ' + std::to_string(person);
}

std::string at(const RecordHeader& header) {
    return " (fact " + std::to_string(header.sequence.value) + ", " + to_string(header.recorded_at) + ")";
}

}  // namespace

bool NotificationJudge::is_open(const Person& person, UtcTime at) {
    if (person.first == PersonKind::staff) return timetables_.is_open(model_.windows_of(StaffId{person.second}), at);
    const auto own = model_.own_hours(GuardianId{person.second});
    return timetables_.is_open(model_.guardian_hours(), at) && (!own || timetables_.is_open(*own, at));
}

bool NotificationJudge::wants(const Person& person, Channel channel) const {
    const auto found = choices_.find(person);
    const auto choices = found == choices_.end() ? Choices{} : found->second;
    return channel == Channel::email ? choices.email : choices.push;
}

void NotificationJudge::reached(Person person, const RecordHeader& header) {
    auto& list = reached_[person];
    list.push_back({header.sequence, header.recorded_at});
    if (list.size() > kOutboxEntriesMax) list.erase(list.begin());
    whose_[header.sequence] = person;
}

void NotificationJudge::fact(const RecordHeader& header, const Event& event) {
    const auto staff = [](StaffId id) { return Person{PersonKind::staff, id.value}; };
    const auto guardian = [](GuardianId id) { return Person{PersonKind::guardian, id.value}; };
    std::visit(overloaded{
                   [&](const MessageSent& e) {
                       if (e.due) due_[MessageId::at(header.sequence)] = *e.due;
                   },
                   [&](const MessageRescheduled& e) {
                       if (e.due) due_[e.message] = *e.due;
                   },
                   [&](const DigestSealed& e) { reached(staff(e.staff), header); },
                   [&](const MessageReleased& e) { reached(staff(e.staff), header); },
                   [&](const ReplyReleased& e) { reached(guardian(e.guardian), header); },
                   [&](const ReplySent& e) {
                       if (!e.held.value_or(false)) reached(guardian(e.guardian), header);
                   },
                   [&](const FeedDigestSealed& e) { reached(guardian(e.guardian), header); },
                   [&](const StaffDetailsChanged& e) { readdressed(staff(e.staff)); },
                   [&](const GuardianDetailsChanged& e) { readdressed(guardian(e.guardian)); },
                   [&](const ChannelsChosen& e) { chosen(header, e); },
                   [&](const NotificationSealed& e) { sealed(header, e); },
                   [&](const NotificationSettled& e) { settled(header, e); },
                   [&](const DeadLetterClosed& e) {
                       if (!e.retry) return;
                       auto& progress = progress_[{{e.person_kind, e.person}, e.channel}];
                       progress.unusable = false;
                       progress.refused_on.clear();
                   },
                   [](const auto&) {},
               },
               static_cast<const EventVariant&>(event));
}

void NotificationJudge::readdressed(Person person) {
    auto& progress = progress_[{person, Channel::email}];
    progress.unusable = false;
    progress.refused_on.clear();
}

void NotificationJudge::chosen(const RecordHeader& header, const ChannelsChosen& e) {
    const Person person{e.person_kind, e.person};
    const auto before = choices_[person];
    choices_[person] = {e.email.value_or(true), e.push.value_or(false), e.follow_ups.value_or(true)};
    const auto now = choices_[person];
    if (!before.email && now.email) progress_[{person, Channel::email}].off_until = header.sequence;
    if (!before.push && now.push) progress_[{person, Channel::push}].off_until = header.sequence;
    if (now.push) progress_[{person, Channel::push}].unusable = false;
}

/// Whether an answer to one of them is expected before the next window.
bool NotificationJudge::answer_expected_soon(const NotificationSealed& e) {
    if (e.person_kind != PersonKind::staff) return false;
    const auto next = timetables_.next_open(model_.windows_of(StaffId{e.person}), e.closes_at, kDaysAhead);
    return std::any_of(due_.begin(), due_.end(), [&](const auto& one) {
        const auto message = model_.messages.find(one.first);
        return message != model_.messages.end() && message->second.staff.value == e.person &&
               (!next || one.second < next->at);
    });
}

void NotificationJudge::sealed(const RecordHeader& header, const NotificationSealed& e) {
    const Person person{e.person_kind, e.person};
    const auto id = NotificationId::at(header.sequence);
    under_way_[id] = {{person, e.channel}, e.kind, e.about, e.closes_at};
    if (e.kind == NotificationKind::duty) return sealed_duty(header, e);
    if (!is_open(person, header.recorded_at)) {
        find_("I18", name_of(e.person_kind, e.person) + " is told outside their windows" + at(header));
    }
    const auto left = e.closes_at - header.recorded_at;
    const bool long_window = is_open(person, e.closes_at - 2 * kLastMinutes) && left <= kLastMinutes;
    if (long_window && !answer_expected_soon(e)) {
        find_("I20", name_of(e.person_kind, e.person) + " is told in the last minutes of a window" + at(header));
    }
    auto& progress = progress_[{person, e.channel}];
    if (progress.pending) find_("I20", "two notifications are under way at once" + at(header));
    const bool first = progress.occurrence != e.occurrence;
    if (first != (e.counter == 0)) find_("I21", "a notification is counted wrongly" + at(header));
    if (e.about.empty()) find_("I20", "a notification of nothing" + at(header));
    for (const auto fact : e.about) {
        const auto whose = whose_.find(fact);
        if (whose == whose_.end() || whose->second != person) {
            find_("I26", name_of(e.person_kind, e.person) + " is told of what did not reach them" + at(header));
        }
        if (!progress.told.insert(fact).second) {
            find_("I20", name_of(e.person_kind, e.person) + " is told of something once more" + at(header));
        }
    }
    progress.pending = id;
    progress.occurrence = e.occurrence;
    probes_.hit(first ? Probe::told_at_an_opening : Probe::told_of_follow_ups);
    if (left <= kLastMinutes) probes_.hit(Probe::told_late_for_an_answer);
}

void NotificationJudge::sealed_duty(const RecordHeader& header, const NotificationSealed& e) {
    const auto concern = ConcernId::at(e.about.at(0));
    const auto worry = model_.worries.find(concern);
    if (worry == model_.worries.end() || worry->second.acknowledged) {
        find_("I23", "duty is told of a concern that somebody has in hand" + at(header));
    }
    auto& [round, when] = rounds_[concern];
    const bool next = e.counter == round && when != UtcTime{};
    if (next && header.recorded_at < when + kDutyRound) find_("I23", "duty is told again too soon" + at(header));
    if (e.counter == round || when == UtcTime{}) {
        round = e.counter + 1;
        when = header.recorded_at;
    }
    probes_.hit(e.counter == 0 ? Probe::duty_told : Probe::duty_told_again);
}

void NotificationJudge::settled(const RecordHeader& header, const NotificationSettled& e) {
    const auto found = under_way_.find(e.notification);
    if (found == under_way_.end()) return find_("I20", "a notification is settled twice" + at(header));
    const auto sealed = found->second;
    under_way_.erase(found);
    const bool never = e.outcome == NotificationOutcome::delivered && sealed.handed_over == 0;
    if (never) find_("I19", "delivered, and never handed over" + at(header));
    if (sealed.kind == NotificationKind::duty) return;
    auto& progress = progress_[sealed.line];
    progress.pending = {};
    switch (e.outcome) {
        case NotificationOutcome::delivered: progress.refused_on.clear(); break;
        case NotificationOutcome::rolled:
            for (const auto fact : sealed.about) progress.told.erase(fact);
            probes_.hit(Probe::notification_rolled);
            break;
        case NotificationOutcome::dead:
            if (e.reason == DeadReason::refused) progress.refused_on.insert(e.date);
            progress.unusable = progress.refused_on.size() > 1;
            probes_.hit(e.reason == DeadReason::refused ? Probe::address_refused : Probe::notification_exhausted);
            break;
        case NotificationOutcome::unaddressed:
            progress.unusable = true;
            probes_.hit(Probe::nowhere_to_tell);
            break;
    }
}

void NotificationJudge::handed_over(const HandOver& what, UtcTime wall) {
    const auto found = under_way_.find(what.notification);
    const auto name = "notification " + std::to_string(what.notification.value);
    if (found == under_way_.end()) {
        return find_("I20", name + " is handed over and is not under way, at " + to_string(wall));
    }
    auto& sealed = found->second;
    if (sealed.closes_at <= wall) find_("I18", name + " is handed over after its window, at " + to_string(wall));
    const bool open = sealed.kind == NotificationKind::duty || is_open(sealed.line.first, wall);
    if (!open) find_("I18", name + " is handed over outside windows, at " + to_string(wall));
    if (++sealed.handed_over > 1) probes_.hit(Probe::handed_over_again);
}

/// What waits for longer than any of the rules lets it, although a window has been open all the while.
void NotificationJudge::judge_untold(const Line& line, UtcTime now) {
    const auto& [person, channel] = line;
    const auto found = progress_.find(line);
    const auto progress = found == progress_.end() ? Progress{} : found->second;
    if (!wants(person, channel) || progress.pending || progress.unusable) return;
    const auto since = now - kDebounce - kBetweenNotifications - kSlack;
    for (auto at = since; at <= now + kLastMinutes + kSlack; at += std::chrono::minutes{1}) {
        if (!is_open(person, at)) return;
    }
    const auto choices = choices_.find(person);
    if (choices != choices_.end() && !choices->second.follow_ups) return;
    const auto& list = reached_.at(person);
    for (const auto& one : list) {
        const bool waits = one.fact > progress.off_until && !progress.told.contains(one.fact) && one.at <= since &&
                           now - one.at < kToldWithin - std::chrono::days{1};
        if (!waits || list.back().at > since) continue;
        return find_("I41", name_of(person.first, person.second) + " was not told of fact " +
                                std::to_string(one.fact.value) + " at " + to_string(now));
    }
}

void NotificationJudge::calm(UtcTime now) {
    for (const auto& [id, sealed] : under_way_) {
        if (sealed.closes_at + kSlack > now) continue;
        find_("I41", "nothing came of notification " + std::to_string(id.value) + " at " + to_string(now));
    }
    for (const auto& [person, list] : reached_) {
        const bool here = person.first == PersonKind::staff
                              ? model_.staff.at(StaffId{person.second}).active
                              : std::any_of(model_.ties.begin(), model_.ties.end(), [&](const auto& tie) {
                                    return tie.first.first.value == person.second && tie.second.linked &&
                                           model_.pupils.at(tie.first.second).active;
                                });
        if (here) judge_untold({person, Channel::email}, now);
        if (here) judge_untold({person, Channel::push}, now);
    }
}

}  // namespace hometime::simulation
