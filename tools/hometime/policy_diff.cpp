// What would have been different under another policy.
#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

constexpr std::size_t kPolicyBytesMax = 256 * 1024;

/// A version by its number, or the policy in a file.
boost::json::object side(const std::string& text) {
    if (text.find_first_not_of("0123456789") == std::string::npos && text.size() < 16) {
        return {{"version", std::stoull(text)}};
    }
    boost::json::error_code ec;
    const auto document = boost::json::parse(read_text(text, kPolicyBytesMax), ec);
    const auto* policy = !ec && document.is_object() ? document.get_object().if_contains("policy") : nullptr;
    if (policy == nullptr) {
        throw Failure(Exit::data, text + " holds no policy; begin with what `hometime policy show` prints");
    }
    return {{"policy", *policy}};
}

}  // namespace

void policy_diff(const Shell& shell, const PolicyDiffOptions& options) {
    boost::json::object body{{"b", side(options.b)}};
    if (!options.a.empty()) body["a"] = side(options.a);
    if (!options.from.empty()) body["from"] = options.from;
    if (!options.to.empty()) body["to"] = options.to;
    const auto answer = shell.either("POST", "/policy/diff", body);
    const auto total = answer.at("total").to_number<std::uint64_t>();
    if (shell.out().json()) {
        shell.out().object(answer);
    } else {
        shell.out().say("From " + cell(answer.at("from")) + " to " + cell(answer.at("to")) + ": " +
                        cell(answer.at("compared")) + " facts compared, " + std::to_string(total) + " differences.");
        if (total != 0) {
            shell.out().object(answer.at("by_rule"));
            shell.out().table(answer.at("differences"), {"rule", "fact", "at", "what", "was", "would_be"});
        }
    }
    if (total != 0) throw Failure(Exit::differences, "");
}

}  // namespace hometime::tools
