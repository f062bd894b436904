// Who sends a request: a person by their sign-in, or an administrator by the Unix socket's peer.
#pragma once

#include <optional>

#include "daemon/http/app.h"

namespace hometime::http {

struct Identity {
    Actor actor;
    std::optional<SchoolId> school;  ///< the only school a person's sign-in counts in
    std::uint64_t account = 0;
    std::uint64_t session = 0;
    std::string token;                      ///< as presented; to end the sign-in
    bool unverified = false;                ///< was idle: some operations wait for the password (S12)
    std::optional<SignInMethod> sign_in{};  ///< the secret that was given last (S15)
    std::optional<UtcTime> verified_at{};   ///< and when
};

/// The cookie's name. `__Host-`: the browser keeps it to this host, this path and HTTPS.
inline constexpr std::string_view kSessionCookie = "__Host-s";

/// The cookie that tells one browser from another (S14). It signs nobody in.
inline constexpr std::string_view kDeviceCookie = "__Host-d";
/// The device's secret that the browser presents; empty: none that could be one of ours.
[[nodiscard]] std::string device_of(const Request& request);

/// nullopt: nobody is known; `refused` is then the answer (401, or 403 for a request from another site).
/// A sign-in beats the socket: with a token, the socket's peer is that person and nothing more.
[[nodiscard]] std::optional<Identity> identify(App& app, const Request& request, Response& refused);

}  // namespace hometime::http
