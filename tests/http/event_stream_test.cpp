// Event streams on a connection: what they say and when, whom they hold up, how they end.
#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <mutex>

#include "daemon/http/event_source.h"
#include "tests/http/echo_server.h"
#include "tests/support/certificate.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tls_client.h"

namespace hometime {
namespace {

using namespace std::chrono_literals;
using namespace test;
using http::EventSource;

constexpr std::string_view kGet = "GET /updates HTTP/1.1\r\nHost: school\r\n\r\n";

/// Says what a test gives it, in that order, and then waits for more.
class Script final : public EventSource {
public:
    void say(std::string bytes, Then then = Then::wait) {
        const std::scoped_lock lock(mutex_);
        chunks_.push_back({std::move(bytes), then});
    }
    [[nodiscard]] bool ready() const override {
        const std::scoped_lock lock(mutex_);
        return !chunks_.empty();
    }
    [[nodiscard]] Chunk next() override {
        const std::scoped_lock lock(mutex_);
        ++asked_;
        changed_.notify_all();
        if (throws_) throw std::runtime_error("the log cannot be read");
        if (chunks_.empty()) return {};
        if (endless_) return chunks_.front();
        auto chunk = std::move(chunks_.front());
        chunks_.pop_front();
        return chunk;
    }
    void go_on_for_ever() {
        const std::scoped_lock lock(mutex_);
        endless_ = true;
    }
    void fail() {
        const std::scoped_lock lock(mutex_);
        throws_ = true;
    }
    /// Whether it is asked so often within a while.
    [[nodiscard]] bool is_asked(int times) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 20s, [&] { return asked_ >= times; });
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Chunk> chunks_;
    int asked_ = 0;
    bool endless_ = false;
    bool throws_ = false;
};

http::ServerLimits quick() {
    http::ServerLimits limits;
    limits.stream_heartbeat = 10'000s;
    limits.stream_look = 10ms;
    limits.stream_pause = 0ms;
    limits.workers = 1;
    return limits;
}

class EventStreams : public testing::Test {
protected:
    ~EventStreams() override { stop(5s); }

    void start(http::ServerLimits limits = quick()) {
        server_ = std::make_unique<http::Server>(
            limits,
            [this](const http::Request& request) {
                if (request.path != "/updates") return http::json_response(200, "{}");
                http::Response response;
                response.content_type = "text/event-stream";
                response.stream = script_;
                return response;
            },
            clock_, random_);
        port_ = server_->listen_plain("127.0.0.1", 0).value();
        server_->start();
    }
    void stop(std::chrono::milliseconds grace) {
        if (server_) server_->stop(grace);
    }
    [[nodiscard]] bool is_over() const {
        const auto until = std::chrono::steady_clock::now() + 20s;
        while (server_->counters().streams.load() != 0 && std::chrono::steady_clock::now() < until) {
            std::this_thread::yield();
        }
        return server_->counters().streams.load() == 0;
    }

    std::shared_ptr<Script> script_ = std::make_shared<Script>();
    SystemClock clock_;
    SeededRandom random_{3};
    std::unique_ptr<http::Server> server_;
    std::uint16_t port_ = 0;
};

TEST_F(EventStreams, SayWhatComesUntilTheSourceEndsThem) {
    start();
    script_->say("data: 1\n\n");
    const RawSocket socket(port_);
    socket.send(kGet);
    const auto head = socket.read_until("data: 1\n\n");
    EXPECT_EQ(statuses(head), "200");
    EXPECT_NE(head.find("Content-Type: text/event-stream\r\n"), std::string::npos) << head;
    EXPECT_NE(head.find("Connection: close\r\n"), std::string::npos) << head;
    EXPECT_EQ(head.find("Content-Length"), std::string::npos) << head;
    EXPECT_EQ(server_->counters().streams.load(), 1U);
    script_->say("data: 2\n\n", EventSource::Then::go_on);
    script_->say("data: 3\n\n", EventSource::Then::end_here);
    server_->wake_streams();
    EXPECT_EQ(socket.read_all(), "data: 2\n\ndata: 3\n\n");
    EXPECT_TRUE(is_over());
}

TEST_F(EventStreams, AreAskedAtOnceWhenTheyAreWoken) {
    auto limits = quick();
    limits.stream_look = 10'000s;
    start(limits);
    const RawSocket socket(port_);
    socket.send(kGet);
    ASSERT_TRUE(script_->is_asked(1));
    script_->say("data: 1\n\n");
    server_->wake_streams();
    EXPECT_NE(socket.read_until("data: 1\n\n").find("data: 1"), std::string::npos);
}

TEST_F(EventStreams, AreAskedAgainEvenWhenNothingWakesThem) {
    start();
    const RawSocket socket(port_);
    socket.send(kGet);
    EXPECT_TRUE(script_->is_asked(5)) << "whether the reader still may read is looked at again and again";
}

TEST_F(EventStreams, ASilentOneSendsHeartbeats) {
    auto limits = quick();
    limits.stream_heartbeat = 10ms;
    start(limits);
    const RawSocket socket(port_);
    socket.send(kGet);
    const auto heard = socket.read_until(":\n\n:\n\n:\n\n");
    EXPECT_EQ(heard.substr(heard.find("\r\n\r\n") + 4, 6), ":\n\n:\n\n");
}

TEST_F(EventStreams, HoldNoThreadWhileTheyWait) {
    start();  // One worker.
    std::vector<std::unique_ptr<RawSocket>> open;
    for (int i = 0; i < 20; ++i) {
        open.push_back(std::make_unique<RawSocket>(port_));
        open.back()->send(kGet);
        EXPECT_EQ(statuses(open.back()->read_until("\r\n\r\n")), "200");
    }
    const RawSocket other(port_);
    other.send("GET / HTTP/1.1\r\nHost: school\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(statuses(other.read_all()), "200");
    EXPECT_EQ(server_->counters().streams.load(), 20U);
}

TEST_F(EventStreams, AreNoLongerCountedAmongTheConnectionsOfTheirAddress) {
    auto limits = quick();
    limits.connections_per_address = 2;
    start(limits);
    std::vector<std::unique_ptr<RawSocket>> open;
    for (int i = 0; i < 5; ++i) {
        open.push_back(std::make_unique<RawSocket>(port_));
        open.back()->send(kGet);
        EXPECT_EQ(statuses(open.back()->read_until("\r\n\r\n")), "200") << i;
        ASSERT_TRUE(script_->is_asked(i + 1));
    }
}

TEST_F(EventStreams, AReaderThatDoesNotReadIsLetGoAndKeepsNobodyWaiting) {
    auto limits = quick();
    limits.write_deadline = 50ms;
    start(limits);
    script_->say(std::string(16 * 1024, 'x'), EventSource::Then::go_on);
    script_->go_on_for_ever();
    const RawSocket socket(port_);
    socket.send(kGet);
    ASSERT_TRUE(script_->is_asked(2));
    EXPECT_TRUE(is_over());
}

TEST_F(EventStreams, EndWhenTheirReaderLeaves) {
    start();
    {
        const RawSocket socket(port_);
        socket.send(kGet);
        ASSERT_TRUE(script_->is_asked(1));
    }
    EXPECT_TRUE(is_over());
}

TEST_F(EventStreams, EndWhenTheirSourceFails) {
    start();
    script_->fail();
    const RawSocket socket(port_);
    socket.send(kGet);
    EXPECT_EQ(statuses(socket.read_all()), "200");
    EXPECT_EQ(server_->counters().failed.load(), 1U);
}

TEST_F(EventStreams, EndAtOnceWhenTheServerStops) {
    auto limits = quick();
    limits.stream_look = 10'000s;
    start(limits);
    const RawSocket socket(port_);
    socket.send(kGet);
    ASSERT_TRUE(script_->is_asked(1));
    const auto begun = std::chrono::steady_clock::now();
    stop(20s);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s) << "the grace is for requests, not for streams";
    EXPECT_EQ(statuses(socket.read_all()), "200");
}

TEST_F(EventStreams, AReaderThatDoesNotReadHoldsNoStopUp) {
    start();  // Which waits 30 s for a reader.
    script_->say(std::string(1024 * 1024, 'x'), EventSource::Then::go_on);
    script_->go_on_for_ever();
    const RawSocket socket(port_);
    socket.send(kGet);
    ASSERT_TRUE(script_->is_asked(1));
    const auto begun = std::chrono::steady_clock::now();
    stop(20s);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
}

TEST_F(EventStreams, OfHeadHaveNoBody) {
    start();
    script_->say("data: 1\n\n", EventSource::Then::end_here);
    const RawSocket socket(port_);
    socket.send("HEAD /updates HTTP/1.1\r\nHost: school\r\n\r\n");
    const auto answer = socket.read_all();
    EXPECT_EQ(statuses(answer), "200");
    EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(EventStreams, GoOverTls) {
    const TempDir folder;
    make_certificate(folder / "tls.crt", folder / "tls.key");
    http::Server server(
        quick(),
        [this](const http::Request&) {
            http::Response response;
            response.content_type = "text/event-stream";
            response.stream = script_;
            return response;
        },
        clock_, random_);
    const auto port = server.listen_tls("127.0.0.1", 0, folder / "tls.crt", folder / "tls.key");
    ASSERT_TRUE(port) << port.error().detail;
    server.start();
    script_->say("data: 1\n\n");
    script_->say("data: 2\n\n", EventSource::Then::end_here);
    TlsClient client(*port, TlsClient::Version::tls_1_3);
    ASSERT_TRUE(client.is_agreed());
    client.send(kGet);
    EXPECT_TRUE(client.read_all().ends_with("data: 1\n\ndata: 2\n\n"));
    server.stop(5s);
}

}  // namespace
}  // namespace hometime
