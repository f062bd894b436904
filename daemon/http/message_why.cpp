#include "daemon/http/message_why.h"

#include <algorithm>

#include "daemon/commands/calendars.h"
#include "daemon/commands/held.h"
#include "daemon/commands/shown.h"
#include "daemon/http/office.h"
#include "daemon/record_at.h"
#include "notifier/calendar_why.h"

namespace hometime::http {

namespace {

MoveCause cause_of(EventTag tag) {
    switch (tag) {
        case EventTag::term_dates_set:
        case EventTag::roster_imported: return MoveCause::terms;
        case EventTag::closure_announced:
        case EventTag::closure_withdrawn: return MoveCause::closure;
        case EventTag::evening_joined:
        case EventTag::evening_left:
        case EventTag::evening_cancelled: return MoveCause::evening;
        case EventTag::policy_set: return MoveCause::policy;
        case EventTag::training_scheduled:
        case EventTag::training_cancelled:
        case EventTag::quiet_hours_set:
        case EventTag::staff_windows_set:
        case EventTag::cover_arranged:
        case EventTag::cover_ended:
        case EventTag::staff_details_changed:
        case EventTag::staff_left: return MoveCause::not_available;
        default: return MoveCause::recomputed;
    }
}

/// The fact that a move goes back to: the one that it names, else the first of the same command.
MoveCause cause_of(App& app, SchoolId school, const RecordHeader& header) {
    const auto first = header.causation ? header.causation : Sequence{header.sequence.value - header.group_index};
    return cause_of(record_at(app.log, {school, first}).header.tag);
}

/// Reads on behind a message until it has left what is held.
class Reading {
public:
    Reading(App& app, SchoolId school, MessageStory& story) : app_(app), school_(school), story_(story) {}

    /// Whether there may be more.
    bool operator()(const Record& record) {
        const auto at = record.header.recorded_at;
        if (const auto* moved = std::get_if<MessageRescheduled>(&record.event)) {
            if (moved->message == story_.message) {
                story_.told.push_back({at, cause_of(app_, school_, record.header), moved->release_at, moved->due,
                                       moved->occurrence, moved->calendar});
            }
        } else if (const auto* digest = std::get_if<DigestSealed>(&record.event)) {
            const auto& all = digest->messages;
            if (std::find(all.begin(), all.end(), story_.message) != all.end()) story_.shown_at = at;
        } else if (is_it<MessageReleased>(record)) {
            story_.shown_at = at;
        } else if (is_it<MessageWithdrawn>(record)) {
            story_.withdrawn_at = at;
        } else if (is_it<MessageUndelivered>(record)) {
            story_.undelivered_at = at;
        }
        return !story_.shown_at && !story_.withdrawn_at && !story_.undelivered_at;
    }

private:
    template <class E>
    [[nodiscard]] bool is_it(const Record& record) const {
        const auto* fact = std::get_if<E>(&record.event);
        return fact != nullptr && fact->message == story_.message;
    }

    App& app_;
    SchoolId school_;
    MessageStory& story_;
};

std::string_view state_of(const MessageStory& story) {
    if (story.withdrawn_at) return "withdrawn";
    if (story.undelivered_at) return "undelivered";
    if (story.route == hometime::Route::office || !story.staff) return "office";
    return story.shown_at ? "shown" : "held";
}

boost::json::value occurrence_json(const std::optional<Occurrence>& occurrence) {
    if (!occurrence) return nullptr;
    return {{"date", to_string(occurrence->date)}, {"opens", to_string(occurrence->opens)}};
}

boost::json::array told_json(const MessageStory& story) {
    boost::json::array list;
    for (const auto& told : story.told) {
        list.push_back({{"at", to_string(told.at)},
                        {"cause", boost::describe::enum_to_string(told.cause, "?")},
                        {"release_at", shown(told.release_at)},
                        {"due", shown(told.due)},
                        {"occurrence", occurrence_json(told.occurrence)},
                        {"calendar", told.calendar.value}});
    }
    return list;
}

bool closes_school(const Call& call, LocalDate date) {
    const auto row = call.state.calendar();
    return row && std::any_of(row->closures.begin(), row->closures.end(),
                              [&](const Closure& closure) { return closure.from <= date && date <= closure.to; });
}

void add_closed(boost::json::array& list, LocalDate from, LocalDate to, std::string_view by) {
    list.push_back({{"from", to_string(from)}, {"to", to_string(to)}, {"by", by}});
}

/// The school's own closures are public. Of a day on which somebody stands in no more is said than that the person is
/// not available.
void add_closures(const Call& call, const ClosedStretch& stretch, boost::json::array& list) {
    for (auto from = stretch.from; from <= stretch.to;) {
        const bool of_school = closes_school(call, from);
        auto to = from;
        while (to < stretch.to && closes_school(call, to + std::chrono::days{1}) == of_school)
            to += std::chrono::days{1};
        add_closed(list, from, to, of_school ? "closure" : "not_available");
        from = to + std::chrono::days{1};
    }
}

/// Training is not named either.
boost::json::array closed_json(const Call& call, const std::vector<ClosedStretch>& closed) {
    boost::json::array list;
    for (const auto& stretch : closed) {
        if (stretch.by == ClosedBy::closure) {
            add_closures(call, stretch, list);
            continue;
        }
        const bool own = stretch.by == ClosedBy::busy;
        add_closed(list, stretch.from, stretch.to,
                   own ? "not_available" : boost::describe::enum_to_string(stretch.by, "?"));
        if (!stretch.window) continue;
        list.back().as_object()["start"] = to_string(stretch.window->start);
        list.back().as_object()["end"] = to_string(stretch.window->end);
    }
    return list;
}

/// Under the calendar of now, counted from the last time that was told.
boost::json::object decided_json(const Call& call, const MessageStory& story) {
    const auto calendar = calendar_of(call.state, story.staff);
    const bool own = calendar.calendar().weekly_windows != call.state.policy()->policy.weekly_windows;
    const bool there = is_there(call.state, story.staff);
    const auto since = story.told.back().at;
    const auto why = explain(calendar, since);
    boost::json::object decided{{"since", to_string(since)}, {"windows", own ? "own" : "school"},
                                {"available", there},        {"closed", closed_json(call, why.closed)},
                                {"more", why.more},          {"opens_by", nullptr},
                                {"release_at", nullptr},     {"deadline", shown(why.deadline)}};
    if (there && why.opening) {
        decided["opens_by"] = boost::describe::enum_to_string(why.opened_by, "?");
        decided["release_at"] = to_string(why.opening->release);
    }
    return decided;
}

}  // namespace

std::optional<MessageStory> story_of(App& app, SchoolId school, MessageId id) {
    const auto head = app.log.head(school);
    if (!id || !head || id.value > head->size) return std::nullopt;
    const auto record = record_at(app.log, {school, id.sequence()});
    const auto* message = std::get_if<MessageSent>(&record.event);
    if (message == nullptr) return std::nullopt;
    MessageStory story{.message = id,
                       .staff = message->staff,
                       .route = message->route,
                       .policy = record.header.policy,
                       .told = {{record.header.recorded_at, MoveCause::sent, message->release_at, message->due,
                                 message->occurrence, message->calendar}},
                       .shown_at = {},
                       .withdrawn_at = {},
                       .undelivered_at = {}};
    Reading reading(app, school, story);
    std::size_t searched = 0;
    const auto scanned = app.log.scan(school, id.sequence().next(), [&](const Record& next) {
        story.complete = ++searched <= kStorySearchMax;
        return story.complete && reading(next);
    });
    if (!scanned) throw std::runtime_error("the log cannot be read: " + scanned.error().detail);
    return story;
}

boost::json::object why_json(const Call& call, const MessageStory& story) {
    const auto school = call.state.school();
    const auto state = state_of(story);
    const auto& last = story.told.back();
    boost::json::object answer{{"message", story.message.value},
                               {"state", state},
                               {"sent_at", to_string(story.told.front().at)},
                               {"told", told_json(story)},
                               {"told_complete", story.complete},
                               {"release_at", shown(last.release_at)},
                               {"due", shown(last.due)},
                               {"occurrence", occurrence_json(last.occurrence)},
                               {"shown_at", shown(story.shown_at)},
                               {"policy", story.policy.value},
                               {"calendar", last.calendar.value},
                               {"calendar_in_force", school->calendar.value},
                               {"zone", school->zone},
                               {"zone_data", call.app.zone_data},
                               {"decided", nullptr}};
    if (story.staff && state != "office") answer["decided"] = decided_json(call, story);
    return answer;
}

}  // namespace hometime::http
