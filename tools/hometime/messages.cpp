#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

/// Longest text read from standard input, bytes; the server's own limit is lower and says so.
constexpr std::size_t kTextMax = std::size_t{64} * 1024;

std::string words(const std::string& text) {
    return text == "-" ? read_text("-", kTextMax) : text;
}

}  // namespace

void compose(const Shell& shell, std::uint64_t pupil) {
    const auto guide = shell.person("GET", "/pupils/" + std::to_string(pupil) + "/compose");
    if (shell.out().json()) return shell.out().object(guide);
    shell.out().say(cell(guide.at("purpose")));
    shell.out().table(guide.at("categories"), {"category", "goes_to", "advice"});
    shell.out().table(guide.at("recipients"), {"staff", "name", "sees_messages", "next_opening"});
    shell.out().object(guide.at("office"));
}

void send(const Shell& shell, const SendOptions& options) {
    boost::json::object body{{"pupil", options.pupil}, {"category", options.category}, {"text", words(options.text)}};
    if (options.staff != 0) body["staff"] = options.staff;
    const auto sent = shell.person("POST", "/messages", body);
    if (shell.out().json()) return shell.out().object(sent);
    shell.out().say("Message " + cell(sent.at("message")) + ". " + cell(sent.at("receipt")));
}

void inbox(const Shell& shell, bool early) {
    if (early) {
        const auto held = shell.person("POST", "/inbox/early", boost::json::object{});
        return shell.out().table(held.at("messages"),
                                 {"message", "thread", "from", "pupil_name", "category", "sent_at", "text"});
    }
    const auto page = shell.person("GET", "/inbox");
    shell.out().table(page.at("messages"), {"message", "thread", "from", "pupil_name", "category", "sent_at",
                                            "released_at", "answered", "text"});
}

void held(const Shell& shell) {
    shell.out().table(shell.person("GET", "/held").at("messages"),
                      {"message", "thread", "pupil", "sent_at", "release_at", "due"});
}

void office(const Shell& shell) {
    shell.out().table(
        shell.person("GET", "/office-queue").at("messages"),
        {"message", "thread", "from", "pupil_name", "category", "sent_at", "answered", "handled", "text"});
}

void threads(const Shell& shell) {
    shell.out().table(shell.person("GET", "/threads").at("threads"),
                      {"thread", "with", "pupil_name", "items", "last_at"});
}

void thread(const Shell& shell, std::uint64_t thread) {
    const auto page = shell.person("GET", "/threads/" + std::to_string(thread));
    shell.out().table(page.at("items"), {"id", "kind", "from", "category", "sent_at", "state", "release_at", "text"});
}

void reply(const Shell& shell, std::uint64_t thread, const std::string& text, bool now) {
    boost::json::object body{{"text", words(text)}};
    if (now) body["now"] = true;
    const auto sent = shell.person("POST", "/threads/" + std::to_string(thread) + "/replies", body);
    if (shell.out().json()) return shell.out().object(sent);
    shell.out().say("Reply " + cell(sent.at("reply")) + ". " + cell(sent.at("receipt")));
}

void release_reply(const Shell& shell, std::uint64_t thread, std::uint64_t reply) {
    shell.out().object(
        shell.person("POST", "/threads/" + std::to_string(thread) + "/replies/" + std::to_string(reply) + "/release",
                     boost::json::object{}));
}

void withdraw(const Shell& shell, std::uint64_t message) {
    shell.out().object(
        shell.person("POST", "/messages/" + std::to_string(message) + "/withdrawal", boost::json::object{}));
}

void dispute(const Shell& shell, std::uint64_t message) {
    shell.out().object(
        shell.person("POST", "/messages/" + std::to_string(message) + "/dispute", boost::json::object{}));
}

void wrote(const Shell& shell, std::uint64_t message, bool mine) {
    shell.out().object(shell.person("POST", "/messages/" + std::to_string(message) + "/authorship", {{"mine", mine}}));
}

void notices(const Shell& shell) {
    shell.out().table(shell.person("GET", "/notices").at("notices"),
                      {"told_at", "kind", "message", "pupil_name", "yours", "authorship", "session", "notice"});
}

}  // namespace hometime::tools
