#include "tools/hometime/erasures.h"

#include "tools/hometime/who.h"

namespace hometime::tools {

namespace {

boost::json::object subject_of(const std::string& text) {
    const auto who = parse_who(text, {"pupil", "guardian", "staff", "class", "concern"});
    return {{"kind", who.kind == "class" ? "school_class" : who.kind}, {"id", who.id}};
}

/// Lists within a row, for a table.
boost::json::array flat(const boost::json::value& rows) {
    boost::json::array all;
    for (const auto& row : rows.as_array()) {
        auto one = row.as_object();
        const auto& subject = one.at("subject").as_object();
        std::string name(subject.at("kind").as_string());
        if (name == "school_class") name = "class";
        std::string classes;
        if (const auto* listed = one.if_contains("classes")) {
            for (const auto& each : listed->as_array()) {
                classes += (classes.empty() ? "" : ", ") + std::string(each.as_string());
            }
        }
        one["about"] = name + ':' + std::to_string(subject.at("id").to_number<std::uint64_t>());
        one["classes"] = classes.empty() ? "all" : classes;
        all.push_back(std::move(one));
    }
    return all;
}

void show(const Shell& shell, const boost::json::value& rows, const std::vector<std::string>& columns) {
    if (shell.out().json()) return shell.out().table(rows, columns);
    shell.out().table(flat(rows), columns);
}

}  // namespace

void erase(const Shell& shell, const ErasureOptions& options) {
    boost::json::object body{{"subject", subject_of(options.subject)},
                             {"classes", boost::json::array(options.classes.begin(), options.classes.end())},
                             {"reason", options.reason}};
    if (options.dry_run) body["dry_run"] = true;
    shell.out().object(shell.person("POST", "/erasures", body));
    if (options.dry_run) return shell.out().say("It may be erased. Nothing was done.");
    shell.out().say(
        "Ordered. The keys are destroyed within moments: `hometime erase list` says when it is gone. Copies "
        "of the key store that were made before open it until they have expired.");
}

void erasure_list(const Shell& shell) {
    show(shell, shell.person("GET", "/erasures").at("erasures"),
         {"erasure", "about", "classes", "ordered_at", "state", "keys"});
}

void hold_place(const Shell& shell, const ErasureOptions& options) {
    boost::json::object body{{"subject", subject_of(options.subject)}, {"reason", options.reason}};
    if (!options.classes.empty()) body["classes"] = boost::json::array(options.classes.begin(), options.classes.end());
    if (!options.until.empty()) body["until"] = options.until;
    shell.out().object(shell.person("POST", "/legal-holds", body));
}

void hold_list(const Shell& shell) {
    show(shell, shell.person("GET", "/legal-holds").at("holds"),
         {"hold", "about", "classes", "until", "lifted_at", "in_force"});
}

void hold_lift(const Shell& shell, const ErasureOptions& options) {
    shell.out().object(shell.person("POST", "/legal-holds/" + std::to_string(options.hold) + "/lift",
                                    boost::json::object{{"reason", options.reason}}));
}

void keys_show(const Shell& shell) {
    shell.out().object(shell.client().call("GET", "/v1/keys"));
}

void keys_rotate(const Shell& shell) {
    shell.out().object(shell.client().call("POST", "/v1/keys/rotation", boost::json::object{}));
    shell.out().say(
        "Every key is wrapped anew. Make a backup of the keys now: older copies open nothing from here on.");
}

}  // namespace hometime::tools
