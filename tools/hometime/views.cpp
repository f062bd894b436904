// What people read, as the daemon keeps it: how it is doing, building it anew, comparing it with the log.
#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

#include "tools/hometime/commands.h"
#include "tools/hometime/words.h"

namespace hometime::tools {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

/// How often the daemon is asked how far it is.
constexpr std::chrono::milliseconds kAskAgain{250};

value list(const Shell& shell) {
    return shell.client().call("GET", "/v1/views");
}

/// The body that names the views; none: all of them.
value naming(const std::string& name) {
    return name.empty() ? value(object{}) : value(object{{"views", array{name}}});
}

std::uint64_t sum(const value& view, const char* member) {
    std::uint64_t all = 0;
    for (const auto& school : view.at("schools").as_array()) {
        if (const auto* one = school.as_object().if_contains(member)) all += one->to_number<std::uint64_t>();
    }
    return all;
}

std::string text(const value& view, const char* member) {
    const auto* found = view.as_object().if_contains(member);
    return found == nullptr ? std::string("-") : cell(*found);
}

const value& find(const array& views, const value& name) {
    const auto found = std::find_if(views.begin(), views.end(), [&](const value& v) { return v.at("view") == name; });
    if (found == views.end()) throw Failure(Exit::unavailable, "the daemon was replaced by another version meanwhile");
    return *found;
}

/// Waits until a build of each of them has ended since `before`.
value wait_for_builds(const Shell& shell, const array& named, const std::map<std::string, std::uint64_t>& before) {
    std::uint64_t records = 1;
    const auto first = list(shell);
    for (const auto& view : first.at("views").as_array())
        records = std::max(records, sum(view, "position") + sum(view, "behind"));
    Progress progress("Building", records);
    for (;; std::this_thread::sleep_for(kAskAgain)) {
        const auto now = list(shell);
        if (!now.at("follows").as_bool()) throw Failure(Exit::temporary, "the views stand still: restart the daemon");
        std::uint64_t least = records;
        bool done = true;
        for (const auto& name : named) {
            const auto& view = find(now.at("views").as_array(), name);
            if (view.at("builds").to_number<std::uint64_t>() > before.at(std::string(name.as_string()))) continue;
            done = false;
            least = std::min(least, sum(view, "built"));
        }
        progress.at(least);
        if (done) return now;
    }
}

}  // namespace

void views_list(const Shell& shell) {
    const auto all = list(shell);
    if (shell.out().json()) return shell.out().object(all);
    array rows;
    for (const auto& view : all.at("views").as_array()) {
        const auto reason = view.as_object().contains("reason") ? "reason" : "not_built";
        for (const auto& school : view.at("schools").as_array()) {
            rows.push_back({{"view", view.at("view")},
                            {"state", view.at("state")},
                            {"serves", text(view, "serves")},
                            {"school", school.at("school")},
                            {"position", school.at("position")},
                            {"behind", school.at("behind")},
                            {"built", text(school, "built")},
                            {"reason", text(view, reason)}});
        }
    }
    shell.out().table(rows, {"view", "state", "serves", "school", "position", "behind", "built", "reason"});
    if (!all.at("follows").as_bool()) shell.out().say("All of them stand still: restart the daemon.");
}

void views_rebuild(const Shell& shell, const std::string& name) {
    std::map<std::string, std::uint64_t> before;
    const auto at_first = list(shell);
    for (const auto& view : at_first.at("views").as_array())
        before[std::string(view.at("view").as_string())] = view.at("builds").to_number<std::uint64_t>();
    const auto asked = shell.client().call("POST", "/v1/views/rebuild", naming(name));
    const auto& named = asked.at("views").as_array();
    const auto now = wait_for_builds(shell, named, before);
    array rows;
    bool failed = false;
    for (const auto& one : named) {
        const auto& view = find(now.at("views").as_array(), one);
        failed = failed || view.as_object().contains("not_built");
        rows.push_back({{"view", one}, {"state", view.at("state")}, {"not_built", text(view, "not_built")}});
    }
    shell.out().table(rows, {"view", "state", "not_built"});
    if (failed)
        throw Failure(Exit::data, "a view could not be built: hometimed's journal says at which record and why");
}

void views_compare(const Shell& shell, const std::string& name) {
    const auto asked = shell.client().call("POST", "/v1/views/compare", naming(name));
    const auto number = asked.at("comparison").to_number<std::uint64_t>();
    std::optional<Progress> progress;
    for (;; std::this_thread::sleep_for(kAskAgain)) {
        const auto now = list(shell);
        if (!now.at("follows").as_bool()) throw Failure(Exit::temporary, "the views stand still: restart the daemon");
        const auto* comparison = now.as_object().if_contains("comparison");
        if (comparison == nullptr) throw Failure(Exit::temporary, "the daemon was restarted meanwhile: compare again");
        if (comparison->at("comparison").to_number<std::uint64_t>() != number)
            throw Failure(Exit::temporary, "somebody began another comparison meanwhile: compare again");
        if (!progress) progress.emplace("Reading", comparison->at("records").to_number<std::uint64_t>());
        progress->at(comparison->at("records_read").to_number<std::uint64_t>());
        if (!comparison->at("done").as_bool()) continue;
        progress.reset();
        shell.out().object(*comparison);
        if (comparison->as_object().contains("difference"))
            throw Failure(Exit::differences, "they differ; hometime views rebuild builds them anew from the log");
        return;
    }
}

void add_views(Words& words) {
    auto* views = words.app.add_subcommand("views", "What people read, computed from the log (administrator)")
                      ->require_subcommand(1);
    verb(words, *views, "list", "Each view: how far it is, what serves, what is built, what has stopped", views_list);
    auto name = options<std::string>();
    auto all = options<bool>();
    auto* rebuild =
        views->add_subcommand("rebuild", "Build a view anew from the log, beside the one that serves meanwhile");
    auto* which = rebuild->add_option("view", *name, "Its name, like inbox");
    auto* every = rebuild->add_flag("--all", *all, "All of them")->excludes(which);
    rebuild->callback([=, &words] {
        if (which->count() + every->count() == 0) throw CLI::RequiredError("the name of a view, or --all");
        words.run = [=](const Shell& s) { views_rebuild(s, *all ? std::string() : *name); };
    });
    auto* compare =
        verb(words, *views, "compare", "Compare with what the log folds into, byte by byte; exit code 1: they differ",
             [=](const Shell& s) { views_compare(s, *name); });
    compare->add_option("view", *name, "Its name, like inbox; all, when left out");
}

}  // namespace hometime::tools
