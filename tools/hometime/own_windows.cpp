// A member of staff's own windows, and parents' evenings.
#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

const char* const kHowToWrite = "write windows like 15:30-16:00, or mon,wed:15:30-16:00";

boost::json::array days_in(const std::string& text) {
    boost::json::array days;
    for (std::size_t at = 0; at <= text.size();) {
        const auto comma = std::min(text.find(',', at), text.size());
        days.emplace_back(text.substr(at, comma - at));
        at = comma + 1;
    }
    return days;
}

/// Of every working day, or of those that are named.
boost::json::object window(const std::string& text) {
    constexpr std::size_t kTimes = 11;  // "15:30-16:00"
    const bool named = text.size() > kTimes && text[text.size() - kTimes - 1] == ':';
    const auto times = named ? text.substr(text.size() - kTimes) : text;
    if (times.size() != kTimes || times[5] != '-') throw Failure(Exit::usage, kHowToWrite);
    return {{"days", days_in(named ? text.substr(0, text.size() - kTimes - 1) : "mon,tue,wed,thu,fri")},
            {"start", times.substr(0, 5)},
            {"end", times.substr(6)}};
}

std::string path_of(std::uint64_t evening) {
    return "/calendar/evenings/" + std::to_string(evening);
}

}  // namespace

void calendar_windows(const Shell& shell, const WindowsOptions& options) {
    if (options.school == !options.windows.empty()) {
        throw Failure(Exit::usage, std::string("give windows, or --school for the school's; ") + kHowToWrite);
    }
    boost::json::value windows;
    if (!options.school) {
        auto& list = windows.emplace_array();
        for (const auto& text : options.windows) list.push_back(window(text));
    }
    const boost::json::object body{{"windows", std::move(windows)}};
    shell.out().object(options.staff == 0
                           ? shell.person("PUT", "/my-windows", body)
                           : shell.either("PUT", "/staff/" + std::to_string(options.staff) + "/windows", body));
}

void evening_add(const Shell& shell, const EveningOptions& options) {
    shell.out().object(shell.either(
        "POST", "/calendar/evenings",
        {{"date", options.date}, {"start", options.start}, {"end", options.end}, {"label", options.label}}));
}

void evening_cancel(const Shell& shell, std::uint64_t evening) {
    shell.out().object(shell.either("DELETE", path_of(evening)));
}

void evening_join(const Shell& shell, std::uint64_t evening, bool joins) {
    shell.out().object(shell.person("PUT", path_of(evening) + "/joined", {{"joins", joins}}));
}

}  // namespace hometime::tools
