#include <algorithm>

#include "notifier/window_cases.h"
#include "tools/hometime/closure_preview.h"
#include "tools/hometime/commands.h"
#include "tools/hometime/ical.h"
#include "tools/hometime/oneroster.h"

namespace hometime::tools {

using hometime::to_string;  // Beside this folder's own, so that both are found.

namespace {

/// Largest file of window cases, bytes.
constexpr std::size_t kCasesMax = std::size_t{16} * 1024 * 1024;

/// "holiday", "bank_holiday", "inset" or "closure", by the words that calendars use.
std::string kind_of(const std::string& summary) {
    const auto has = [&](const char* word) { return summary.find(word) != std::string::npos; };
    if (has("ank holiday")) return "bank_holiday";
    if (has("INSET") || has("nset day") || has("raining day")) return "inset";
    if (has("oliday") || has("alf-term") || has("alf term")) return "holiday";
    return "closure";
}

boost::json::array closures_json(const std::vector<ClosureDraft>& closures) {
    boost::json::array list;
    for (const auto& closure : closures) {
        list.push_back({{"from", to_string(closure.from)},
                        {"to", to_string(closure.to)},
                        {"kind", kind_of(closure.summary)},
                        {"uid", closure.uid},
                        {"label", closure.summary}});
    }
    return list;
}

/// "16:00-08:00" or "fri:15:45-16:00".
boost::json::object quiet_period(const std::string& text) {
    boost::json::object period;
    std::string times = text;
    if (text.size() > 4 && text[3] == ':') {
        period["days"] = boost::json::array{text.substr(0, 3)};
        times = text.substr(4);
    }
    const auto dash = times.find('-');
    if (dash == std::string::npos) throw Failure(Exit::usage, "write quiet hours like 16:00-08:00, or fri:15:45-16:00");
    period["start"] = times.substr(0, dash);
    period["end"] = times.substr(dash + 1);
    return period;
}

}  // namespace

void calendar_import(const Shell& shell, const std::filesystem::path& file, bool dry_run) {
    const auto drafts = read_closures(read_text(file, kIcalFileMax));
    if (!drafts) throw Failure(Exit::data, file.filename().string() + ": " + drafts.error().detail);
    const auto list = closures_json(drafts->closures);
    if (!shell.out().json() && !dry_run) shell.out().table(list, {"from", "to", "kind", "label"});
    if (drafts->timed_events > 0) {
        shell.out().say(std::to_string(drafts->timed_events) +
                        " events at a time of day were passed over: only whole days close a school.");
    }
    const auto reply = shell.either("POST", "/calendar/closures", {{"closures", list}, {"dry_run", dry_run}});
    if (!dry_run || shell.out().json()) return shell.out().object(reply);
    boost::json::array days;
    for (const auto& one : day_by_day(list, reply)) {
        days.push_back(
            {{"date", to_string(one.date)}, {"change", one.change}, {"kind", one.kind}, {"label", one.label}});
    }
    shell.out().table(days, {"date", "change", "kind", "label"});
    if (!reply.at("gone").as_array().empty()) {
        shell.out().say("What is not in the file stays closed: hometime calendar reopen takes it back.");
    }
    shell.out().say(cell(reply.at("would_move")) + " messages that wait would move. Nothing was changed.");
}

void calendar_terms(const Shell& shell, const std::filesystem::path& folder, bool dry_run) {
    RowErrors errors;
    const auto terms = read_roster_terms(folder, errors);
    if (!errors.empty()) {
        std::string words = "the terms cannot be used; nothing was changed:";
        for (const auto& error : errors) words += "\n  " + to_string(error);
        throw Failure(Exit::data, words);
    }
    const auto calendar = shell.either("GET", "/calendar");
    const auto* in_force = calendar.as_object().if_contains("terms");
    const auto before = in_force != nullptr ? in_force->as_array() : boost::json::array{};
    const auto has = [](const boost::json::array& list, const boost::json::value& term) {
        return std::find(list.begin(), list.end(), term) != list.end();
    };
    boost::json::array changes;
    const auto add = [&](const boost::json::value& term, const char* change) {
        changes.push_back({{"from", term.at("from")}, {"to", term.at("to")}, {"change", change}});
    };
    for (const auto& term : terms) add(term, has(before, term) ? "unchanged" : "new");
    for (const auto& term : before) {
        if (!has(terms, term)) add(term, "gone");
    }
    if (!shell.out().json() || dry_run) shell.out().table(changes, {"from", "to", "change"});
    if (dry_run) return;
    shell.out().object(shell.either("PUT", "/calendar/terms", {{"terms", terms}}));
}

void calendar_show(const Shell& shell) {
    const auto calendar = shell.either("GET", "/calendar");
    if (shell.out().json()) return shell.out().object(calendar);
    shell.out().say("Time zone: " + cell(calendar.at("zone")));
    if (const auto* terms = calendar.as_object().if_contains("terms")) shell.out().table(*terms, {"from", "to"});
    shell.out().table(calendar.at("closures"), {"closure", "from", "to", "kind", "label"});
    if (const auto* trainings = calendar.as_object().if_contains("trainings")) {
        shell.out().table(*trainings, {"training", "from", "to", "start", "end", "days"});
    }
    shell.out().table(calendar.at("evenings"), {"evening", "date", "start", "end", "label", "joined"});
    if (const auto* own = calendar.as_object().if_contains("own_windows")) {
        shell.out().say("Windows of your own:");
        shell.out().table(*own, {"days", "start", "end"});
    }
}

void calendar_next(const Shell& shell) {
    const auto next = shell.person("GET", "/calendar/next");
    if (shell.out().json() || next.at("opens_at").is_null()) {
        shell.out().object(next);
        if (next.at("opens_at").is_null())
            shell.out().say("No window opens in the coming 550 days: check the terms and quiet hours.");
        return;
    }
    shell.out().say(next.at("open_now").as_bool() ? "Open now, until " + cell(next.at("closes_at"))
                                                  : "Next opening: " + cell(next.at("in_words")) + " (school time)");
}

void calendar_close(const Shell& shell, const std::string& from, const std::string& to, const std::string& kind,
                    const std::string& label) {
    const boost::json::object closure{{"from", from}, {"to", to}, {"kind", kind}, {"label", label}};
    shell.out().object(shell.either("POST", "/calendar/closures", {{"closures", boost::json::array{closure}}}));
}

void calendar_reopen(const Shell& shell, std::uint64_t closure) {
    shell.out().object(shell.either("DELETE", "/calendar/closures/" + std::to_string(closure)));
}

void calendar_training(const Shell& shell, const TrainingOptions& options) {
    boost::json::object body{{"from", options.date}, {"start", options.start}, {"end", options.end}};
    if (!options.until.empty()) body["to"] = options.until;
    if (options.staff != 0) body["staff"] = options.staff;
    if (!options.group.empty()) body["group"] = boost::json::array(options.group.begin(), options.group.end());
    if (!options.days.empty()) body["days"] = boost::json::array(options.days.begin(), options.days.end());
    shell.out().object(shell.either("POST", "/calendar/trainings", body));
}

void calendar_quiet(const Shell& shell, const std::vector<std::string>& periods) {
    boost::json::array list;
    for (const auto& period : periods) list.push_back(quiet_period(period));
    shell.out().object(shell.person("PUT", "/quiet-hours", {{"quiet_hours", list}}));
}

void calendar_check_cases(const Output& out, const std::filesystem::path& file) {
    const auto report = check_window_cases(read_text(file, kCasesMax));
    if (!report) throw Failure(Exit::data, file.filename().string() + ": " + report.error().detail);
    if (out.json()) {
        boost::json::array mismatches;
        for (const auto& mismatch : report->mismatches) mismatches.emplace_back(mismatch);
        out.object(boost::json::object{
            {"passed", report->passed}, {"failed", report->mismatches.size()}, {"mismatches", mismatches}});
    }
    for (const auto& mismatch : report->mismatches) out.say(mismatch);
    out.say(std::to_string(report->passed) + " passed, " + std::to_string(report->mismatches.size()) + " failed");
    if (!report->mismatches.empty()) throw Failure(Exit::differences, "");
}

}  // namespace hometime::tools
