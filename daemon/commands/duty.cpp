// Who is told of a child's safety outside the application, and when again (D14).
#include <algorithm>

#include "daemon/commands/commands.h"
#include "daemon/commands/not_before.h"
#include "projections/state/outbox_channel.h"

namespace hometime {

namespace {

Refused nothing(std::optional<UtcTime> again_at = {}) {
    return not_before(Refusal::nothing_to_tell, again_at);
}

/// The people on duty, in the order in which they are told: the leads together first, then each deputy.
struct DutyList {
    std::vector<StaffId> people;
    std::size_t leads = 0;

    [[nodiscard]] std::size_t first_round() const {
        return leads > 0 ? leads : std::min<std::size_t>(1, people.size());
    }
    /// Rounds until everybody was told.
    [[nodiscard]] std::size_t rounds() const { return people.size() - first_round() + 1; }
    /// How many of them are told in a round: one more in each.
    [[nodiscard]] std::size_t told_in(std::size_t round) const {
        return std::min(people.size(), first_round() + round);
    }
    /// Before this round.
    [[nodiscard]] std::chrono::minutes pause(std::size_t round) const {
        if (round < rounds()) return kDutyRound;
        auto pause = kDutyRepeat;
        for (auto i = rounds(); i < round && pause < kDutyRepeatMax; ++i) pause *= 2;
        return std::min(pause, kDutyRepeatMax);
    }
};

DutyList duty_list(const School& school) {
    DutyList list;
    std::vector<StaffId> deputies;
    school.each_staff([&](const StaffRow& row) {
        if (!row.active) return true;
        if (row.granted.contains(StaffRole::dsl)) {
            list.people.push_back(row.id);
        } else if (row.granted.contains(StaffRole::deputy_dsl)) {
            deputies.push_back(row.id);
        }
        return true;
    });
    list.leads = list.people.size();
    list.people.insert(list.people.end(), deputies.begin(), deputies.end());
    return list;
}

/// Nobody turns this off; what cannot reach them is left out.
bool reaches(const School& school, StaffId staff, Channel channel) {
    const auto row = school.outbox(PersonKind::staff, staff.value);
    if (channel == Channel::push && !(row && row->push)) return false;  // There never was a device.
    return !row || arrives(*row, channel);
}

}  // namespace

Decision decide(const School& school, const AlertDuty& command, const Context& context) {
    const auto row = school.concern(command.concern);
    if (!row || row->acknowledged_at || row->closed_at) return nothing();
    const auto list = duty_list(school);
    if (list.people.empty()) return nothing();
    const auto round = row->alerts.value_or(0);
    if (row->alerted_at && context.now < *row->alerted_at + list.pause(round)) {
        return nothing(*row->alerted_at + list.pause(round));
    }

    const auto told = row->escalated_at ? list.people.size() : list.told_in(round);
    std::vector<Event> events;
    for (std::size_t i = 0; i < told; ++i) {
        for (const auto channel : command.channels) {
            if (!reaches(school, list.people[i], channel)) continue;
            NotificationSealed sealed;
            sealed.person_kind = PersonKind::staff;
            sealed.person = list.people[i].value;
            sealed.channel = channel;
            sealed.kind = NotificationKind::duty;
            sealed.counter = round;
            sealed.about = {command.concern.sequence()};
            sealed.closes_at = context.now + kDutyRound;
            events.emplace_back(std::move(sealed));
        }
    }
    if (events.empty()) return nothing(context.now + kDutyRound);
    boost::json::object reply{{"notifications", events.size()},
                              {"again_at", to_string(context.now + list.pause(round + 1))}};
    return Accepted{std::move(events), std::move(reply), command.concern.sequence()};
}

}  // namespace hometime
