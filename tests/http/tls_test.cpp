// HTTPS with certificate files, and the Unix socket.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "daemon/http/server.h"
#include "tests/support/raw_http.h"
#include "tests/support/temp_dir.h"
#include "tools/common/exit.h"
#include "tools/common/http_client.h"

namespace hometime {
namespace {

class Listening : public testing::Test {
protected:
    http::Response handle(const http::Request& request) {
        std::string uid = request.peer.uid ? std::to_string(*request.peer.uid) : "null";
        const bool tls = request.peer.transport == http::Peer::Transport::tls;
        return http::json_response(200, R"({"uid":)" + uid + R"(,"tls":)" + (tls ? "true" : "false") + "}");
    }
    /// A certificate for localhost that signs itself, as a school's technician makes one to try things out.
    void make_certificate() const {
        const std::string command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost "
            "-addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout " +
            (folder_ / "tls.key").string() + " -out " + (folder_ / "tls.crt").string() + " 2>/dev/null";
        ASSERT_EQ(std::system(command.c_str()), 0);
    }

    test::TempDir folder_;
    SeededRandom random_{7};
    http::Server server_{{}, [this](const http::Request& request) { return handle(request); }, random_};
};

TEST_F(Listening, HttpsServesWithTheCertificateFiles) {
    make_certificate();
    const auto port = server_.listen_tls("127.0.0.1", 0, folder_ / "tls.crt", folder_ / "tls.key");
    ASSERT_TRUE(port) << port.error().detail;
    server_.start();
    tools::Endpoint endpoint;
    endpoint.base_url = "https://localhost:" + std::to_string(*port);
    endpoint.ca_file = folder_ / "tls.crt";
    const auto answer = tools::HttpClient(endpoint).call("GET", "/");
    EXPECT_TRUE(answer.at("tls").as_bool());
    EXPECT_TRUE(answer.at("uid").is_null());
    server_.stop(std::chrono::seconds(5));
}

TEST_F(Listening, ACertificateThatNobodyVouchesForIsNotTrustedByTheClient) {
    make_certificate();
    const auto port = server_.listen_tls("127.0.0.1", 0, folder_ / "tls.crt", folder_ / "tls.key");
    ASSERT_TRUE(port) << port.error().detail;
    server_.start();
    tools::Endpoint endpoint;
    endpoint.base_url = "https://localhost:" + std::to_string(*port);
    EXPECT_THROW(std::ignore = tools::HttpClient(endpoint).call("GET", "/"), tools::Failure);
    server_.stop(std::chrono::seconds(5));
}

TEST_F(Listening, FilesThatAreNoCertificateAreRefusedBeforeAnythingListens) {
    std::ofstream(folder_ / "tls.crt") << "not a certificate\n";
    std::ofstream(folder_ / "tls.key") << "not a key\n";
    const auto port = server_.listen_tls("127.0.0.1", 0, folder_ / "tls.crt", folder_ / "tls.key");
    ASSERT_FALSE(port);
    EXPECT_EQ(port.error().code, ErrorCode::invalid);
}

TEST_F(Listening, TheUnixSocketTellsWhoIsThere) {
    const auto path = folder_ / "socket";
    ASSERT_TRUE(server_.listen_unix(path));
    struct stat about{};
    ASSERT_EQ(stat(path.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0660U);
    server_.start();
    const auto answer = test::HttpClient{{path, 0}, {}}.send("GET", "/");
    EXPECT_EQ(answer.json().at("uid").to_number<std::uint64_t>(), getuid());
    server_.stop(std::chrono::seconds(5));
}

TEST_F(Listening, AStaleSocketIsReplacedAndAFileInTheWayIsNot) {
    const auto path = folder_ / "socket";
    {
        http::Server earlier({}, [](const http::Request&) { return http::Response{}; }, random_);
        ASSERT_TRUE(earlier.listen_unix(path));
    }
    EXPECT_TRUE(server_.listen_unix(path));
    std::ofstream(folder_ / "file") << "kept\n";
    EXPECT_FALSE(server_.listen_unix(folder_ / "file"));
    EXPECT_TRUE(std::filesystem::is_regular_file(folder_ / "file"));
}

}  // namespace
}  // namespace hometime
