#include "daemon/http/gate.h"

#include <algorithm>
#include <charconv>

#include "eventstore/base/encoding.h"
#include "eventstore/base/utf8.h"

namespace hometime::http {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

Method method_of(std::string_view name) {
    for (const auto method :
         {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::del, Method::options}) {
        if (to_string(method) == name) return method;
    }
    return Method::other;
}

bool is_visible(char c) {
    return c > 0x20 && c < 0x7F;
}

/// Percent-decodes; nullopt for a broken escape, a control character, or bytes that are not UTF-8.
std::optional<std::string> decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            const auto byte = i + 2 < text.size() ? parse_hex(text.substr(i + 1, 2)) : std::nullopt;
            if (!byte || byte->size() != 1) return std::nullopt;
            c = static_cast<char>((*byte)[0]);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return std::nullopt;
        out += c;
    }
    return is_utf8(out) ? std::optional(out) : std::nullopt;
}

bool split_path(Request& request) {
    std::string_view rest = request.path;
    if (rest.empty() || rest.front() != '/') return false;
    rest.remove_prefix(1);
    if (rest.empty()) return true;
    for (;;) {
        const auto slash = rest.find('/');
        const auto segment = decoded(rest.substr(0, slash), false);
        if (!segment || *segment == "." || *segment == ".." || segment->find('/') != std::string::npos) return false;
        request.segments.push_back(*segment);
        if (slash == std::string_view::npos) return true;
        rest.remove_prefix(slash + 1);
    }
}

bool split_query(Request& request, std::string_view query) {
    while (!query.empty()) {
        const auto end = query.find('&');
        const auto pair = query.substr(0, end);
        const auto equals = pair.find('=');
        const auto name = decoded(pair.substr(0, equals), true);
        const auto value =
            equals == std::string_view::npos ? std::optional(std::string()) : decoded(pair.substr(equals + 1), true);
        if (!name || !value || request.query_value(*name)) return false;
        request.query.emplace_back(*name, *value);
        if (end == std::string_view::npos) break;
        query.remove_prefix(end + 1);
    }
    return true;
}

/// Origin form only: "/path?query", visible characters, no fragment.
bool take_target(Request& request, const std::string& target) {
    if (!std::all_of(target.begin(), target.end(), is_visible) || target.find('#') != std::string::npos) return false;
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (!split_path(request)) return false;
    return question == std::string::npos || split_query(request, std::string_view(target).substr(question + 1));
}

bool is_token(std::string_view name) {
    constexpr std::string_view kSymbols = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               kSymbols.find(c) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view value) {
    return std::all_of(value.begin(), value.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
    });
}

/// A name or an address, with a port or without; nothing that could be taken for more.
bool is_host(std::string_view host) {
    constexpr std::string_view kSymbols = ".-_:[]";
    return !host.empty() && std::all_of(host.begin(), host.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               kSymbols.find(c) != std::string_view::npos;
    });
}

/// One numeric Content-Length, digits only. nullopt: it cannot be trusted.
std::optional<std::uint64_t> length_of(const Request& request) {
    const auto text = request.header("content-length");
    if (!request.headers.contains("content-length")) return 0;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || text.size() > 18 || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// The one kind of answer that is no JSON to people: live updates.
bool is_event_stream(const Request& request) {
    return request.segments.size() == 4 && request.segments.back() == "updates";
}

bool accepts_json(std::string_view accept) {
    if (accept.empty()) return true;
    const auto text = lower(accept);
    return text.find("application/json") != std::string::npos ||
           text.find("application/problem+json") != std::string::npos ||
           text.find("application/*") != std::string::npos || text.find("*/*") != std::string::npos;
}

bool is_json(std::string_view content_type) {
    const auto text = lower(content_type);
    const auto end = text.find(';');
    auto essence = text.substr(0, end);
    while (!essence.empty() && essence.back() == ' ') essence.pop_back();
    return essence == "application/json";
}

std::optional<Problem> take_fields(Request& request, const RawHeader& header, const GateLimits& limits) {
    if (header.fields.size() > limits.fields) return Problem::headers_too_large;
    for (const auto& [name, value] : header.fields) {
        if (!is_token(name) || !is_field_value(value)) return Problem::malformed_request;
        const auto key = lower(name);
        if (key == "transfer-encoding") return Problem::transfer_encoding;
        const auto [at, added] = request.headers.emplace(key, value);
        if (added) continue;
        if (key != "accept" && key != "cookie") return Problem::malformed_request;  // These two are lists.
        at->second += (key == "cookie" ? "; " : ", ") + value;
    }
    return std::nullopt;
}

bool keeps_alive(const Request& request, unsigned version) {
    const auto connection = lower(request.header("connection"));
    return version == 11 ? connection.find("close") == std::string::npos : connection == "keep-alive";
}

}  // namespace

std::variant<Admitted, Problem> admit(const RawHeader& header, const Peer& peer, const GateLimits& limits) {
    Admitted admitted;
    Request& request = admitted.request;
    request.peer = peer;
    request.method = method_of(header.method);
    if (header.version != 10 && header.version != 11) return Problem::malformed_request;
    if (header.target.size() > limits.target_bytes) return Problem::target_too_long;
    if (!take_target(request, header.target)) return Problem::malformed_request;
    if (const auto refused = take_fields(request, header, limits)) return *refused;
    if (!is_host(request.header("host"))) return Problem::malformed_request;
    if (request.headers.contains("expect")) return Problem::expectation_failed;
    if (request.headers.contains("upgrade") || request.headers.contains("trailer")) return Problem::malformed_request;
    const auto length = length_of(request);
    if (!length) return Problem::malformed_request;
    const bool large = peer.transport == Peer::Transport::unix_socket && request.path.ends_with("/roster-imports");
    if (*length > (large ? limits.large_body_bytes : limits.body_bytes)) return Problem::content_too_large;
    const bool bodiless = request.method == Method::get || request.method == Method::head;
    if (bodiless && *length != 0) return Problem::malformed_request;
    const bool takes_form = request.path.find("/unsubscribe/") != std::string::npos;  // RFC 8058; it reads no body.
    if (*length != 0 && !takes_form && !is_json(request.header("content-type"))) return Problem::unsupported_media_type;
    const bool plain_text = request.path == "/metrics" || request.path == "/healthz";
    const auto accept = request.header("accept");
    const bool events = is_event_stream(request) && lower(accept).find("text/event-stream") != std::string::npos;
    if (!plain_text && !events && !accepts_json(accept)) return Problem::not_acceptable;
    admitted.content_length = *length;
    admitted.keep_alive = keeps_alive(request, header.version);
    return admitted;
}

}  // namespace hometime::http
