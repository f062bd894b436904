// One request on one connection, and the whole answer as it came: for tests that compare bytes.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hometime::test {

/// Where a daemon listens: its Unix socket, or (empty) a port on loopback without TLS.
struct Door {
    std::filesystem::path unix_socket;
    std::uint16_t port = 0;
};

struct RawAnswer {
    int status = 0;
    std::string head;  ///< status line and header fields, each with its line end
    std::string body;

    [[nodiscard]] bool good() const { return status >= 200 && status <= 299; }
    /// The body's document; null when there is none.
    [[nodiscard]] boost::json::value json() const;
    /// The value of the first field of this name, compared without case; empty: there is none.
    [[nodiscard]] std::string header(std::string_view name) const;
    /// Everything but the request's own id and the date: what must not tell two answers apart.
    [[nodiscard]] std::string without_id() const;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Sends the bytes, reads until the daemon closes. Throws std::runtime_error when that takes more than 30 s.
[[nodiscard]] RawAnswer round_trip(const Door& door, const std::string& bytes);

/// Somebody at a door: nobody in particular, a signed-in person (`token`), or the socket's peer.
struct HttpClient {
    Door door;
    std::string token;

    /// Every request but GET has an Idempotency-Key of its own, unless `more` names one. `body` null: none.
    [[nodiscard]] RawAnswer send(const std::string& method, const std::string& path,
                                 const boost::json::value& body = nullptr, const Headers& more = {}) const;
    /// send(), and throws std::runtime_error with the answer in it unless it is a success.
    boost::json::value call(const std::string& method, const std::string& path,
                            const boost::json::value& body = nullptr) const;
};

}  // namespace hometime::test
