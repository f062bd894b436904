// Bytes of HTTP/1.1: where a header ends, what it says, how an answer is written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/http/gate.h"

namespace hometime::http {

/// How far a header has come. `broken`: bytes that no well-formed header has (a bare CR or LF, NUL, a
/// folded line, white space before a colon), found before any parser could disagree about them.
/// `target_too_long`: the first line alone is too large.
struct HeaderScan {
    enum class State : std::uint8_t { incomplete, complete, broken, target_too_long, too_large };
    State state = State::incomplete;
    std::size_t end = 0;  ///< complete: bytes up to and with the empty line
};
[[nodiscard]] HeaderScan scan_header(std::string_view bytes, std::size_t max);

/// Parses a complete header with Beast. nullopt: not well-formed.
[[nodiscard]] std::optional<RawHeader> parse_header(std::string_view bytes);

/// "Tue, 24 Nov 2026 15:30:00 GMT" (RFC 9110 section 5.6.7).
[[nodiscard]] std::string http_date(UtcTime instant);

/// How an answer goes out.
struct Sending {
    std::string_view request_id;
    UtcTime now;
    bool keep_alive = false;
    bool head = false;  ///< the body is left out
    bool tls = false;
};
/// The whole answer with its header fields.
[[nodiscard]] std::string render(const Response& response, const Sending& how);

}  // namespace hometime::http
