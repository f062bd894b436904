#include "daemon/couriers/letter.h"

#include <algorithm>

#include "daemon/http/office.h"
#include "eventstore/base/html.h"

namespace hometime {

namespace {

std::string counted(std::uint64_t number, const char* one, const char* many) {
    return std::to_string(number) + ' ' + (number == 1 ? one : many);
}

/// "16:00": wall time of the school.
std::string clock_time(const TimeZone& zone, UtcTime instant) {
    return to_string(LocalMinute{zone.local(instant).second_of_day / 60});
}

/// As a person says it: "collection" for the category `collection`, "lost property" for `lost_property`.
std::string words_of(Category category) {
    std::string words = boost::describe::enum_to_string(category, "general");
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

std::string written(std::uint32_t families) {
    return counted(families, "family has written", "families have written");
}

/// What the letter is about, in one line without a full stop.
std::string headline(const Told& told) {
    switch (told.fact.kind) {
        case NotificationKind::inbox: return written(std::max(told.families, 1U));
        case NotificationKind::reply:
            return told.things == 1 ? "The school has answered"
                                    : counted(told.things, "answer", "answers from the school");
        case NotificationKind::feed_digest: return counted(told.things, "new post", "new posts");
        case NotificationKind::duty: return "Please sign in now";
    }
    return "Please sign in";
}

std::string thread_line(const ToldThread& thread, const LetterFrame& frame) {
    std::string line = counted(thread.messages, "message", "messages") + ", " + words_of(thread.category);
    if (thread.due) line += "; an answer is expected by " + http::spoken(frame.zone, *thread.due);
    return line;
}

std::vector<std::string> lines_of(const Told& told, const LetterFrame& frame) {
    std::vector<std::string> lines;
    if (told.fact.kind != NotificationKind::inbox) return lines;
    for (const auto& thread : told.threads) {
        if (lines.size() >= kLetterLinesMax) break;
        lines.push_back(thread_line(thread, frame));
    }
    const auto more = told.threads.size() - lines.size();
    if (more > 0) lines.push_back(counted(more, "further conversation", "further conversations"));
    return lines;
}

/// The sentences before the lines.
std::string opening_words(const Told& told, const LetterFrame& frame) {
    switch (told.fact.kind) {
        case NotificationKind::inbox: {
            std::string words = counted(told.things, "message", "messages") + " from " +
                                counted(std::max(told.families, 1U), "family", "families") + " reached your inbox at " +
                                frame.school + ".";
            if (told.oldest) words += " The oldest was written on " + http::spoken(frame.zone, *told.oldest) + ".";
            return words;
        }
        case NotificationKind::reply:
            return (told.things == 1 ? std::string("An answer") : std::to_string(told.things) + " answers") + " from " +
                   frame.school + (told.things == 1 ? " is" : " are") + " there for you to read.";
        case NotificationKind::feed_digest:
            return counted(told.things, "post is", "posts are") + " new in the feeds of " + frame.school + ".";
        case NotificationKind::duty:
            return "Something at " + frame.school +
                   " needs you now. Sign in, and acknowledge it: until somebody does, "
                   "this message comes again.";
    }
    return {};
}

/// The sentences after them.
std::string closing_words(const Told& told, const LetterFrame& frame) {
    if (told.fact.kind != NotificationKind::inbox) return {};
    return "Your window is open until " + clock_time(frame.zone, told.fact.closes_at) +
           " (school time). Outside your windows nothing is expected of you.";
}

std::string text_of(const Told& told, const LetterFrame& frame) {
    std::string text = opening_words(told, frame) + "\n\n";
    for (const auto& line : lines_of(told, frame)) text += "- " + line + '\n';
    if (!told.threads.empty()) text += '\n';
    if (const auto end = closing_words(told, frame); !end.empty()) text += end + "\n\n";
    text += "Read it here: " + frame.link + "\n\n-- \nHometime sends no names and no words of messages by e-mail.\n";
    if (!frame.unsubscribe.empty()) text += "What you are told, and how: " + frame.unsubscribe + '\n';
    return text;
}

std::string html_of(const Told& told, const LetterFrame& frame) {
    std::string html = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
                       html_escaped(headline(told)) + "</title></head><body>\n<p>" +
                       html_escaped(opening_words(told, frame)) + "</p>\n";
    const auto lines = lines_of(told, frame);
    if (!lines.empty()) {
        html += "<ul>\n";
        for (const auto& line : lines) html += "<li>" + html_escaped(line) + "</li>\n";
        html += "</ul>\n";
    }
    if (const auto end = closing_words(told, frame); !end.empty()) html += "<p>" + html_escaped(end) + "</p>\n";
    html += "<p><a href=\"" + html_escaped(frame.link) + "\">Read it in Hometime</a></p>\n<hr>\n" +
            "<p><small>Hometime sends no names and no words of messages by e-mail.";
    if (!frame.unsubscribe.empty()) {
        html += " <a href=\"" + html_escaped(frame.unsubscribe) + "\">What you are told, and how</a>";
    }
    return html + "</small></p>\n</body></html>\n";
}

}  // namespace

Letter letter_of(const Told& told, const LetterFrame& frame) {
    return {"Hometime: " + headline(told), text_of(told, frame), html_of(told, frame)};
}

std::string push_words(const Told& told, const TimeZone& zone) {
    auto words = headline(told);
    if (told.fact.kind == NotificationKind::inbox) words += ", reply by " + clock_time(zone, told.fact.closes_at);
    return words;
}

}  // namespace hometime
