#include "daemon/http/calendar_feed.h"

#include "daemon/http/icalendar.h"
#include "daemon/http/office.h"
#include "projections/state/feed_standing.h"

namespace hometime::http {

namespace {

/// Events are asked for so many days at once: a page of them holds the events of a busy month.
constexpr std::chrono::days kStep{31};

std::string uid(SchoolId school, std::string_view kind, std::uint64_t id) {
    return std::string(kind) + '-' + std::to_string(id) + '@' + to_string(school) + ".hometime";
}

CalendarEntry entry_of(App& app, SchoolId school, const views::PostItem& item) {
    CalendarEntry entry;
    entry.uid = uid(school, "post", item.post.value);
    entry.sequence = item.edits + (item.retracted_at ? 1 : 0);
    entry.changed_at = item.retracted_at.value_or(item.edited_at.value_or(item.posted_at));
    entry.starts_at = item.starts_at;
    entry.ends_at = item.ends_at;
    entry.cancelled = item.retracted_at.has_value();
    entry.summary = "Taken back by the school";
    if (entry.cancelled) return entry;
    const auto content = json::decode<PostContent>(text_at(app, school, item.version));
    entry.summary = content ? content->title : std::string(kErased);
    entry.description = content ? content->body : std::string();
    entry.place = content ? content->place : std::string();
    return entry;
}

void add_events(App& app, const School& state, GuardianId guardian, UtcTime now, std::vector<CalendarEntry>& entries) {
    const auto feeds = feeds_of(state, guardian, now);
    const views::FeedReader reader{PersonKind::guardian, guardian.value, now};
    for (auto from = now - kCalendarPast; from < now + kCalendarAhead; from += kStep) {
        const auto to = std::min<UtcTime>(from + kStep, now + kCalendarAhead);
        for (const auto& item : views::events_between(app.served(), state.id(), feeds, reader, from, to))
            entries.push_back(entry_of(app, state.id(), item));
        for (const auto& item : views::events_called_off(app.served(), state.id(), feeds, reader, from, to))
            entries.push_back(entry_of(app, state.id(), item));
    }
}

void add_closures(App& app, const School& state, std::vector<CalendarEntry>& entries) {
    const auto calendar = state.calendar();
    if (!calendar) return;
    for (const auto& closure : calendar->closures) {
        const auto record = app.log.read({state.id(), closure.id.sequence()});
        if (!record) continue;
        CalendarEntry entry;
        entry.uid = uid(state.id(), "closure", closure.id.value);
        entry.changed_at = record->header.recorded_at;
        entry.first_day = closure.from;
        entry.last_day = closure.to;
        entry.summary = text_at(app, state.id(), closure.id.sequence());
        entries.push_back(std::move(entry));
    }
}

}  // namespace

std::string calendar_path(SchoolId school, std::string_view secret) {
    return "/v1/schools/" + to_string(school) + "/calendars/" + std::string(secret) + ".ics";
}

std::string calendar_of(App& app, const School& state, GuardianId guardian, UtcTime now) {
    std::vector<CalendarEntry> entries;
    add_events(app, state, guardian, now, entries);
    add_closures(app, state, entries);
    return write_calendar(school_name(app, state), entries);
}

}  // namespace hometime::http
