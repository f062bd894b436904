#include "tools/hometime/ical.h"

#include <libical/ical.h>

#include <map>
#include <memory>

#include "eventstore/base/utf8.h"

namespace hometime::tools {

namespace {

struct Free {
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
    void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};

bool lines_are_bounded(std::string_view text) {
    std::size_t length = 0;
    for (const char c : text) {
        length = c == '\n' ? 0 : length + 1;
        if (length > kIcalLineMax) return false;
    }
    return true;
}

std::string text_of(const char* text) {
    return text != nullptr ? text : "";
}

/// A whole date as it stands in the file; nullopt: a time of day, or not a date at all.
std::optional<LocalDate> date_of(const icaltimetype& time) {
    const std::chrono::year_month_day date{std::chrono::year{time.year},
                                           std::chrono::month{static_cast<unsigned>(time.month)},
                                           std::chrono::day{static_cast<unsigned>(time.day)}};
    if (!date.ok()) return std::nullopt;
    return LocalDate{date};
}

struct Span {
    LocalDate from;
    int days = 1;
};

/// Days of an all-day event that has no DTEND: one, or what its DURATION says; 0: not whole days.
int days_without_end(icalcomponent* event) {
    auto* property = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY);
    if (property == nullptr) return 1;
    const auto length = icalproperty_get_duration(property);
    const bool whole = length.hours == 0 && length.minutes == 0 && length.seconds == 0 && length.is_neg == 0;
    if (!whole || length.weeks > 520 || length.days > 3650) return 0;
    return static_cast<int>(length.weeks * 7 + length.days);
}

/// DTEND of an all-day event is the first day after it.
Result<std::optional<Span>> span_of(icalcomponent* event, const std::string& uid) {
    auto* start = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    if (start == nullptr) return fail(ErrorCode::invalid, "event " + uid + " has no DTSTART");
    const auto begins = icalproperty_get_dtstart(start);
    if (icaltime_is_null_time(begins) != 0) return fail(ErrorCode::invalid, "event " + uid + ": DTSTART is not a date");
    if (begins.is_date == 0) return std::optional<Span>{};
    const auto from = date_of(begins);
    if (!from) return fail(ErrorCode::invalid, "event " + uid + ": DTSTART is not a date");
    auto* end = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY);
    if (end == nullptr) {
        const int days = days_without_end(event);
        if (days == 0) return fail(ErrorCode::invalid, "event " + uid + ": DURATION is not whole days");
        return std::optional(Span{*from, days});
    }
    const auto after = date_of(icalproperty_get_dtend(end));
    if (!after || *after <= *from) return fail(ErrorCode::invalid, "event " + uid + ": DTEND is not after DTSTART");
    return std::optional(Span{*from, static_cast<int>((*after - *from).count())});
}

/// The first days of a repeating event; the event's own when it does not repeat.
Result<std::vector<LocalDate>> starts_of(icalcomponent* event, const std::string& uid, LocalDate from) {
    if (icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY) != nullptr) {
        return fail(ErrorCode::invalid, "event " + uid + " lists its dates with RDATE: make each an event of its own");
    }
    auto* rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
    if (rule == nullptr) return std::vector<LocalDate>{from};
    const auto recurrence = icalproperty_get_rrule(rule);
    if (recurrence.freq < ICAL_DAILY_RECURRENCE) {
        return fail(ErrorCode::invalid, "event " + uid + " repeats within a day: that is no closure");
    }
    if (recurrence.count == 0 && icaltime_is_null_time(recurrence.until) != 0) {
        return fail(ErrorCode::invalid, "event " + uid + " repeats for ever: give it an end");
    }
    const auto first = icalproperty_get_dtstart(icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY));
    const std::unique_ptr<icalrecur_iterator, Free> at(icalrecur_iterator_new(recurrence, first));
    std::vector<LocalDate> starts;
    if (!at) return fail(ErrorCode::invalid, "event " + uid + ": its RRULE cannot be used");
    for (auto next = icalrecur_iterator_next(at.get()); icaltime_is_null_time(next) == 0;
         next = icalrecur_iterator_next(at.get())) {
        if (starts.size() >= kIcalOccurrencesMax)
            return fail(ErrorCode::invalid, "event " + uid + " repeats more than 400 times");
        if (const auto date = date_of(next)) starts.push_back(*date);
    }
    for (auto* except = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); except != nullptr;
         except = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
        if (const auto date = date_of(icalproperty_get_exdate(except))) std::erase(starts, *date);
    }
    return starts;
}

/// {uid, the day that an override replaces} -> closure, so that a moved day does not stand twice.
using Collected = std::map<std::pair<std::string, LocalDate>, ClosureDraft>;

Result<void> add_event(icalcomponent* event, Collected& collected, std::size_t& timed) {
    const auto uid = text_of(icalcomponent_get_uid(event));
    if (uid.empty()) return fail(ErrorCode::invalid, "an event has no UID");
    if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED) return {};
    const auto span = span_of(event, uid);
    if (!span) return tl::unexpected(span.error());
    if (!*span) {
        ++timed;
        return {};
    }
    const auto closure = [&](LocalDate from) {
        return ClosureDraft{uid, from, from + std::chrono::days{(*span)->days - 1},
                            text_of(icalcomponent_get_summary(event))};
    };
    if (auto* moved = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY); moved != nullptr) {
        const auto instead_of = date_of(icalproperty_get_recurrenceid(moved));
        if (!instead_of) return fail(ErrorCode::invalid, "event " + uid + ": RECURRENCE-ID is not a date");
        collected.insert_or_assign({uid, *instead_of}, closure((*span)->from));
        return {};
    }
    const auto starts = starts_of(event, uid, (*span)->from);
    if (!starts) return tl::unexpected(starts.error());
    for (const auto start : *starts) collected.emplace(std::pair{uid, start}, closure(start));
    return {};
}

}  // namespace

Result<ClosureDrafts> read_closures(std::string_view text) {
    if (text.size() > kIcalFileMax) return fail(ErrorCode::invalid, "the calendar file is larger than 256 KiB");
    if (!lines_are_bounded(text)) return fail(ErrorCode::invalid, "the calendar file has a line longer than 8 KiB");
    if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
        return fail(ErrorCode::invalid, "the calendar file is not UTF-8 text");
    }
    icalerror_set_errors_are_fatal(0);
    const std::string owned(text);
    const std::unique_ptr<icalcomponent, Free> root(icalparser_parse_string(owned.c_str()));
    if (!root || icalcomponent_isa(root.get()) != ICAL_VCALENDAR_COMPONENT) {
        return fail(ErrorCode::invalid, "this is not an iCalendar file");
    }
    if (icalcomponent_count_errors(root.get()) > 0)
        return fail(ErrorCode::invalid, "the calendar file has lines that cannot be understood");
    Collected collected;
    ClosureDrafts drafts;
    for (auto* event = icalcomponent_get_first_component(root.get(), ICAL_VEVENT_COMPONENT); event != nullptr;
         event = icalcomponent_get_next_component(root.get(), ICAL_VEVENT_COMPONENT)) {
        if (auto added = add_event(event, collected, drafts.timed_events); !added) return tl::unexpected(added.error());
    }
    std::map<std::string, int> of_uid;
    for (const auto& [key, closure] : collected) ++of_uid[key.first];
    for (auto& [key, closure] : collected) {
        if (of_uid[key.first] > 1) closure.uid += "/" + to_string(key.second);  // One id for each day it repeats on.
        drafts.closures.push_back(std::move(closure));
    }
    return drafts;
}

}  // namespace hometime::tools
