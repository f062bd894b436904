// The Unix socket: who is at its other end, and what may lie where it shall be.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "daemon/http/server.h"
#include "tests/support/raw_http.h"
#include "tests/support/temp_dir.h"

namespace hometime {
namespace {

using namespace test;

http::Response tell_peer(const http::Request& request) {
    const bool local = request.peer.transport == http::Peer::Transport::unix_socket && request.peer.address.empty();
    const std::string uid = request.peer.uid ? std::to_string(*request.peer.uid) : "null";
    return http::json_response(local ? 200 : 500, R"({"uid":)" + uid + "}");
}

class UnixSocket : public testing::Test {
protected:
    /// A file that a daemon left behind when it was killed.
    void leave_a_stale_socket() {
        http::Server earlier({}, tell_peer, clock_, random_);
        ASSERT_TRUE(earlier.listen_unix(path_));  // Never started, it has nothing to tidy up at its end.
        ASSERT_TRUE(std::filesystem::is_socket(path_));
    }
    [[nodiscard]] int status() const { return HttpClient{{path_, 0}, {}}.send("GET", "/").status; }

    TempDir folder_;
    std::filesystem::path path_ = folder_ / "socket";
    SystemClock clock_;
    SeededRandom random_{7};
    http::Server server_{{}, tell_peer, clock_, random_};
};

TEST_F(UnixSocket, TellsWhoIsThere) {
    ASSERT_TRUE(server_.listen_unix(path_));
    server_.start();
    const auto answer = HttpClient{{path_, 0}, {}}.send("GET", "/");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.json().at("uid").to_number<std::uint64_t>(), getuid());
}

TEST_F(UnixSocket, IsForItsOwnerAndItsGroup) {
    ASSERT_TRUE(server_.listen_unix(path_));
    struct stat about{};
    ASSERT_EQ(stat(path_.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0660U);
}

TEST_F(UnixSocket, AStaleOneIsReplaced) {
    leave_a_stale_socket();
    ASSERT_TRUE(server_.listen_unix(path_));
    server_.start();
    EXPECT_EQ(status(), 200);
}

TEST_F(UnixSocket, OneInUseIsNotTakenAway) {
    ASSERT_TRUE(server_.listen_unix(path_));
    server_.start();
    http::Server second({}, tell_peer, clock_, random_);
    const auto listening = second.listen_unix(path_);
    ASSERT_FALSE(listening);
    EXPECT_EQ(listening.error().code, ErrorCode::busy);
    EXPECT_EQ(status(), 200);
}

TEST_F(UnixSocket, AFileInTheWayIsAnErrorAndStays) {
    std::ofstream(path_) << "kept\n";
    const auto listening = server_.listen_unix(path_);
    ASSERT_FALSE(listening);
    EXPECT_EQ(listening.error().code, ErrorCode::unavailable);
    std::string line;
    std::getline(std::ifstream(path_), line);
    EXPECT_EQ(line, "kept");
}

TEST_F(UnixSocket, AFolderThatIsMissingOrAPathThatIsTooLongIsAnError) {
    EXPECT_FALSE(server_.listen_unix(folder_ / "missing/socket"));
    const auto listening = server_.listen_unix(folder_ / std::string(200, 's'));
    ASSERT_FALSE(listening);
    EXPECT_EQ(listening.error().code, ErrorCode::invalid);
}

TEST_F(UnixSocket, IsGoneAfterAStop) {
    ASSERT_TRUE(server_.listen_unix(path_));
    server_.start();
    server_.stop(std::chrono::seconds(5));
    EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace hometime
