// A request that passed the gate, and an answer: plain structs, so that routes know nothing of sockets.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hometime::http {

class EventSource;

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };
[[nodiscard]] std::string_view to_string(Method method);

/// Who is at the other end of the connection, as the operating system tells it.
struct Peer {
    enum class Transport : std::uint8_t { tcp_plain, tls, unix_socket };
    Transport transport = Transport::tcp_plain;
    std::string address;               ///< IP address; empty on the Unix socket
    std::optional<std::uint32_t> uid;  ///< Unix socket only: the peer's user number (SO_PEERCRED)
};

struct Request {
    Method method = Method::get;
    std::string path;                                         ///< as sent, without the query; checked by the gate
    std::vector<std::string> segments;                        ///< percent-decoded, valid UTF-8
    std::vector<std::pair<std::string, std::string>> query;   ///< percent-decoded
    std::map<std::string, std::string, std::less<>> headers;  ///< lower-case names; no name twice
    std::string body;
    Peer peer;
    std::string id;  ///< "urn:uuid:…", unique; stands in the answer and in the journal

    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] std::optional<std::string> query_value(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    bool close = false;  ///< end the connection after this answer
    /// What follows the header instead of `body`, for as long as it goes on; the connection ends with it.
    std::shared_ptr<EventSource> stream{};
};

/// A JSON answer.
[[nodiscard]] Response json_response(int status, std::string body);

}  // namespace hometime::http
