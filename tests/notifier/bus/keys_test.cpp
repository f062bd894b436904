// The bus with keys, over loopback TCP: who gets in, who hears what, and who is cut off when.
#include <gmock/gmock.h>

#include "eventstore/base/mutants.h"
#include "notifier/bus/self_test.h"
#include "notifier/bus/side.h"
#include "tests/notifier/bus/bus_test.h"

namespace hometime::bus {
namespace {

using test::kOtherSchool;
using test::kSchool;
using testing::HasSubstr;

const std::string kPoints = stream_prefix(kSchool, Stream::points);
const std::string kLinks = stream_prefix(kSchool, Stream::links);
constexpr std::chrono::milliseconds kMoment{300};

class BusKeysTest : public BusTest {
protected:
    [[nodiscard]] Subscriber subscriber(const std::string& name, const KeyPair& pair,
                                        std::set<std::string> streams = {kPoints}) const {
        return {name, pair.public_key, std::move(streams), *parse_local_date("2027-07-31"), "office", std::nullopt};
    }
    [[nodiscard]] PublisherOptions with_keys(Subscribers subscribers) const {
        auto options = quick();
        auto keys = std::make_shared<BusKeys>();
        keys->server = {server_.public_key, server_.secret.copy()};
        keys->subscribers = std::move(subscribers);
        options.keys = std::move(keys);
        return options;
    }
    [[nodiscard]] Peer listener(const KeyPair& pair) const {
        return {zmq::socket_type::sub, publisher_->endpoint(), pair, server_.public_key};
    }
    [[nodiscard]] Peer asker(const KeyPair& pair) const {
        return {zmq::socket_type::dealer, publisher_->replay_endpoint(), pair, server_.public_key};
    }
    /// Waits until a frame comes that was sent from now on.
    void come_back(Peer& peer) {
        clock_.advance(std::chrono::seconds{1});
        std::vector<std::string> frames;
        do frames = peer.receive();
        while (!frames.empty() && decode_header(frames.at(1))->sent_at < clock_.now());
        ASSERT_FALSE(frames.empty());
    }
    /// Nothing that was sent from now on comes: what came before the cut may still be read.
    [[nodiscard]] bool is_cut_off(Peer& peer) const {
        for (;;) {
            const auto frames = peer.receive(kMoment);
            if (frames.empty()) return true;
            if (decode_header(frames.at(1))->sent_at >= clock_.now()) return false;
        }
    }
    /// Numbers of the next so many events of a peer.
    static std::vector<std::uint64_t> events(Peer& peer, std::size_t count) {
        std::vector<std::uint64_t> numbers;
        while (numbers.size() < count) {
            const auto frames = peer.receive();
            if (frames.empty()) break;
            const auto header = decode_header(frames.at(1));
            if (header->kind == FrameKind::event) numbers.push_back(header->seq);
        }
        return numbers;
    }

    KeyPair server_ = make_key_pair();
    KeyPair pair_ = make_key_pair();
};

TEST_F(BusKeysTest, AKnownKeyHearsItsStreamsAndIsAnswered) {
    start(with_keys({subscriber("mis-sync", pair_)}));
    auto peer = listener(pair_);
    peer.subscribe(kPoints);
    ASSERT_FALSE(peer.receive().empty()) << "a heartbeat at once";
    award(3);
    EXPECT_EQ(events(peer, 3), (std::vector<std::uint64_t>{1, 2, 3}));
    auto dealer = asker(pair_);
    const auto hello = dealer.ask("HELLO");
    ASSERT_EQ(hello.size(), 4U);
    EXPECT_THAT(hello[3], HasSubstr(kPoints));
    EXPECT_THAT(hello[3], testing::Not(HasSubstr("links")));
    EXPECT_TRUE(eventually([&] {
        const auto counted = publisher_->subscriber_counters()["mis-sync"];
        return counted.replay_requests == 1 && counted.connections == 2;
    }));
}

TEST_F(BusKeysTest, AKeyThatNobodyKnowsGetsNoByte) {
    start(with_keys({subscriber("mis-sync", pair_)}));
    const auto own = publisher_->counters().replay_requests.load();  // the test's
    const auto before = publisher_->handshakes_denied();
    const auto stranger = make_key_pair();
    auto peer = listener(stranger);
    peer.subscribe(kPoints);
    auto dealer = asker(stranger);
    dealer.send({"R1", "PING", "0123456789abcdef", "{}"});
    Peer plain(zmq::socket_type::sub, publisher_->endpoint());
    plain.subscribe("");
    Peer wrong_server(zmq::socket_type::sub, publisher_->endpoint(), pair_, make_key_pair().public_key);
    wrong_server.subscribe(kPoints);
    ASSERT_TRUE(eventually([&] { return publisher_->handshakes_denied() >= before + 2; }));
    award(3);
    for (auto* one : {&peer, &dealer, &plain, &wrong_server}) EXPECT_TRUE(one->receive(kMoment).empty());
    EXPECT_EQ(publisher_->counters().replay_requests, own);
}

TEST_F(BusKeysTest, AStreamThatIsNotGrantedIsSilentAndCounted) {
    start(with_keys({subscriber("mis-sync", pair_), subscriber("other", make_key_pair(), {kLinks})}));
    auto peer = listener(pair_);
    for (const auto& prefix :
         {kLinks, stream_prefix(kOtherSchool, Stream::points), std::string("e1/"), std::string(kCanaryTopic)}) {
        peer.subscribe(prefix);
    }
    ASSERT_TRUE(eventually([&] {
        const auto all = publisher_->subscriber_counters();
        return all.contains("mis-sync") && all.at("mis-sync").subscriptions_refused == 4;
    }));
    log_.append(GuardianLinked{PupilId{7}, GuardianId{8}, {}, {}});
    award(1, kOtherSchool);
    EXPECT_TRUE(peer.receive(kMoment).empty());
    auto dealer = asker(pair_);
    EXPECT_EQ(dealer.ask("SNAPSHOT", R"({"stream":")" + kLinks + R"("})").at(1), "ERR");
}

TEST_F(BusKeysTest, ARevokedGrantIsCutBeforeTheReloadReturns) {
    const auto other = make_key_pair();
    start(with_keys({subscriber("mis-sync", pair_), subscriber("display", other)}));
    auto revoked = listener(pair_);
    auto stays = listener(other);
    for (auto* peer : {&revoked, &stays}) {
        peer->subscribe(kPoints);
        ASSERT_FALSE(peer->receive().empty());
    }
    auto dealer = asker(pair_);
    ASSERT_EQ(dealer.ask("PING").at(1), "OK");
    const auto done = publisher_->reload({subscriber("display", other)});
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(publisher_->counters().cuts, 1U);
    come_back(stays);
    award(3);
    EXPECT_EQ(events(stays, 3), (std::vector<std::uint64_t>{1, 2, 3})) << "who may comes back by itself";
    EXPECT_TRUE(is_cut_off(revoked));
    dealer.send({"R1", "PING", "0123456789abcdef", "{}"});
    EXPECT_TRUE(dealer.receive(kMoment).empty());
}

TEST_F(BusKeysTest, AWiderGrantCutsNobodyAndHoldsAtOnce) {
    start(with_keys({subscriber("mis-sync", pair_)}));
    auto peer = listener(pair_);
    peer.subscribe(kPoints);
    ASSERT_FALSE(peer.receive().empty());
    const auto fresh = make_key_pair();
    ASSERT_TRUE(publisher_->reload({subscriber("mis-sync", pair_, {kPoints, kLinks}), subscriber("new", fresh)}));
    EXPECT_EQ(publisher_->counters().cuts, 0U);
    peer.subscribe(kLinks);
    std::vector<std::string> frames;
    do frames = peer.receive();
    while (!frames.empty() && !frames[0].starts_with(kLinks));
    EXPECT_FALSE(frames.empty());
    auto second = listener(fresh);
    second.subscribe(kPoints);
    EXPECT_FALSE(second.receive().empty());
}

TEST_F(BusKeysTest, OneStreamLessIsCutToo) {
    start(with_keys({subscriber("mis-sync", pair_, {kPoints, kLinks})}));
    auto peer = listener(pair_);
    peer.subscribe(kLinks);
    ASSERT_FALSE(peer.receive().empty());
    ASSERT_TRUE(publisher_->reload({subscriber("mis-sync", pair_)}));
    clock_.advance(std::chrono::seconds{1});
    ASSERT_TRUE(eventually([&] {  // It has come back, and asked again.
        std::ignore = peer.receive(std::chrono::milliseconds{1});
        const auto all = publisher_->subscriber_counters();
        return all.contains("mis-sync") && all.at("mis-sync").subscriptions_refused > 0;
    }));
    EXPECT_TRUE(is_cut_off(peer));
}

TEST_F(BusKeysTest, WhoseLastDayHasPassedIsCutWithoutAReload) {
    start(with_keys({subscriber("mis-sync", pair_)}));
    auto peer = listener(pair_);
    peer.subscribe(kPoints);
    ASSERT_FALSE(peer.receive().empty());
    clock_.set(test::instant("2027-08-01T00:00:00Z"));
    publisher_->wake();
    ASSERT_TRUE(eventually([&] { return publisher_->counters().cuts == 1; }));
    clock_.advance(std::chrono::seconds{1});
    award(2);
    EXPECT_TRUE(is_cut_off(peer));
    ASSERT_TRUE(eventually([&] {
        std::ignore = peer.receive(std::chrono::milliseconds{1});
        return publisher_->subscriber_counters()["mis-sync"].denied > 0;
    }));
}

TEST_F(BusKeysTest, AFifthConnectionIsNotServed) {
    start(with_keys({subscriber("mis-sync", pair_)}));
    std::vector<std::unique_ptr<Peer>> peers;
    for (int i = 0; i < 4; ++i) {
        peers.push_back(std::make_unique<Peer>(asker(pair_)));
        ASSERT_EQ(peers.back()->ask("PING").at(1), "OK");
    }
    auto fifth = asker(pair_);
    const auto reply = fifth.ask("PING");
    EXPECT_EQ(reply.at(1), "ERR");
    EXPECT_THAT(reply.at(3), HasSubstr("BUSY"));
    peers.pop_back();
    EXPECT_TRUE(eventually([&] { return fifth.ask("PING").at(1) == "OK"; })) << "one has gone";
}

TEST_F(BusKeysTest, WhoSendsWhatIsNoSubscriptionIsBarredAndNobodyGetsAnothersStream) {
    const auto other = make_key_pair();
    start(with_keys({subscriber("mis-sync", pair_), subscriber("display", other, {kLinks})}));
    std::uint64_t cuts = 0;
    for (const auto& frames : std::vector<std::vector<std::string>>{{std::string("\x02", 1)}, {""}, {"x", "y"}}) {
        auto stays = listener(other);
        stays.subscribe(kLinks);
        ASSERT_FALSE(stays.receive().empty());
        const auto denied = publisher_->subscriber_counters()["mis-sync"].denied;
        Peer raw(zmq::socket_type::xsub, publisher_->endpoint(), pair_, server_.public_key);
        raw.send(frames);
        raw.send({std::string("\x01", 1) + kPoints});
        ASSERT_TRUE(eventually([&] { return publisher_->counters().cuts > cuts; }));
        ++cuts;
        come_back(stays);
        award(1);
        log_.append(GuardianLinked{PupilId{7}, GuardianId{8 + cuts}, {}, {}});
        fold();
        publisher_->wake();
        std::vector<std::string> heard;
        do {
            heard = stays.receive();
            ASSERT_FALSE(heard.empty());
            EXPECT_TRUE(heard[0].starts_with(kLinks)) << heard[0];
        } while (decode_header(heard.at(1))->kind != FrameKind::event);
        ASSERT_TRUE(eventually([&] {
            std::ignore = raw.receive(std::chrono::milliseconds{1});
            return publisher_->subscriber_counters()["mis-sync"].denied > denied;
        })) << "it is not let in again at once";
        EXPECT_TRUE(raw.receive(kMoment).empty());
        EXPECT_EQ(publisher_->counters().cuts, cuts) << "nor can it do so again";
        clock_.advance(std::chrono::minutes{11});
    }
    auto back = listener(pair_);
    back.subscribe(kPoints);
    EXPECT_FALSE(back.receive().empty()) << "but not for ever";
}

TEST_F(BusKeysTest, WhoAsksForMoreThan64SubscriptionsOverOneConnectionIsBarred) {
    start(with_keys({subscriber("mis-sync", pair_)}));
    auto peer = listener(pair_);
    peer.subscribe(kPoints);
    for (int i = 0; i < 63; ++i) peer.subscribe("e1/" + std::to_string(i));
    ASSERT_TRUE(eventually([&] { return publisher_->counters().subscriptions_refused == 63; }));
    ASSERT_FALSE(peer.receive().empty()) << "64 are allowed";
    EXPECT_EQ(publisher_->counters().cuts, 0U);
    peer.subscribe("e1/one more");
    ASSERT_TRUE(eventually([&] { return publisher_->counters().cuts == 1; }));
    clock_.advance(std::chrono::seconds{1});
    EXPECT_TRUE(is_cut_off(peer));
}

TEST_F(BusKeysTest, ItDoesNotStartWhereNobodyAsksWhoseKeyItIs) {
    const ScopedMutant mistake(Mutant::bus_without_gatekeeper);
    auto options = with_keys({subscriber("mis-sync", pair_)});
    options.self_test = std::chrono::milliseconds{1000};
    Publisher publisher(std::move(options), log_, *views_, clock_);
    const auto started = publisher.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::busy);
    EXPECT_THAT(started.error().detail, HasSubstr("test of keys"));
}

TEST_F(BusKeysTest, TheTestSeesABusThatIsOpenToAll) {
    start(quick());
    const SelfTestTarget target{publisher_->endpoint(), publisher_->replay_endpoint(), server_.public_key,
                                [] { return std::uint64_t{0}; }};
    const auto passed = self_test(target, make_key_pair(), std::chrono::milliseconds{500});
    EXPECT_FALSE(passed) << "without CURVE nobody is turned away for a key";
}

TEST_F(BusKeysTest, TheTestSeesABusThatLetsAnyKeyIn) {
    zmq::context_t context(1);
    zmq::socket_t open_to_all(context, zmq::socket_type::xpub);
    open_to_all.set(zmq::sockopt::linger, 0);
    open_to_all.set(zmq::sockopt::curve_server, 1);
    open_to_all.set(zmq::sockopt::curve_secretkey, to_z85(server_.secret.view()));
    open_to_all.bind("tcp://127.0.0.1:*");
    const SelfTestTarget target{
        open_to_all.get(zmq::sockopt::last_endpoint), {}, server_.public_key, [] { return std::uint64_t{0}; }};
    const auto passed = self_test(target, make_key_pair(), kBusPatience);
    ASSERT_FALSE(passed);
    EXPECT_EQ(passed.error().code, ErrorCode::invalid);
    EXPECT_THAT(passed.error().detail, HasSubstr("let in"));
}

TEST_F(BusKeysTest, WithKeysItMayLeaveThisComputer) {
    auto options = with_keys({subscriber("mis-sync", pair_)});
    options.endpoint = "tcp://0.0.0.0:*";
    options.replay = "tcp://0.0.0.0:*";
    start(std::move(options));
    EXPECT_EQ(reachable("tcp://0.0.0.0:5601"), "tcp://127.0.0.1:5601");
    EXPECT_EQ(reachable("tcp://[::]:5601"), "tcp://[::1]:5601");
    EXPECT_EQ(reachable("tcp://10.0.0.1:5601"), "tcp://10.0.0.1:5601");
    EXPECT_EQ(plain_endpoint("tcp://[::ffff:10.0.0.1]:5601"), "tcp://10.0.0.1:5601");
    EXPECT_EQ(plain_endpoint("tcp://[::1]:5601"), "tcp://[::1]:5601");
    EXPECT_TRUE(publisher_->endpoint().starts_with("tcp://0.0.0.0:")) << publisher_->endpoint();
}

TEST_F(BusKeysTest, WithoutKeysThereIsNothingToReload) {
    start(quick());
    EXPECT_FALSE(publisher_->reload({}));
}

}  // namespace
}  // namespace hometime::bus
