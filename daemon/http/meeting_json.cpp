#include "daemon/http/meeting_json.h"

#include <algorithm>

#include "daemon/http/office.h"
#include "projections/state/meeting_standing.h"

namespace hometime::http {

namespace {

boost::json::array list(const std::vector<UtcTime>& times) {
    boost::json::array out;
    for (const auto time : times) out.emplace_back(to_string(time));
    return out;
}

/// When a teacher took a step is not the guardian's to know: to them it is taken when the reply comes that carries it.
UtcTime step_at(const Call& call, ThreadId thread, const MeetingStep& step) {
    if (!call.guardian() || step.by == MeetingSide::guardian) return step.at;
    const auto carrier =
        views::thread_item(call.views(), call.school, thread, step.carrier.value, views::Side::guardian);
    return carrier ? carrier->sent_at : step.at;
}

boost::json::object step_json(const Call& call, ThreadId thread, const MeetingStep& step) {
    boost::json::object entry{{"step", boost::describe::enum_to_string(step.kind, "?")},
                              {"by", boost::describe::enum_to_string(step.by, "?")},
                              {"at", to_string(step_at(call, thread, step))},
                              {"times", list(step.times)}};
    entry["text"] = step.carrier ? text_at(call.app, call.school, step.carrier) : "";
    return entry;
}

}  // namespace

boost::json::object meeting_json(const Call& call, const MeetingRow& meeting) {
    const auto side = call.guardian() ? MeetingSide::guardian : MeetingSide::staff;
    const auto steps = steps_known_to(side, call.state, meeting);
    const auto standing = standing_after(steps);
    boost::json::object entry{{"meeting", meeting.id.value},
                              {"thread", meeting.thread.value},
                              {"pupil", meeting.pupil.value},
                              {"pupil_name", name_of(call.app, call.state, meeting.pupil)},
                              {"with", call.guardian() ? name_of(call.app, call.state, meeting.staff)
                                                       : name_of(call.app, call.state, meeting.guardian)},
                              {"minutes", meeting.minutes},
                              {"stage", boost::describe::enum_to_string(standing.stage, "?")},
                              {"times", list(standing.times)}};
    if (standing.time) {
        entry["time"] = to_string(*standing.time);
        entry["time_local"] = spoken(call.state, *standing.time);
    }
    boost::json::array told;
    for (const auto& step : steps) told.push_back(step_json(call, meeting.thread, step));
    entry["steps"] = std::move(told);
    return entry;
}

void add_meeting_step(const Call& call, MeetingId meeting, Sequence item, boost::json::object& entry) {
    const auto row = call.state.meeting(meeting);
    if (!row) return;
    const auto step =
        std::find_if(row->steps.begin(), row->steps.end(), [&](const auto& one) { return one.carrier == item; });
    if (step == row->steps.end()) return;
    entry["meeting"] = boost::json::object{{"meeting", meeting.value},
                                           {"step", boost::describe::enum_to_string(step->kind, "?")},
                                           {"times", list(step->times)}};
}

}  // namespace hometime::http
