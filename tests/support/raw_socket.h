// A plain TCP connection to loopback: sends exactly these bytes, and shows exactly what comes back.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace hometime::test {

/// Longest that a test waits for the other end.
inline constexpr std::chrono::seconds kAnswerMax{20};

class RawSocket {
public:
    /// Throws std::runtime_error when nobody listens there.
    explicit RawSocket(std::uint16_t port);
    ~RawSocket();
    RawSocket(const RawSocket&) = delete;
    RawSocket& operator=(const RawSocket&) = delete;

    /// Sends what the other end still takes. False: it has closed before all was sent.
    bool send(std::string_view bytes) const;
    /// Whether the other end has answered, or closed, within this time.
    [[nodiscard]] bool is_answered_within(std::chrono::milliseconds time) const;
    /// For libraries that read and write by themselves. Reads end after kAnswerMax there too.
    [[nodiscard]] int descriptor() const { return fd_; }
    /// No more will be sent.
    void finish() const;
    /// Everything until the other end closes. Throws std::runtime_error after kAnswerMax without a byte.
    [[nodiscard]] std::string read_all() const;
    /// Until `bytes` have come, or the other end closes.
    [[nodiscard]] std::string read_until(std::string_view bytes) const;

private:
    int fd_ = -1;
};

/// The status codes of the answers in `bytes`, in order.
[[nodiscard]] std::string statuses(std::string_view bytes);

}  // namespace hometime::test
