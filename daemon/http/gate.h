// The request gate: what every request must pass after its header is read and before its body is.
// Beast parses; it does not validate. Nothing ambiguous gets further than here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/http/message.h"
#include "daemon/http/problem.h"

namespace hometime::http {

/// Limits of one request. Source: reliability contract, T7.
struct GateLimits {
    std::size_t header_bytes = 8192;
    std::size_t fields = 64;
    std::size_t target_bytes = 2048;
    std::size_t body_bytes = std::size_t{256} * 1024;             ///< of any route but those named below
    std::size_t large_body_bytes = std::size_t{8} * 1024 * 1024;  ///< of a roster import, on the Unix socket only
};

/// A header as it was parsed: names as sent, in order.
struct RawHeader {
    std::string method;
    std::string target;
    unsigned version = 11;  ///< 10 or 11; anything else is refused
    std::vector<std::pair<std::string, std::string>> fields;
};

/// The request without its body, and how long that body is.
struct Admitted {
    Request request;
    std::uint64_t content_length = 0;
    bool keep_alive = true;
};

/// Admits the header or names the problem. Pure.
[[nodiscard]] std::variant<Admitted, Problem> admit(const RawHeader& header, const Peer& peer,
                                                    const GateLimits& limits);

}  // namespace hometime::http
