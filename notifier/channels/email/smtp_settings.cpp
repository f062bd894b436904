#include "notifier/channels/email/smtp_settings.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "notifier/channels/email/address.h"

namespace hometime::email {

namespace {

/// Octets of a user or a password: PLAIN carries 255 each. Source: RFC 4616, 2.
constexpr std::size_t kCredentialMax = 255;

enum class HostKind : std::uint8_t { nothing, name, number, loopback };

HostKind kind_of(const std::string& host) {
    in_addr v4{};
    if (inet_pton(AF_INET, host.c_str(), &v4) == 1) {
        return ntohl(v4.s_addr) >> 24U == 127 ? HostKind::loopback : HostKind::number;
    }
    in6_addr v6{};
    if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) {
        return IN6_IS_ADDR_LOOPBACK(&v6) ? HostKind::loopback : HostKind::number;
    }
    if (host == "localhost") return HostKind::loopback;
    return is_host_name(host) ? HostKind::name : HostKind::nothing;
}

bool is_credential(const std::string& text) {
    return text.size() <= kCredentialMax && std::none_of(text.begin(), text.end(), [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return byte < 0x20 || byte == 0x7F;
           });
}

void check_sign_in(const SmtpSettings& settings, json::FieldErrors& errors) {
    if (settings.user.empty() != settings.password.empty()) {
        errors.push_back({settings.user.empty() ? "/user" : "/password", "required",
                          "a user and a password go together: give both or neither"});
    }
    if (!is_credential(settings.user)) {
        errors.push_back({"/user", "not-allowed", "must be at most 255 bytes without control characters"});
    }
    if (!is_credential(settings.password)) {
        errors.push_back({"/password", "not-allowed",
                          "must be at most 255 bytes without control characters: is there a line break at its end?"});
    }
}

}  // namespace

json::FieldErrors check(const SmtpSettings& settings) {
    json::FieldErrors errors;
    const auto kind = kind_of(settings.host);
    if (kind == HostKind::nothing) {
        errors.push_back({"/host", "not-allowed", "must be the relay's name or its IP address, without a port"});
    }
    if (settings.port == 0) errors.push_back({"/port", "not-allowed", "must be from 1 to 65535; 587 as a rule"});
    if (settings.security == SmtpSecurity::none && kind != HostKind::loopback) {
        errors.push_back({"/security", "not-allowed",
                          "mail without TLS is for a relay on this machine only (127.0.0.1): use starttls or tls"});
    }
    check_sign_in(settings, errors);
    if (settings.ca_file.is_relative() && !settings.ca_file.empty()) {
        errors.push_back({"/ca_file", "not-allowed", "must be an absolute path"});
    }
    if (auto wrong = check_address(settings.from); !wrong.empty()) errors.push_back({"/from", "not-allowed", wrong});
    if (!settings.helo.empty() && !is_host_name(settings.helo)) {
        errors.push_back({"/helo", "not-allowed", "must be this machine's name, or empty"});
    }
    return errors;
}

}  // namespace hometime::email
