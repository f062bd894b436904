#include "tests/support/raw_http.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <stdexcept>

#include "eventstore/base/random.h"

namespace hometime::test {

namespace {

constexpr const char* kKey = "Idempotency-Key";

/// A descriptor that closes itself.
struct Socket {
    explicit Socket(int family) : fd(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval limit{30, 0};
        if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0 ||
            setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0) {
            throw std::runtime_error("no socket could be made");
        }
    }
    ~Socket() { close(fd); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    template <class Address>
    void connect_to(const Address& address) const {
        sockaddr_storage storage{};
        std::memcpy(&storage, &address, sizeof address);
        if (connect(fd, reinterpret_cast<const sockaddr*>(&storage), sizeof address) != 0) {
            throw std::runtime_error("the daemon does not accept a connection");
        }
    }

    int fd;
};

std::string send_and_read(const Socket& socket, const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const auto count = send(socket.fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) break;  // The daemon may have answered and closed already: read what it said.
        sent += static_cast<std::size_t>(count);
    }
    std::string all;
    char chunk[16384];
    for (;;) {
        const auto count = recv(socket.fd, chunk, sizeof chunk, 0);
        if (count < 0 && errno == ECONNRESET && !all.empty()) return all;
        if (count < 0) throw std::runtime_error("the daemon did not answer in time");
        if (count == 0) return all;
        all.append(chunk, static_cast<std::size_t>(count));
    }
}

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// Visits each field's whole line until `visit` returns false.
template <class Visit>
void each_field(std::string_view head, const Visit& visit) {
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos && at + 2 < head.size();) {
        const auto end = head.find("\r\n", at + 2);
        const auto line = head.substr(at + 2, end == std::string_view::npos ? end : end - at - 2);
        if (!visit(line)) return;
        at = end;
    }
}

}  // namespace

boost::json::value RawAnswer::json() const {
    return body.empty() ? boost::json::value() : boost::json::parse(body);
}

std::string RawAnswer::header(std::string_view name) const {
    std::string value;
    each_field(head, [&](std::string_view line) {
        const auto colon = line.find(": ");
        if (colon == std::string_view::npos || !same_name(line.substr(0, colon), name)) return true;
        value = line.substr(colon + 2);
        return false;
    });
    return value;
}

std::string RawAnswer::without_id() const {
    std::string text = head.substr(0, head.find("\r\n")) + "\n";
    each_field(head, [&](std::string_view line) {
        const auto name = line.substr(0, line.find(':'));
        if (!same_name(name, "x-request-id") && !same_name(name, "date")) text.append(line).append("\n");
        return true;
    });
    std::string shown = body;
    const auto id = header("x-request-id");
    for (auto at = shown.find(id); !id.empty() && at != std::string::npos; at = shown.find(id)) {
        shown.replace(at, id.size(), "-");
    }
    return text + "\n" + shown;
}

RawAnswer round_trip(const Door& door, const std::string& bytes) {
    std::string all;
    if (door.unix_socket.empty()) {
        const Socket socket(AF_INET);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(door.port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socket.connect_to(address);
        all = send_and_read(socket, bytes);
    } else {
        const Socket socket(AF_UNIX);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto path = door.unix_socket.string();
        if (path.size() >= sizeof address.sun_path) throw std::runtime_error("the socket's path is too long");
        std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
        socket.connect_to(address);
        all = send_and_read(socket, bytes);
    }
    RawAnswer answer;
    const auto end = all.find("\r\n\r\n");
    if (!all.starts_with("HTTP/1.1 ") || end == std::string::npos) throw std::runtime_error("no HTTP answer: " + all);
    answer.status = std::stoi(all.substr(9, 3));
    answer.head = all.substr(0, end + 2);
    answer.body = all.substr(end + 4);
    return answer;
}

RawAnswer HttpClient::send(const std::string& method, const std::string& path, const boost::json::value& body,
                           const Headers& more) const {
    std::string bytes = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    const auto add = [&](const std::string& name, const std::string& value) {
        bytes.append(name).append(": ").append(value).append("\r\n");
    };
    if (!token.empty()) add("Authorization", "Bearer " + token);
    const bool keyed = std::any_of(more.begin(), more.end(), [](const auto& one) { return one.first == kKey; });
    if (method != "GET" && method != "HEAD" && !keyed) add(kKey, to_string(SystemRandom().uuid()));
    for (const auto& [name, value] : more) add(name, value);
    const auto payload = body.is_null() ? std::string() : boost::json::serialize(body);
    if (!payload.empty()) {
        add("Content-Type", "application/json");
        add("Content-Length", std::to_string(payload.size()));
    }
    return round_trip(door, bytes + "\r\n" + payload);
}

boost::json::value HttpClient::call(const std::string& method, const std::string& path,
                                    const boost::json::value& body) const {
    const auto answer = send(method, path, body);
    if (answer.good()) return answer.json();
    throw std::runtime_error(method + " " + path + " was answered " + std::to_string(answer.status) + ": " +
                             answer.body);
}

}  // namespace hometime::test
