#include <algorithm>

#include "daemon/commands/commands.h"
#include "projections/state/cover_standing.h"

namespace hometime {

namespace {

/// Covers to come of one member of staff, and days of one cover. Beyond them it is refused.
constexpr std::size_t kCoversMax = 100;
constexpr std::chrono::days kCoverDaysMax{366};

bool meet(const DateRange& one, const DateRange& other) {
    return one.from <= other.to && other.from <= one.to;
}

bool is_active(const School& school, StaffId id) {
    const auto staff = school.staff(id);
    return staff && staff->active;
}

bool is_away(const School& school, StaffId id, const DateRange& dates) {
    const auto covers = school.covers(id);
    return covers && std::any_of(covers->all.begin(), covers->all.end(),
                                 [&](const Cover& one) { return meet(one.dates, dates); });
}

void check_dates(const DateRange& dates, LocalDate today, json::FieldErrors& errors) {
    if (dates.to < dates.from) return errors.push_back({"/to", "before-from", "is before the first date"});
    if (dates.to < today) errors.push_back({"/to", "past", "is over"});
    if (dates.to - dates.from >= kCoverDaysMax) errors.push_back({"/to", "too-long", "is more than a year"});
}

}  // namespace

Decision decide(const School& school, const ArrangeCover& command, const Context& context) {
    const auto today = school_date(school, context.now);
    json::FieldErrors errors;
    if (!is_active(school, command.absent)) errors.push_back({"/absent", "unknown", "no such member of staff"});
    if (!is_active(school, command.cover)) errors.push_back({"/cover", "unknown", "no such member of staff"});
    if (command.absent == command.cover) errors.push_back({"/cover", "the-same", "is the one who is absent"});
    check_dates(command.dates, today, errors);
    if (errors.empty()) {
        if (is_away(school, command.absent, command.dates)) {
            errors.push_back({"/absent", "covered", "somebody stands in on some of these dates"});
        }
        if (is_away(school, command.cover, command.dates)) {
            errors.push_back({"/cover", "absent", "is absent on some of these dates"});
        }
    }
    const auto covers = school.covers(command.absent);
    const auto to_come = covers ? std::count_if(covers->all.begin(), covers->all.end(),
                                                [&](const Cover& one) { return one.dates.to >= today; })
                                : 0;
    if (static_cast<std::size_t>(to_come) >= kCoversMax) {
        errors.push_back({"/absent", "too-many", "too many covers are arranged already"});
    }
    if (!errors.empty()) return Refused{Refusal::cover_invalid, std::move(errors), {}};
    return Accepted{{CoverArranged{command.absent, command.cover, command.dates}},
                    {{"cover", context.next.value}, {"absent", command.absent.value}},
                    {}};
}

Decision decide(const School& school, const EndCover& command, const Context& context) {
    const auto covers = school.covers(command.absent);
    const auto today = covers ? school_date(school, context.now) : LocalDate{};
    const bool there = covers && std::any_of(covers->all.begin(), covers->all.end(), [&](const Cover& one) {
                           return one.id == command.cover && one.dates.to >= today;
                       });
    if (!there) return Refused{Refusal::unknown_cover, {}, {}};
    return Accepted{
        {CoverEnded{command.cover, command.absent}}, {{"cover", command.cover.value}}, command.cover.sequence()};
}

}  // namespace hometime
