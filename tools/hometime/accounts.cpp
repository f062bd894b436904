#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

/// Keeps the sign-in and shows everything about it but its token.
void keep(const Shell& shell, boost::json::value session) {
    auto& object = session.as_object();
    shell.save_profile({std::string(object.at("token").as_string()), std::string(object.at("school").as_string())});
    object.erase("token");
    shell.out().object(session);
}

std::string school_of(const Shell& shell) {
    constexpr std::string_view kPrefix = "/v1/schools/";
    return shell.path("").substr(kPrefix.size());
}

}  // namespace

void join(const Shell& shell, const SignInOptions& options) {
    keep(shell, shell.client().call("POST", "/v1/accounts",
                                    {{"school", school_of(shell)},
                                     {"code", options.code},
                                     {"login", options.login},
                                     {"password", read_password(options.password_file)}}));
}

void login(const Shell& shell, const SignInOptions& options) {
    keep(shell, shell.client().call("POST", "/v1/sessions",
                                    {{"school", school_of(shell)},
                                     {"login", options.login},
                                     {"password", read_password(options.password_file)},
                                     {"kind", "bearer"}}));
}

void logout(const Shell& shell) {
    const auto saved = shell.profile();
    if (!saved) return shell.out().say("Nobody was signed in.");
    HttpClient signed_in = shell.client();
    signed_in.use_token(saved->token);
    const auto answer = signed_in.send("DELETE", "/v1/sessions/current");
    shell.forget_profile();
    if (answer.status != 204 && answer.status != 401)
        throw Failure(Exit::unavailable, "the sign-in was forgotten here, but the server may still honour it");
    shell.out().say("Signed out.");
}

void change_password(const Shell& shell, const NewPasswordOptions& options) {
    const auto old_one = read_password(options.password_file);
    const auto new_one = read_password(options.new_password_file, "New password");
    keep(shell, shell.person("PUT", "/password", {{"password", old_one}, {"new_password", new_one}}));
    shell.out().say("The password is changed. Every other sign-in has ended.");
}

void sessions(const Shell& shell) {
    const auto list = shell.person("GET", "/sessions");
    shell.out().table(list.at("sessions").as_array(),
                      {"session", "kind", "created_at", "last_used_at", "expires_at", "current"});
}

void sessions_end(const Shell& shell, std::uint64_t session) {
    if (session != 0) {
        std::ignore = shell.person("DELETE", "/sessions/" + std::to_string(session));
        return shell.out().say("The sign-in has ended.");
    }
    shell.out().object(shell.person("DELETE", "/sessions").as_object());
}

void me(const Shell& shell) {
    shell.out().object(shell.person("GET", "/me"));
}

}  // namespace hometime::tools
