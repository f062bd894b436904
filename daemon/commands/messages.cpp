#include <algorithm>

#include "daemon/commands/calendars.h"
#include "daemon/commands/commands.h"
#include "daemon/commands/text.h"

namespace hometime {

namespace {

std::optional<Refused> bad_text(const std::string& text) {
    json::FieldErrors errors;
    check_text("/text", text, true, kTextBytesMax, errors);
    if (errors.empty()) return std::nullopt;
    const bool long_only =
        std::any_of(errors.begin(), errors.end(), [](const auto& e) { return e.code == "too-long"; });
    return Refused{long_only ? Refusal::text_too_long : Refusal::text_required, std::move(errors), {}};
}

Route route_of(const Policy& policy, Category category) {
    const auto found = std::find_if(policy.routes.begin(), policy.routes.end(),
                                    [&](const CategoryRoute& route) { return route.category == category; });
    return found == policy.routes.end() ? Route::office : found->route;
}

/// The current teachers of the pupil's class (S23).
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

Refused wrong_recipient(const std::vector<StaffId>& teachers) {
    boost::json::array ids;
    for (const auto id : teachers) ids.emplace_back(id.value);
    return {Refusal::recipient_not_permitted, {}, {{"recipients", std::move(ids)}, {"office_recipient", true}}};
}

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

Decision decide(const School& school, const SendMessage& command, const Context& context) {
    const GuardianId guardian{context.actor.id};
    const auto pupil = school.pupil(command.pupil);
    const auto sender = school.guardian(guardian);
    if (!pupil || !pupil->active || !sender || !sender->linked.contains(command.pupil)) {
        return Refused{Refusal::unknown_person, {}, {}};
    }
    const auto teachers = teachers_of(school, *pupil);
    const auto route = route_of(school.policy()->policy, command.category);
    if (route == Route::refused) {
        boost::json::object alternative{{"category", "meeting"}, {"pupil", command.pupil.value}};
        return Refused{Refusal::use_meeting, {}, {{"alternative", std::move(alternative)}}};
    }
    if (auto refused = bad_text(command.text)) return std::move(*refused);

    MessageSent message;
    message.guardian = guardian;
    message.pupil = command.pupil;
    message.category = command.category;
    message.route = route;
    message.text = Private{command.text};
    if (route == Route::teacher) {
        const bool named = std::find(teachers.begin(), teachers.end(), command.staff) != teachers.end();
        if (!named && (command.staff || teachers.size() != 1)) return wrong_recipient(teachers);
        message.staff = named ? command.staff : teachers.front();
        hold(school, context, message);
    }
    std::vector<Event> events;
    message.thread = school.thread_between(guardian, message.staff, command.pupil);
    if (!message.thread) {
        message.thread = ThreadId::at(context.next);
        events.push_back(ThreadOpened{guardian, message.staff, command.pupil});
    }
    const MessageId id{context.next.value + events.size()};
    const bool released = message.release_at && *message.release_at <= context.now;
    boost::json::object reply{{"message", id.value},
                              {"thread", message.thread.value},
                              {"route", route == Route::teacher ? "teacher" : "office"},
                              {"staff", message.staff.value},
                              {"released", released},
                              {"release_at", shown(message.release_at)},
                              {"due", shown(message.due)}};
    events.push_back(message);
    if (released) events.push_back(MessageReleased{id, message.thread, message.staff, *message.occurrence});
    return Accepted{std::move(events), std::move(reply), {}};
}

Decision decide(const School& school, const SendReply& command, const Context& context) {
    const auto thread = school.thread(command.thread);
    const StaffId staff{context.actor.id};
    if (!thread || (thread->staff && thread->staff != staff)) return Refused{Refusal::unknown_thread, {}, {}};
    if (auto refused = bad_text(command.text)) return std::move(*refused);
    return Accepted{
        {ReplySent{command.thread, thread->guardian, staff, thread->pupil, !thread->staff, Private{command.text}}},
        {{"reply", context.next.value}, {"thread", command.thread.value}},
        command.thread.sequence()};
}

}  // namespace hometime
