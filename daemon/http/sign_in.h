// The answers around signing in, shared by the routes that lead there.
#pragma once

#include <chrono>

#include "daemon/http/app.h"

namespace hometime::http {

/// Too many hashes are waiting: soon there is room again.
inline constexpr std::chrono::seconds kBusyRetry{1};
[[nodiscard]] Response with_retry(Response response, std::chrono::seconds wait);
/// Too many wrong tries, for `wait`.
[[nodiscard]] Response slow_down(const Request& request, std::chrono::seconds wait);

/// Says who is signed in and until when. A browser gets the token in its cookie only, out of reach of scripts.
[[nodiscard]] Response signed_in(App& app, const School& state, const Accounts::Started& started, int status);

/// The answer to a sign-in that has just begun. A browser gets a cookie that tells it from others, and keeps it. When
/// the account was never used on this device, though on others, the person is told by a fact, which is durable before
/// the answer (S14). All sign-ins by bearer token count as one device, the command line. Pupils are told nothing.
[[nodiscard]] Response begun(App& app, const Request& request, const School& state, const Accounts::Started& started);

/// Whether `password` is the account's, with the limits on guessing. When it is not: the answer, in `refused`.
[[nodiscard]] bool check_credentials(App& app, const Request& request, const std::string& guessing_key,
                                     const std::optional<Account>& account, std::string_view password,
                                     Response& refused);

}  // namespace hometime::http
