// Addresses of servers outside, read by the library that will connect to them: two readers would disagree somewhere.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hometime {

/// Longest URL that is taken, bytes. Source: push services' endpoints are 150 to 500; RFC 9110 section 4.1 asks for
/// 8,000 of those who receive, and nobody for more than they need of those who store.
inline constexpr std::size_t kUrlMax = 1024;

struct WebUrl {
    std::string scheme;  ///< "https" or "http"
    /// Scheme, host and port (RFC 6454 section 6.2), in lower case; the port only where it is not the scheme's own.
    std::string origin;
    bool has_user_info = false;
    bool has_fragment = false;
};

/// An absolute URL of at most kUrlMax printable ASCII characters. nullopt: not of that form, or another scheme.
[[nodiscard]] std::optional<WebUrl> parse_web_url(std::string_view url);

/// Whether somebody may give us this as the place to send to: https, no user info, no fragment. Says nothing about
/// where it leads: HttpsPoster looks at the address, each time.
[[nodiscard]] bool is_endpoint(std::string_view url);

}  // namespace hometime
