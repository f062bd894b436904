#include "daemon/http/identity.h"

#include <algorithm>

namespace hometime::http {

namespace {

constexpr std::string_view kBearer = "Bearer ";
/// Keeps an administrator's command ids apart from every account's.
constexpr std::uint64_t kAdministratorBit = std::uint64_t{1} << 62;

std::string cookie_value(std::string_view header, std::string_view name) {
    while (!header.empty()) {
        const auto end = header.find(';');
        auto pair = header.substr(0, end);
        while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
            return std::string(pair.substr(name.size() + 1));
        }
        if (end == std::string_view::npos) break;
        header.remove_prefix(end + 1);
    }
    return {};
}

/// A browser sends cookies along for any site; what changes something must come from our own pages.
bool from_own_site(const Request& request) {
    if (request.method == Method::get || request.method == Method::head) return true;
    const auto site = request.header("sec-fetch-site");
    if (!site.empty()) return site == "same-origin";
    return request.header("origin") == "https://" + std::string(request.header("host"));
}

ActorKind actor_kind(PersonKind kind) {
    switch (kind) {
        case PersonKind::guardian: return ActorKind::guardian;
        case PersonKind::staff: return ActorKind::staff;
        case PersonKind::pupil: break;
    }
    return ActorKind::pupil;
}

std::optional<Identity> signed_in(App& app, const std::string& token) {
    const auto session = app.accounts.find_session(token, app.clock.now());
    if (!session) return std::nullopt;
    return Identity{{actor_kind(session->person_kind), session->person},
                    session->school,
                    session->account,
                    session->number,
                    token,
                    session->unverified_since.has_value(),
                    session->method,
                    session->verified_at};
}

constexpr std::size_t kDeviceCharacters = 22;  // 128 bits in base64

bool is_token_character(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

std::string device_of(const Request& request) {
    auto device = cookie_value(request.header("cookie"), kDeviceCookie);
    const bool ours =
        device.size() == kDeviceCharacters && std::all_of(device.begin(), device.end(), is_token_character);
    return ours ? device : std::string();
}

std::optional<Identity> identify(App& app, const Request& request, Response& refused) {
    refused = problem(request.id, Problem::not_signed_in);
    const auto authorization = request.header("authorization");
    if (authorization.starts_with(kBearer)) return signed_in(app, std::string(authorization.substr(kBearer.size())));
    if (!authorization.empty()) return std::nullopt;
    if (const auto token = cookie_value(request.header("cookie"), kSessionCookie); !token.empty()) {
        if (from_own_site(request)) return signed_in(app, token);
        refused = problem(request.id, Problem::forbidden);
        return std::nullopt;
    }
    const auto uid = request.peer.uid;
    if (!uid || (*uid != 0 && *uid != app.owner_uid)) return std::nullopt;
    return Identity{{ActorKind::administrator, *uid}, std::nullopt, kAdministratorBit | *uid, 0, {}, false};
}

}  // namespace hometime::http
