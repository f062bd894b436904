#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

boost::json::array list(const std::vector<std::string>& times) {
    return boost::json::array(times.begin(), times.end());
}

void step(const Shell& shell, const MeetingOptions& options, const char* how, const boost::json::object& body) {
    shell.out().object(shell.person("POST", "/meetings/" + std::to_string(options.meeting) + how, body));
}

}  // namespace

void meetings(const Shell& shell) {
    shell.out().table(shell.person("GET", "/meetings").at("meetings"),
                      {"meeting", "with", "pupil_name", "minutes", "stage", "time_local", "times"});
}

void meeting_show(const Shell& shell, std::uint64_t meeting) {
    const auto whole = shell.person("GET", "/meetings/" + std::to_string(meeting));
    if (shell.out().json()) return shell.out().object(whole);
    shell.out().table(boost::json::array{whole}, {"meeting", "with", "pupil_name", "minutes", "stage", "time_local"});
    shell.out().table(whole.at("steps"), {"at", "by", "step", "times", "text"});
}

void meeting_request(const Shell& shell, const MeetingOptions& options) {
    boost::json::object body{{"pupil", options.pupil},
                             {"topic", options.text},
                             {"minutes", options.minutes},
                             {"times", list(options.times)}};
    if (options.staff != 0) body["staff"] = options.staff;
    const auto asked = shell.person("POST", "/meetings", body);
    if (shell.out().json()) return shell.out().object(asked);
    shell.out().say("Meeting " + cell(asked.at("meeting")) + ". " + cell(asked.at("receipt")));
}

void meeting_propose(const Shell& shell, const MeetingOptions& options) {
    step(shell, options, "/proposals", {{"times", list(options.times)}, {"note", options.text}});
}

void meeting_accept(const Shell& shell, const MeetingOptions& options) {
    step(shell, options, "/acceptance", {{"time", options.times.front()}, {"note", options.text}});
}

void meeting_decline(const Shell& shell, const MeetingOptions& options) {
    step(shell, options, "/refusal", {{"reason", options.text}});
}

void meeting_cancel(const Shell& shell, const MeetingOptions& options) {
    step(shell, options, "/cancellation", {{"note", options.text}});
}

}  // namespace hometime::tools
