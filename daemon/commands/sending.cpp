#include "daemon/commands/sending.h"

#include <algorithm>

#include "daemon/commands/calendars.h"
#include "daemon/commands/shown.h"
#include "daemon/commands/text.h"
#include "projections/state/conduct_standing.h"
#include "projections/state/cover_standing.h"
#include "projections/state/link_access.h"

namespace hometime {

namespace {

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

/// Who stands in for this teacher, and sees what is sent now before that ends; empty: nobody does.
std::optional<StaffId> stand_in(const School& school, StaffId absent, UtcTime now) {
    const auto cover = cover_for(school, absent, now);
    if (!cover) return std::nullopt;
    const auto staff = school.staff(cover->cover);
    if (!staff || !staff->active) return std::nullopt;
    const auto opening = calendar_of(school, cover->cover).next_open(now);
    const bool sees_it = opening && school_date(school, opening->release) <= cover->dates.to;
    return sees_it ? std::optional(cover->cover) : std::nullopt;
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

std::optional<UndeliveredReason> contact_bar(const School& school, GuardianId guardian, PupilId about, UtcTime now) {
    switch (conduct_standing(school, guardian, now).conduct) {
        case Conduct::good: break;
        case Conduct::suspended: return UndeliveredReason::sender_suspended;
        case Conduct::removed: return UndeliveredReason::sender_removed;
    }
    if (link_access(school, guardian, about, now) == LinkAccess::whole) return std::nullopt;
    if (restriction_in_force(school, guardian, about, now)) return UndeliveredReason::contact_restricted;
    const auto pupil = school.pupil(about);
    return pupil && pupil->active ? std::optional(UndeliveredReason::sender_unlinked) : std::nullopt;
}

Route route_of(const Policy& policy, Category category) {
    const auto found = std::find_if(policy.routes.begin(), policy.routes.end(),
                                    [&](const CategoryRoute& route) { return route.category == category; });
    return found == policy.routes.end() ? Route::office : found->route;
}

std::vector<Recipient> recipients_of(const School& school, const PupilRow& pupil, UtcTime now) {
    std::vector<Recipient> recipients;
    const auto in = school.school_class(pupil.class_id);
    if (!in || !in->active) return recipients;
    const auto add = [&](Recipient one) {
        const auto staff = school.staff(one.staff);
        if (staff && staff->active) recipients.push_back(one);
    };
    for (const auto id : in->teachers) {
        const auto cover = stand_in(school, id, now);
        add({id, {}, cover.has_value()});
        if (cover && !in->teachers.contains(*cover)) add({*cover, id, false});
    }
    return recipients;
}

StaffId chosen_teacher(const std::vector<Recipient>& recipients, StaffId named) {
    std::set<StaffId> there;
    for (const auto& one : recipients) {
        if (named && one.staff == named) return named;
        if (!one.absent) there.insert(one.staff);
    }
    return !named && there.size() == 1 ? *there.begin() : StaffId{};
}

Refused wrong_recipient(const std::vector<Recipient>& recipients) {
    std::set<StaffId> named;
    for (const auto& one : recipients) named.insert(one.staff);
    boost::json::array ids;
    for (const auto id : named) ids.emplace_back(id.value);
    return {Refusal::recipient_not_permitted, {}, {{"recipients", std::move(ids)}, {"office_recipient", true}}};
}

Sending sending(const School& school, const Context& context, MessageSent message) {
    Sending out;
    message.sign_in = context.sign_in;
    message.verified_at = context.verified_at;
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
