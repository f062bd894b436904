#include "daemon/http/icalendar.h"

#include <array>
#include <cstdio>

namespace hometime::http {

namespace {

/// Bytes of a line, without its end (RFC 5545, section 3.1).
constexpr std::size_t kLineMax = 75;

bool goes_on(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
}

/// A long line goes on behind a line end and a blank; a character stays whole.
void put_line(std::string& out, std::string_view line) {
    std::size_t room = kLineMax;
    while (line.size() > room) {
        std::size_t cut = room;
        while (cut > 1 && goes_on(line[cut])) --cut;
        out.append(line.substr(0, cut)).append("\r\n ");
        line.remove_prefix(cut);
        room = kLineMax - 1;
    }
    out.append(line).append("\r\n");
}

/// Section 3.3.11. A carriage return is no part of a text; neither is a control character, which no reader takes.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == ';' || c == ',') out += '\\';
        if (c == '\n') out += "\\n";
        const bool control = static_cast<unsigned char>(c) < 0x20 && c != '\t';
        if (!control) out += c;
    }
    return out;
}

void put_text(std::string& out, std::string_view name, std::string_view text) {
    if (!text.empty()) put_line(out, std::string(name) + ':' + escaped(text));
}

std::string day(std::chrono::year_month_day date) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d%02u%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

std::string instant(UtcTime at) {
    const auto midnight = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - midnight));
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "T%02d%02d%02dZ", static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return day(midnight) + text.data();
}

void put_entry(std::string& out, const CalendarEntry& entry) {
    put_line(out, "BEGIN:VEVENT");
    put_text(out, "UID", entry.uid);
    put_line(out, "DTSTAMP:" + instant(entry.changed_at));
    put_line(out, "SEQUENCE:" + std::to_string(entry.sequence));
    if (entry.starts_at) put_line(out, "DTSTART:" + instant(*entry.starts_at));
    if (entry.ends_at) put_line(out, "DTEND:" + instant(*entry.ends_at));
    if (entry.first_day) put_line(out, "DTSTART;VALUE=DATE:" + day(std::chrono::year_month_day{*entry.first_day}));
    if (entry.last_day)
        put_line(out, "DTEND;VALUE=DATE:" + day(std::chrono::year_month_day{*entry.last_day + std::chrono::days{1}}));
    put_text(out, "SUMMARY", entry.summary);
    put_text(out, "DESCRIPTION", entry.description);
    put_text(out, "LOCATION", entry.place);
    if (entry.cancelled) put_line(out, "STATUS:CANCELLED");
    put_line(out, "END:VEVENT");
}

}  // namespace

std::string write_calendar(std::string_view name, const std::vector<CalendarEntry>& entries) {
    std::string out;
    put_line(out, "BEGIN:VCALENDAR");
    put_line(out, "VERSION:2.0");
    put_line(out, "PRODID:-//Hometime//Feeds//EN");
    put_line(out, "CALSCALE:GREGORIAN");
    put_text(out, "X-WR-CALNAME", name);
    for (const auto& entry : entries) put_entry(out, entry);
    put_line(out, "END:VCALENDAR");
    return out;
}

}  // namespace hometime::http
