// Why a message is seen when it is, in sentences.
#include <map>

#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

using boost::json::object;
using boost::json::value;

std::string word(const std::map<std::string, std::string>& words, const value& key) {
    const auto text = cell(key);
    const auto found = words.find(text);
    return found == words.end() ? text : found->second;
}

const std::map<std::string, std::string> kStates{
    {"held", "It waits, and its reader has not been shown it."},
    {"shown", "Its reader has been shown it."},
    {"withdrawn", "Its sender took it back before it was shown."},
    {"undelivered", "It will not be shown."},
    {"office", "It went to the school office, which keeps office hours: no window decides."},
};
const std::map<std::string, std::string> kCauses{
    {"sent", "sent"},
    {"terms", "the term dates changed"},
    {"closure", "a closure was announced or withdrawn"},
    {"evening", "a parents' evening"},
    {"policy", "the policy changed"},
    {"not_available", "the reader is not available at another time than before"},
    {"recomputed", "worked out again, at a start or since the window passed"},
};
const std::map<std::string, std::string> kLayers{
    {"closure", "the school is closed (R1)"},
    {"term_dates", "outside the terms (R1)"},
    {"weekly_pattern", "no window on this day of the week (R1)"},
    {"quiet_hours", "quiet hours (R4)"},
    {"not_available", "the reader is not available"},
};
const std::map<std::string, std::string> kOpeners{
    {"weekly_pattern", "a weekly window"},
    {"replacing_exception", "a window that replaces those of the day"},
    {"evening", "a parents' evening that the reader joined"},
};

std::string seen_at(const value& told) {
    return told.at("release_at").is_null() ? "no date" : cell(told.at("release_at"));
}

std::string stretch(const object& closed) {
    auto when = cell(closed.at("from"));
    if (closed.at("to") != closed.at("from")) when += " to " + cell(closed.at("to"));
    if (closed.contains("start")) when += ", " + cell(closed.at("start")) + "-" + cell(closed.at("end"));
    return when + ": " + word(kLayers, closed.at("by"));
}

void say_decided(const Output& out, const object& decided) {
    out.say("What decides, from " + cell(decided.at("since")) + " on, under " +
            (decided.at("windows") == "own" ? "the reader's own windows" : "the school's windows") + ":");
    if (!decided.at("available").as_bool()) return out.say("  The reader has left the school: no window opens.");
    for (const auto& closed : decided.at("closed").as_array()) out.say("  " + stretch(closed.as_object()));
    if (decided.at("more").as_bool()) out.say("  and so on");
    if (decided.at("opens_by").is_null()) {
        return out.say(
            "  No window opens within 550 days (R6): no date is set. Its sender was told to ask the office.");
    }
    out.say("  " + cell(decided.at("release_at")) + ": open, by " + word(kOpeners, decided.at("opens_by")) + " (R6)");
    if (decided.at("deadline").is_null()) return;
    out.say("  An answer is due at the last close until " + cell(decided.at("deadline")) +
            ", or at that of the window of its release (R7).");
}

}  // namespace

void why(const Shell& shell, std::uint64_t message) {
    const auto answer = shell.either("GET", "/messages/" + std::to_string(message) + "/why");
    const auto& out = shell.out();
    if (out.json()) return out.object(answer);
    out.say(word(kStates, answer.at("state")));
    for (const auto& told : answer.at("told").as_array()) {
        auto line = cell(told.at("at")) + ": " + word(kCauses, told.at("cause"));
        if (answer.at("state") != "office") line += "; to be seen: " + seen_at(told);
        if (!told.at("due").is_null()) line += "; answer due: " + cell(told.at("due"));
        out.say(line);
    }
    if (!answer.at("told_complete").as_bool()) out.say("Too much has happened since: later moves may be missing.");
    if (!answer.at("shown_at").is_null()) out.say(cell(answer.at("shown_at")) + ": shown");
    if (answer.at("decided").is_object()) say_decided(out, answer.at("decided").as_object());
    if (answer.at("occurrence").is_object()) {
        const auto& occurrence = answer.at("occurrence");
        out.say("Window: " + cell(occurrence.at("date")) + ", " + cell(occurrence.at("opens")) + " (school time)");
    }
    out.say("Calendar " + cell(answer.at("calendar")) + " (in force: " + cell(answer.at("calendar_in_force")) +
            "), policy " + cell(answer.at("policy")) + ", zone " + cell(answer.at("zone")) + ", zone data " +
            cell(answer.at("zone_data")));
}

}  // namespace hometime::tools
