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

void me(const Shell& shell) {
    shell.out().object(shell.person("GET", "/me"));
}

}  // namespace hometime::tools
