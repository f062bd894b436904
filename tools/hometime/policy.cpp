// The school's policy as a file: shown, checked, set whole, and accepted by the person who is signed in.
#include <iostream>

#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

constexpr std::size_t kPolicyBytesMax = 256 * 1024;

struct PolicyFile {
    boost::json::object body;  ///< {"policy": …, "office": …}
    std::optional<boost::json::value> version;
};

PolicyFile read_policy_file(const std::filesystem::path& file) {
    boost::json::error_code ec;
    const auto value = boost::json::parse(read_text(file, kPolicyBytesMax), ec);
    if (ec || !value.is_object()) {
        throw Failure(Exit::data,
                      file.string() + " is not a JSON object; begin with what `hometime policy show` prints");
    }
    const auto& object = value.get_object();
    PolicyFile read;  // What `show` prints besides can stay in the file.
    for (const auto* member : {"policy", "office"}) {
        if (object.contains(member)) read.body[member] = object.at(member);
    }
    if (object.contains("version")) read.version = object.at("version");
    return read;
}

}  // namespace

void policy_show(const Shell& shell) {
    const auto policy = shell.either("GET", "/policy");
    if (shell.out().json()) return shell.out().object(policy);
    std::cout << indented(policy) << '\n';
}

void policy_check(const Shell& shell, const std::filesystem::path& file) {
    shell.out().object(shell.either("POST", "/policy/check", read_policy_file(file).body));
}

void policy_edit(const Shell& shell, const std::filesystem::path& file) {
    const auto document = read_policy_file(file);
    // The version that the file was printed from: what somebody else has set since is not overwritten.
    const auto replaces = document.version ? *document.version : shell.either("GET", "/policy").at("version");
    shell.out().object(shell.only_if(cell(replaces)).either("PUT", "/policy", document.body));
    shell.out().say("The policy is in force. Everybody is asked to accept it before they next write.");
}

void policy_accept(const Shell& shell) {
    const auto policy = shell.person("GET", "/policy");
    if (!shell.out().json()) {
        for (const auto& statement : policy.at("you_accept").as_array()) shell.out().say("- " + cell(statement));
    }
    shell.out().object(shell.person("POST", "/policy/acceptance", {{"policy", policy.at("version")}}));
}

}  // namespace hometime::tools
