// The replay channel over loopback TCP, and what the publisher says of itself.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "tests/notifier/bus/bus_test.h"

namespace hometime::bus {
namespace {

namespace js = boost::json;
using test::kSchool;

const std::string kPoints = stream_prefix(kSchool, Stream::points);

class BusReplayChannel : public BusTest {
protected:
    void SetUp() override {
        BusTest::SetUp();
        start(quick());
    }
    static std::string replay_of(std::uint64_t from, std::uint64_t to) {
        return js::serialize(
            js::object{{"stream", kPoints}, {"epoch", to_string(test::log_of(kSchool))}, {"from", from}, {"to", to}});
    }
};

TEST_F(BusReplayChannel, AnswersOnItsOwnEndpoint) {
    award(3);
    Peer peer(zmq::socket_type::dealer, publisher_->replay_endpoint());
    EXPECT_EQ(peer.ask("PING"), (std::vector<std::string>{"R1", "OK", "0123456789abcdef", "{}"}));
    const auto first = peer.ask("REPLAY", replay_of(2, 3));
    ASSERT_EQ(first.size(), 5U);
    EXPECT_EQ(first[1], "EV");
    EXPECT_EQ(decode_header(first[3])->seq, 2U);
    EXPECT_EQ(peer.receive()[1], "EV");
    EXPECT_EQ(peer.receive()[1], "END");
    EXPECT_EQ(publisher_->counters().replay_requests, 2U);
    EXPECT_EQ(publisher_->counters().replay_events, 2U);
}

TEST_F(BusReplayChannel, ARequestThatIsTooLargeEndsItsConnectionAndHarmsNobody) {
    Peer large(zmq::socket_type::dealer, publisher_->replay_endpoint());
    large.send({"R1", "PING", "0123456789abcdef", std::string(9000, ' ')});
    Peer peer(zmq::socket_type::dealer, publisher_->replay_endpoint());
    EXPECT_EQ(peer.ask("PING").at(1), "OK");
    EXPECT_TRUE(large.receive(std::chrono::milliseconds{50}).empty());
}

TEST_F(BusReplayChannel, SomebodyWhoTakesNothingHoldsNobodyUp) {
    award(600);
    Peer idle(zmq::socket_type::dealer, publisher_->replay_endpoint());
    idle.socket().set(zmq::sockopt::rcvhwm, 1);
    for (int i = 0; i < 15; ++i) idle.send({"R1", "REPLAY", "0123456789abcdef", replay_of(1, 500)});
    Peer peer(zmq::socket_type::dealer, publisher_->replay_endpoint());
    EXPECT_EQ(peer.ask("PING").at(1), "OK");
}

TEST_F(BusReplayChannel, WhoHasGoneWhileBeingAnsweredIsForgotten) {
    award(600);
    for (int i = 0; i < 5; ++i) {
        Peer gone(zmq::socket_type::dealer, publisher_->replay_endpoint());
        gone.socket().set(zmq::sockopt::linger, 1000);
        for (int j = 0; j < 3; ++j) gone.send({"R1", "REPLAY", "0123456789abcdef", replay_of(1, 500)});
    }
    clock_.advance(std::chrono::seconds{2});
    Peer peer(zmq::socket_type::dealer, publisher_->replay_endpoint());
    EXPECT_EQ(peer.ask("PING").at(0), "R1");
}

TEST_F(BusReplayChannel, AStopIsToldToWhoeverListens) {
    Peer peer(zmq::socket_type::sub, publisher_->endpoint());
    peer.subscribe(kPoints);
    ASSERT_FALSE(peer.receive().empty());
    publisher_->stop();
    std::vector<std::string> frames;
    do {
        frames = peer.receive();
        ASSERT_GE(frames.size(), 3U);
    } while (decode_header(frames[1])->kind != FrameKind::notice);
    EXPECT_EQ(frames[0], kPoints + "notice.v1");
    EXPECT_EQ(frames[2], R"({"notice":"restarting"})");
}

TEST_F(BusReplayChannel, ARestoreIsToldAndNumbersItsEpoch) {
    award(5);
    Peer peer(zmq::socket_type::sub, publisher_->endpoint());
    peer.subscribe(kPoints);
    ASSERT_FALSE(peer.receive().empty());
    const Uuid epoch{{7, 7, 7}};
    log_.append(LogRestored{epoch, "20261124T111000Z", log_.head(kSchool)->size, {}, {}});
    fold();
    publisher_->wake();
    std::vector<std::string> frames;
    do {
        frames = peer.receive();
        ASSERT_GE(frames.size(), 3U);
    } while (decode_header(frames[1])->kind != FrameKind::notice);
    EXPECT_EQ(decode_header(frames[1])->epoch, epoch);
    EXPECT_EQ(frames[2], R"({"notice":"epoch_changed"})");
}

}  // namespace
}  // namespace hometime::bus
