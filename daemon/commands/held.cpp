#include "daemon/commands/held.h"

#include "daemon/commands/calendars.h"

namespace hometime {

namespace {

/// The fact that moves one message, if it must move.
std::optional<MessageRescheduled> moved(const HeldRow& row, const EffectiveCalendar& calendar, bool there,
                                        CalendarVersion version, UtcTime now) {
    const auto opening = there ? calendar.next_open(now) : std::nullopt;
    MessageRescheduled fact{row.message, row.thread, row.staff, std::nullopt, std::nullopt, std::nullopt, version};
    if (opening) {
        // Its window has opened, is open, and has not been served yet: that is no move.
        const bool open_for_it = row.occurrence == opening->occurrence && row.release_at && *row.release_at <= now &&
                                 opening->release <= now;
        fact.release_at = open_for_it ? *row.release_at : opening->release;
        fact.occurrence = opening->occurrence;
        fact.due = calendar.due(row.sent_at, *opening);
    }
    const bool same = fact.release_at == row.release_at && fact.due == row.due && fact.occurrence == row.occurrence;
    return same ? std::nullopt : std::optional(fact);
}

}  // namespace

bool is_there(const School& school, StaffId staff) {
    const auto row = school.staff(staff);
    return !row || row->active;
}

bool is_employed(const School& school, StaffId staff) {
    const auto row = school.staff(staff);
    return row && row->active;
}

Moves moves(const School& school, StaffId staff, UtcTime now, std::size_t most) {
    Moves result;
    const auto version = school.school()->calendar;
    std::optional<EffectiveCalendar> calendar;
    StaffId of;
    bool there = true;
    const auto visit = [&](const HeldRow& row) {
        if (!calendar || of != row.staff) {
            calendar = calendar_of(school, row.staff);
            of = row.staff;
            there = is_there(school, of);
        }
        const auto fact = moved(row, *calendar, there, version, now);
        if (!fact) return true;
        result.more = result.events.size() >= most;
        if (!result.more) result.events.push_back(*fact);
        return !result.more;
    };
    if (staff) {
        for (const auto& row : school.held_of(staff)) {
            if (!visit(*row)) break;
        }
    } else {
        school.each_held(visit);
    }
    return result;
}

Accepted with_moves(const School& school, std::vector<Event> events, StaffId staff, const Context& context,
                    boost::json::object reply) {
    Overlay after(school.rows());
    RecordHeader header;
    header.sequence = context.next;
    header.recorded_at = context.now;
    header.actor = context.actor;
    for (const auto& event : events) {
        header.tag = tag_of(event);
        evolve(after, school.id(), header, event);
        header.sequence = header.sequence.next();
    }
    auto moved = moves(School(school.id(), after), staff, context.now);
    reply["moved"] = moved.events.size();
    events.insert(events.end(), std::make_move_iterator(moved.events.begin()),
                  std::make_move_iterator(moved.events.end()));
    return Accepted{std::move(events), std::move(reply), {}};
}

}  // namespace hometime
