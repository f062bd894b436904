// Where letters and pushes go out, as the configuration file says it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace hometime {

/// Attempts a minute at most. A relay that gets more in a burst takes it for spam, and defers.
inline constexpr std::uint32_t kEmailsPerMinute = 300;
inline constexpr std::uint32_t kPushesPerMinute = 1200;

struct EmailConfig {
    std::string relay;                  ///< "host:port"; empty: no e-mail
    std::string security = "starttls";  ///< starttls, tls, or none for a relay on this computer
    std::string user;                   ///< empty: nobody signs in
    std::filesystem::path password;     ///< file with one line, where no credential brings it
    std::filesystem::path ca;           ///< PEM: the authorities to trust instead of the system's
    std::string from;                   ///< address
    std::string helo;                   ///< empty: this computer's name
    std::uint32_t per_minute = kEmailsPerMinute;
};

struct PushConfig {
    std::string contact;             ///< "mailto:…" or an https page, for the push services; empty: no push
    std::filesystem::path key;       ///< file of the VAPID key, where no credential brings it
    std::filesystem::path ca;        ///< PEM: an authority to trust beside the system's
    bool private_addresses = false;  ///< a push service may stand in the school's own network
    std::uint32_t per_minute = kPushesPerMinute;
};

/// Where webhooks go: docs/webhooks.md.
struct WebhookConfig {
    std::filesystem::path folder;    ///< of the receivers' files; empty: no webhooks
    std::filesystem::path ca;        ///< PEM: an authority to trust beside the system's
    bool private_addresses = false;  ///< a receiver may stand in the school's own network
};

/// What the service manager brings instead of files.
struct OutsideCredentials {
    std::filesystem::path email_password;  ///< empty: none
    std::filesystem::path push_key;        ///< empty: none
};

}  // namespace hometime
