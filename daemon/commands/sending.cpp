#include "daemon/commands/sending.h"

#include <algorithm>

#include "daemon/commands/calendars.h"
#include "daemon/commands/text.h"
#include "projections/state/conduct_standing.h"
#include "projections/state/link_access.h"

namespace hometime {

namespace {

boost::json::value shown(const std::optional<UtcTime>& instant) {
    return instant ? boost::json::value(to_string(*instant)) : boost::json::value(nullptr);
}

/// When the teacher will see it and by when to answer; at once when a window is open.
void hold(const School& school, const Context& context, MessageSent& message) {
    const auto calendar = calendar_of(school, message.staff);
    message.calendar = school.school()->calendar;
    const auto opening = calendar.next_open(context.now);
    if (!opening) return;
    message.release_at = opening->release;
    message.due = calendar.due(context.now, *opening);
    message.occurrence = opening->occurrence;
}

}  // namespace

std::optional<Refused> bad_text(const std::string& text) {
    json::FieldErrors errors;
    check_text("/text", text, true, kTextBytesMax, errors);
    if (errors.empty()) return std::nullopt;
    const bool long_only =
        std::any_of(errors.begin(), errors.end(), [](const auto& e) { return e.code == "too-long"; });
    return Refused{long_only ? Refusal::text_too_long : Refusal::text_required, std::move(errors), {}};
}

bool is_shown(const School& school, const Context& context, StaffId staff, MessageId message) {
    if (!staff) return true;
    return staff.value == context.actor.id && !school.held(staff, message) && !school.never_shown(message);
}

std::optional<Refused> no_messaging(const School& school, GuardianId guardian, UtcTime now) {
    const auto standing = conduct_standing(school, guardian, now);
    if (standing.conduct == Conduct::good) return std::nullopt;
    boost::json::object facts{{"review_on", to_string(*standing.decided->review_on)}};
    if (standing.conduct == Conduct::removed) return Refused{Refusal::removed, {}, std::move(facts)};
    facts["until"] = to_string(*standing.decided->until);
    return Refused{Refusal::suspended, {}, std::move(facts)};
}

bool can_be_written_to(const School& school, GuardianId guardian, PupilId pupil, UtcTime now) {
    return link_access(school, guardian, pupil, now) == LinkAccess::whole && !no_messaging(school, guardian, now);
}

Route route_of(const Policy& policy, Category category) {
    const auto found = std::find_if(policy.routes.begin(), policy.routes.end(),
                                    [&](const CategoryRoute& route) { return route.category == category; });
    return found == policy.routes.end() ? Route::office : found->route;
}

std::vector<StaffId> teachers_of(const School& school, const PupilRow& pupil) {
    std::vector<StaffId> teachers;
    const auto in = school.school_class(pupil.class_id);
    if (!in || !in->active) return teachers;
    for (const auto id : in->teachers) {
        const auto staff = school.staff(id);
        if (staff && staff->active) teachers.push_back(id);
    }
    return teachers;
}

StaffId chosen_teacher(const std::vector<StaffId>& teachers, StaffId named) {
    if (std::find(teachers.begin(), teachers.end(), named) != teachers.end()) return named;
    return !named && teachers.size() == 1 ? teachers.front() : StaffId{};
}

Refused wrong_recipient(const std::vector<StaffId>& teachers) {
    boost::json::array ids;
    for (const auto id : teachers) ids.emplace_back(id.value);
    return {Refusal::recipient_not_permitted, {}, {{"recipients", std::move(ids)}, {"office_recipient", true}}};
}

Sending sending(const School& school, const Context& context, MessageSent message) {
    Sending out;
    if (message.route == Route::teacher) hold(school, context, message);
    message.thread = school.thread_between(message.guardian, message.staff, message.pupil);
    if (!message.thread) {
        message.thread = ThreadId::at(context.next);
        out.events.push_back(ThreadOpened{message.guardian, message.staff, message.pupil});
    }
    out.thread = message.thread;
    out.message = MessageId{context.next.value + out.events.size()};
    const bool released = message.release_at && *message.release_at <= context.now;
    out.reply = {{"message", out.message.value},
                 {"thread", message.thread.value},
                 {"route", message.route == Route::teacher ? "teacher" : "office"},
                 {"staff", message.staff.value},
                 {"released", released},
                 {"release_at", shown(message.release_at)},
                 {"due", shown(message.due)}};
    out.events.push_back(message);
    if (released)
        out.events.push_back(MessageReleased{out.message, message.thread, message.staff, *message.occurrence});
    return out;
}

}  // namespace hometime
