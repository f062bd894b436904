#include "tests/support/raw_socket.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace hometime::test {

RawSocket::RawSocket(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval most{kAnswerMax.count(), 0};
    if (setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most) != 0 ||
        setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most) != 0 ||
        connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(fd_);
        throw std::runtime_error("nobody listens on the port");
    }
}

RawSocket::~RawSocket() {
    close(fd_);
}

bool RawSocket::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawSocket::is_answered_within(std::chrono::milliseconds time) const {
    pollfd wait{fd_, POLLIN, 0};
    return poll(&wait, 1, static_cast<int>(time.count())) > 0;
}

void RawSocket::finish() const {
    shutdown(fd_, SHUT_WR);
}

std::string RawSocket::read_all() const {
    return read_until({});
}

std::string RawSocket::read_until(std::string_view bytes) const {
    std::string all;
    char chunk[4096];
    while (bytes.empty() || all.find(bytes) == std::string::npos) {
        pollfd wait{fd_, POLLIN, 0};
        const auto most = std::chrono::duration_cast<std::chrono::milliseconds>(kAnswerMax);
        if (poll(&wait, 1, static_cast<int>(most.count())) <= 0) throw std::runtime_error("no answer came: " + all);
        const auto count = recv(fd_, chunk, sizeof chunk, 0);
        if (count <= 0) return all;
        all.append(chunk, static_cast<std::size_t>(count));
    }
    return all;
}

std::string statuses(std::string_view bytes) {
    constexpr std::string_view kLine = "HTTP/1.1 ";
    std::string codes;
    for (auto at = bytes.find(kLine); at != std::string_view::npos; at = bytes.find(kLine, at + 1)) {
        codes += (codes.empty() ? "" : " ") + std::string(bytes.substr(at + kLine.size(), 3));
    }
    return codes;
}

}  // namespace hometime::test
