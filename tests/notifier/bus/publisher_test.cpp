// A publisher and subscribers over loopback TCP. Each test waits for what must come, and for the heartbeat that says
// that nothing more will.
#include "notifier/bus/publisher.h"

#include <gmock/gmock.h>

#include <zmq.hpp>

#include "notifier/bus/subscriber.h"
#include "projections/views/store.h"
#include "tests/projections/views/views_test.h"
#include "tests/support/temp_dir.h"

namespace hometime::bus {
namespace {

using test::instant;
using test::kOtherSchool;
using test::kSchool;
using testing::ElementsAre;

/// Longest wait for something that must happen. Reached only by a test that fails.
constexpr std::chrono::seconds kPatience{20};

class BusPublisher : public testing::Test {
protected:
    void SetUp() override {
        auto opened = ViewStore::open({folder_ / "views", views::all_views(), ViewAccess::owner, {}});
        ASSERT_TRUE(opened) << opened.error().detail;
        views_ = std::move(*opened);
        folding_ = std::make_unique<ViewFolder>(log_, *views_, views::all_projections());
        for (const auto school : {kSchool, kOtherSchool}) {
            log_.append(LogOpened{school, test::log_of(school)}, school);
            log_.append(SchoolOpened{"Europe/London", {}}, school);
        }
        fold();
        start();
    }
    void start() {
        PublisherOptions options;
        options.endpoint = "tcp://127.0.0.1:*";
        options.heartbeat = std::chrono::milliseconds{50};
        options.after_burst = std::chrono::milliseconds{10};
        publisher_ = std::make_unique<Publisher>(options, log_, *views_, clock_);
        const auto started = publisher_->start();
        ASSERT_TRUE(started) << started.error().detail;
    }
    void fold() {
        const auto cursors = folding_->cursors();
        for (const auto& head : log_.heads()) {
            const auto from = cursors.contains(head.school) ? cursors.at(head.school) : Sequence{};
            ASSERT_TRUE(folding_->fold(log_.after(from, head.school)));
        }
    }
    void award(int times, SchoolId school = kSchool) {
        for (int i = 0; i < times; ++i)
            log_.append(PointAwarded{PupilId{7}, ClassId{5}, StaffId{6}, "kindness"}, school);
        fold();
        publisher_->wake();
    }

    /// Listens to the prefixes until `enough`; `live` runs once the first frame has come.
    template <class Live, class Enough>
    std::vector<Heard> hear(const std::vector<std::string>& prefixes, Live live, Enough enough) {
        std::vector<Heard> all;
        const auto until = std::chrono::steady_clock::now() + kPatience;
        const auto dropped = listen(publisher_->endpoint(), prefixes, kPatience, [&](const Heard& heard) {
            if (all.empty()) live();
            all.push_back(heard);
            return !enough(all) && std::chrono::steady_clock::now() < until;
        });
        EXPECT_EQ(dropped, 0U);
        EXPECT_TRUE(!all.empty() && enough(all)) << "heard " << all.size();
        return all;
    }
    static std::vector<std::uint64_t> events(const std::vector<Heard>& all) {
        std::vector<std::uint64_t> numbers;
        for (const auto& heard : all) {
            if (heard.header.kind == FrameKind::event) numbers.push_back(heard.header.seq);
        }
        return numbers;
    }
    /// A heartbeat of this number has come.
    static auto quiet_at(std::uint64_t number) {
        return [number](const std::vector<Heard>& all) {
            return all.back().header.kind == FrameKind::heartbeat && all.back().header.seq == number;
        };
    }

    test::TempDir folder_;
    test::FactLog log_;
    ManualClock clock_{instant("2026-11-24T11:10:00Z")};
    std::unique_ptr<ViewStore> views_;
    std::unique_ptr<ViewFolder> folding_;
    std::unique_ptr<Publisher> publisher_;
};

const std::string kPoints = stream_prefix(kSchool, Stream::points);

TEST_F(BusPublisher, ASubscriberHearsEveryEventOnceInOrder) {
    const auto all = hear({kPoints}, [&] { award(300); }, quiet_at(300));
    EXPECT_EQ(all.front().header.kind, FrameKind::heartbeat) << "a grant is answered at once";
    EXPECT_EQ(all.front().header.seq, 0U);
    const auto numbers = events(all);
    ASSERT_EQ(numbers.size(), 300U);
    for (std::size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(numbers[i], i + 1);
    for (const auto& heard : all) {
        EXPECT_EQ(heard.missing, 0U);
        EXPECT_EQ(heard.header.epoch, test::log_of(kSchool));
        EXPECT_EQ(heard.header.sent_at, clock_.now());
        EXPECT_TRUE(heard.topic.starts_with(kPoints)) << heard.topic;
        EXPECT_EQ(heard.body.empty(), heard.header.kind == FrameKind::heartbeat);
    }
    EXPECT_EQ(publisher_->counters().events, 300U);
    EXPECT_GE(publisher_->counters().heartbeats, 2U);
}

TEST_F(BusPublisher, OnlyTheSubscribedStreamIsHeard) {
    const auto all = hear(
        {kPoints},
        [&] {
            log_.append(GuardianLinked{PupilId{7}, GuardianId{8}, {}, {}});
            award(2, kOtherSchool);
            award(1);
        },
        quiet_at(1));
    EXPECT_THAT(events(all), ElementsAre(1));
}

TEST_F(BusPublisher, TwoSubscribersHearTheSame) {
    const auto second = [&] {
        const auto all = hear({kPoints}, [&] { award(5); }, quiet_at(5));
        EXPECT_EQ(events(all).size(), 5U);
    };
    const auto all = hear({kPoints}, second, quiet_at(5));
    EXPECT_THAT(events(all), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(BusPublisher, NumbersGoOnAfterARestart) {
    const auto before = hear({kPoints}, [&] { award(2); }, quiet_at(2));
    publisher_->stop();
    start();
    const auto after = hear({kPoints}, [&] { award(1); }, quiet_at(3));
    EXPECT_EQ(after.front().header.seq, 2U) << "the heartbeat says where the stream is";
    EXPECT_THAT(events(after), ElementsAre(3));
}

TEST_F(BusPublisher, AnythingButAnExactStreamIsRefusedAndCounted) {
    zmq::context_t context(1);
    zmq::socket_t socket(context, zmq::socket_type::sub);
    socket.set(zmq::sockopt::linger, 0);
    socket.connect(publisher_->endpoint());
    const std::vector<std::string> refused{"", "e1/", kPoints.substr(0, kPoints.size() - 1), kPoints + "point",
                                           "e1/sch_00000000/points/"};
    for (const auto& prefix : refused) socket.set(zmq::sockopt::subscribe, prefix);
    const auto until = std::chrono::steady_clock::now() + kPatience;
    socket.set(zmq::sockopt::rcvtimeo, 20);
    zmq::message_t message;
    while (publisher_->counters().subscriptions_refused < refused.size() && std::chrono::steady_clock::now() < until) {
        ASSERT_FALSE(socket.recv(message)) << "a refused subscription hears nothing";
    }
    EXPECT_EQ(publisher_->counters().subscriptions_refused, refused.size());
    const auto all = hear({kPoints}, [&] { award(3); }, quiet_at(3));
    EXPECT_EQ(events(all).size(), 3U);
    EXPECT_FALSE(socket.recv(message, zmq::recv_flags::dontwait)) << "not even now";
}

TEST_F(BusPublisher, AnOverlongSubscriptionHarmsNobody) {
    zmq::context_t context(1);
    zmq::socket_t socket(context, zmq::socket_type::sub);
    socket.set(zmq::sockopt::linger, 0);
    socket.connect(publisher_->endpoint());
    socket.set(zmq::sockopt::subscribe, kPoints + std::string(100'000, 'x'));
    const auto all = hear({kPoints}, [&] { award(3); }, quiet_at(3));
    EXPECT_EQ(events(all).size(), 3U);
}

TEST_F(BusPublisher, AnEndpointBeyondThisComputerIsAStartUpError) {
    for (const auto* endpoint :
         {"", "tcp://*:5601", "tcp://0.0.0.0:5601", "tcp://192.168.1.2:5601", "tcp://[::]:5601", "tcp://eth0:5601",
          "udp://127.0.0.1:5601", "tcp://128.0.0.1:5601", "tcp://1270.0.1:1", "epgm://127.0.0.1;239.192.1.1:1"}) {
        EXPECT_FALSE(is_local_endpoint(endpoint)) << endpoint;
        PublisherOptions options;
        options.endpoint = endpoint;
        Publisher publisher(options, log_, *views_, clock_);
        const auto started = publisher.start();
        ASSERT_FALSE(started) << endpoint;
        EXPECT_EQ(started.error().code, ErrorCode::invalid);
    }
    for (const auto* endpoint : {"tcp://127.0.0.1:5601", "tcp://127.0.0.2:*", "tcp://localhost:5601",
                                 "tcp://[::1]:5601", "ipc:///run/hometime/bus", "inproc://bus"}) {
        EXPECT_TRUE(is_local_endpoint(endpoint)) << endpoint;
    }
}

TEST_F(BusPublisher, AnEndpointThatIsTakenIsBusy) {
    PublisherOptions options;
    options.endpoint = publisher_->endpoint();
    Publisher second(options, log_, *views_, clock_);
    const auto started = second.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::busy);
}

TEST_F(BusPublisher, StoppingTwiceOrWithoutAStartIsFine) {
    publisher_->stop();
    publisher_->stop();
    publisher_->wake();
    const Publisher never({}, log_, *views_, clock_);
}

TEST(BusSubscriber, SaysHowManyAreMissingAndDropsWhatIsOfAnotherWire) {
    zmq::context_t context(1);
    zmq::socket_t socket(context, zmq::socket_type::xpub);
    socket.set(zmq::sockopt::linger, 0);
    socket.bind("tcp://127.0.0.1:*");
    const auto send = [&](std::uint64_t seq, FrameKind kind, bool good = true) {
        auto header = encode(Header{kind, 0, {}, seq, {}});
        if (!good) header[0] = 9;
        socket.send(zmq::buffer(kPoints + "x.v1"), zmq::send_flags::sndmore);
        socket.send(zmq::buffer(header), zmq::send_flags::sndmore);
        socket.send(zmq::str_buffer("{}"), zmq::send_flags::none);
    };
    std::vector<std::uint64_t> missing;
    std::thread peer([&] {
        zmq::message_t request;
        socket.set(zmq::sockopt::rcvtimeo, 20'000);
        if (!socket.recv(request)) return;
        send(4, FrameKind::heartbeat);
        send(5, FrameKind::event);
        send(6, FrameKind::event, false);
        send(8, FrameKind::event);       // 6 and 7
        send(8, FrameKind::event);       // once more
        send(10, FrameKind::heartbeat);  // 9 and 10
        send(11, FrameKind::event);
    });
    const auto dropped = listen(socket.get(zmq::sockopt::last_endpoint), {kPoints}, kPatience, [&](const Heard& heard) {
        missing.push_back(heard.missing);
        return missing.size() < 6;
    });
    peer.join();
    EXPECT_EQ(dropped, 1U);
    EXPECT_THAT(missing, ElementsAre(0, 0, 2, 0, 2, 0));
}

TEST(BusSubscriber, AnEndpointThatIsNoneIsInvalid) {
    const auto heard = listen("nowhere", {}, std::chrono::milliseconds{10}, [](const Heard&) { return false; });
    ASSERT_FALSE(heard);
    EXPECT_EQ(heard.error().code, ErrorCode::invalid);
}

}  // namespace
}  // namespace hometime::bus
