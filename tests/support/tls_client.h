// A TLS connection to loopback that speaks one version of the protocol only, and trusts anybody.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tests/support/raw_socket.h"

namespace hometime::test {

class TlsClient {
public:
    enum class Version : std::uint8_t { tls_1_1, tls_1_2, tls_1_3 };

    /// Connects and shakes hands. Throws std::runtime_error when nobody listens.
    TlsClient(std::uint16_t port, Version version);
    ~TlsClient();
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;

    /// Whether the two came to terms.
    [[nodiscard]] bool is_agreed() const;
    void send(std::string_view bytes);
    /// Everything until the other end closes.
    [[nodiscard]] std::string read_all();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hometime::test
