// Where the school's mail relay is, and how it is spoken to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "eventstore/base/json_schema.h"

namespace hometime::email {

enum class SmtpSecurity : std::uint8_t {
    starttls,  ///< begins in clear, and goes no further without TLS (RFC 3207); port 587 as a rule
    tls,       ///< TLS from the first byte (RFC 8314); port 465 as a rule
    none,      ///< for a relay on this machine only
};

struct SmtpSettings {
    std::string host{};  ///< a name, or an IPv4 or IPv6 number without brackets; the certificate must be for it
    std::uint16_t port = 587;
    SmtpSecurity security = SmtpSecurity::starttls;
    std::string user{};               ///< empty: nobody signs in
    std::string password{};           ///< with `user` only; from a credential, never from the configuration file
    std::filesystem::path ca_file{};  ///< PEM: the authorities to trust instead of the system's; empty: the system's
    std::string from{};               ///< address that the relay hears as the sender, and bounces go to
    std::string helo{};               ///< name by which we greet; empty: this machine's
};

/// What is wrong with the settings, one error a member ("/host"); empty: nothing. Looks at no file and at no network.
[[nodiscard]] json::FieldErrors check(const SmtpSettings& settings);

}  // namespace hometime::email
