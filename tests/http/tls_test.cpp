// HTTPS with certificate files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/http/echo_server.h"
#include "tests/support/certificate.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tls_client.h"
#include "tools/common/exit.h"
#include "tools/common/http_client.h"

namespace hometime {
namespace {

using namespace std::chrono_literals;
using namespace test;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: school\r\nConnection: close\r\n\r\n";

class Https : public testing::Test {
protected:
    void SetUp() override { make_certificate(folder_ / "tls.crt", folder_ / "tls.key"); }
    void TearDown() override { server_.stop(5s); }

    void start() {
        const auto port = server_.listen_tls("127.0.0.1", 0, folder_ / "tls.crt", folder_ / "tls.key");
        ASSERT_TRUE(port) << port.error().detail;
        port_ = *port;
        server_.start();
    }
    /// The answer to an ordinary request over this version; empty: no version was agreed.
    [[nodiscard]] std::string ask(TlsClient::Version version) const {
        TlsClient client(port_, version);
        if (!client.is_agreed()) return {};
        client.send(kGet);
        return client.read_all();
    }
    [[nodiscard]] tools::Endpoint endpoint() const {
        tools::Endpoint endpoint;
        endpoint.base_url = "https://localhost:" + std::to_string(port_);
        return endpoint;
    }
    static http::ServerLimits limits() {
        http::ServerLimits limits;
        limits.header_deadline = 500ms;
        limits.linger = 200ms;
        return limits;
    }

    TempDir folder_;
    SystemClock clock_;
    SeededRandom random_{7};
    http::Server server_{limits(),
                         [](const http::Request& request) {
                             const bool tls = request.peer.transport == http::Peer::Transport::tls;
                             const bool has_user = request.peer.uid.has_value();
                             return http::json_response(tls && !has_user ? 200 : 500, R"({"tls":true})");
                         },
                         clock_, random_};
    std::uint16_t port_ = 0;
};

TEST_F(Https, ServesAClientThatTrustsTheCertificate) {
    start();
    auto trusting = endpoint();
    trusting.ca_file = folder_ / "tls.crt";
    EXPECT_TRUE(tools::HttpClient(trusting).call("GET", "/").at("tls").as_bool());
}

TEST_F(Https, AClientDoesNotTrustACertificateThatNobodyVouchesFor) {
    start();
    EXPECT_THROW(std::ignore = tools::HttpClient(endpoint()).call("GET", "/"), tools::Failure);
}

TEST_F(Https, SpeaksTls12AndTls13AndNothingOlder) {
    start();
    EXPECT_EQ(statuses(ask(TlsClient::Version::tls_1_2)), "200");
    EXPECT_EQ(statuses(ask(TlsClient::Version::tls_1_3)), "200");
    EXPECT_EQ(ask(TlsClient::Version::tls_1_1), "");
}

TEST_F(Https, AnswersTellTheClientToStayWithHttps) {
    start();
    EXPECT_NE(ask(TlsClient::Version::tls_1_3).find("Strict-Transport-Security: max-age="), std::string::npos);
}

TEST_F(Https, APlainRequestIsNotAnsweredAndTheServerLives) {
    start();
    const RawSocket plain(port_);
    plain.send(kGet);
    EXPECT_EQ(statuses(plain.read_all()), "");
    EXPECT_EQ(statuses(ask(TlsClient::Version::tls_1_3)), "200");
}

TEST_F(Https, AHandshakeThatDoesNotBeginIsNotWaitedForForever) {
    start();
    EXPECT_EQ(RawSocket(port_).read_all(), "");
    EXPECT_EQ(statuses(ask(TlsClient::Version::tls_1_3)), "200");
}

TEST_F(Https, AHeaderThatDoesNotEndIsAnsweredAtItsDeadline) {
    start();
    TlsClient client(port_, TlsClient::Version::tls_1_3);
    client.send("GET / HTTP/1.1\r\n");
    EXPECT_EQ(statuses(client.read_all()), "408");
}

TEST_F(Https, ARefusalIsReadableBeforeTheEnd) {
    start();
    TlsClient client(port_, TlsClient::Version::tls_1_2);
    client.send("POST / HTTP/1.1\r\nHost: school\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    EXPECT_EQ(statuses(client.read_all()), "501");
}

/// Each file is named, so that a technician knows which of the two to look at.
TEST_F(Https, FilesThatCannotBeUsedAreErrorsThatNameTheFile) {
    const auto error_of = [&](std::string_view certificate, std::string_view key) {
        const auto port = server_.listen_tls("127.0.0.1", 0, folder_ / certificate, folder_ / key);
        if (port) return std::string("no error");
        EXPECT_EQ(port.error().code, ErrorCode::invalid);
        return port.error().detail;
    };
    std::ofstream(folder_ / "text") << "neither a certificate nor a key\n";
    make_certificate(folder_ / "other.crt", folder_ / "other.key");
    make_certificate(folder_ / "locked.crt", folder_ / "locked.key", "correct horse");
    using testing::HasSubstr;
    EXPECT_THAT(error_of("text", "tls.key"), HasSubstr("the certificate file"));
    EXPECT_THAT(error_of("missing", "tls.key"), HasSubstr("the certificate file"));
    EXPECT_THAT(error_of("tls.crt", "text"), HasSubstr("the key file"));
    EXPECT_THAT(error_of("tls.crt", "missing"), HasSubstr("the key file"));
    EXPECT_THAT(error_of("tls.crt", "other.key"), HasSubstr("the key file"));
    EXPECT_THAT(error_of("locked.crt", "locked.key"), HasSubstr("the key file"));
}

}  // namespace
}  // namespace hometime
