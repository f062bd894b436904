#include "notifier/bus/gatekeeper.h"

#include <gtest/gtest.h>

#include "notifier/bus/connections.h"
#include "notifier/bus/curve.h"
#include "tests/support/fact_log.h"

namespace hometime::bus {
namespace {

using test::instant;

class GatekeeperDecides : public testing::Test {
protected:
    [[nodiscard]] ZapRequest asks(const KeyPair& pair) const {
        const auto key = parse_z85(pair.public_key);
        return {"1.0", "1", "events", "127.0.0.1", "", "CURVE", std::string(as_text(key->view()))};
    }
    [[nodiscard]] ZapAnswer answer(const ZapRequest& request, bool is_open = true) const {
        return decide_zap(request, {known_}, canary_.public_key, is_open, now_);
    }
    [[nodiscard]] std::string_view status(const ZapRequest& request) const { return answer(request).status; }

    KeyPair pair_ = make_key_pair();
    KeyPair canary_ = make_key_pair();
    Subscriber known_{"mis-sync", pair_.public_key, {"e1/sch_7Q2K9DAB/flow/"}, *parse_local_date("2027-07-31"),
                      "office",   std::nullopt};
    UtcTime now_ = instant("2026-11-24T11:10:00Z");
};

TEST_F(GatekeeperDecides, AKnownKeyIsItsSubscriber) {
    const auto known = answer(asks(pair_));
    EXPECT_EQ(known.status, "200");
    EXPECT_EQ(known.user, "mis-sync");
}

TEST_F(GatekeeperDecides, AKeyThatNobodyKnowsIsDenied) {
    const auto stranger = answer(asks(make_key_pair()));
    EXPECT_EQ(stranger.status, "400");
    EXPECT_EQ(stranger.user, "");
    EXPECT_FALSE(stranger.known);
}

TEST_F(GatekeeperDecides, WhoseTimeHasPassedIsDenied) {
    now_ = instant("2027-07-31T23:59:59Z");
    EXPECT_EQ(status(asks(pair_)), "200");
    now_ = instant("2027-08-01T00:00:00Z");
    EXPECT_EQ(status(asks(pair_)), "400");
    EXPECT_TRUE(answer(asks(pair_)).known);
}

TEST_F(GatekeeperDecides, FromElsewhereIsDenied) {
    known_.network = parse_network("10.0.0.0/8");
    EXPECT_EQ(status(asks(pair_)), "400");
    auto request = asks(pair_);
    request.address = "10.1.2.3";
    EXPECT_EQ(status(request), "200");
}

TEST_F(GatekeeperDecides, BeforeItOpensTheCanaryAloneGetsIn) {
    EXPECT_EQ(answer(asks(canary_), false).status, "200");
    EXPECT_EQ(answer(asks(canary_), false).user, kCanary);
    EXPECT_EQ(answer(asks(pair_), false).status, "300") << "come again";
    EXPECT_EQ(answer(asks(make_key_pair()), false).status, "400");
}

TEST_F(GatekeeperDecides, AnythingUnexpectedIsDenied) {
    for (const auto& change : std::vector<std::function<void(ZapRequest&)>>{
             [](ZapRequest& r) { r.version = "2.0"; }, [](ZapRequest& r) { r.mechanism = "NULL"; },
             [](ZapRequest& r) { r.mechanism = "PLAIN"; }, [](ZapRequest& r) { r.domain = ""; },
             [](ZapRequest& r) { r.domain = "other"; }, [](ZapRequest& r) { r.key.pop_back(); },
             [](ZapRequest& r) { r.key.clear(); }}) {
        auto request = asks(pair_);
        change(request);
        EXPECT_EQ(status(request), "400");
    }
}

TEST_F(GatekeeperDecides, WithoutACanaryNoKeyIsIt) {
    canary_.public_key.clear();
    EXPECT_EQ(status(asks(make_key_pair())), "400");
}

TEST(BusConnections, ASubscriberHasFourAndAnotherWhenOneEnded) {
    Connections connections;
    for (int i = 1; i <= 4; ++i) EXPECT_TRUE(connections.admits(i, "a"));
    EXPECT_FALSE(connections.admits(5, "a"));
    EXPECT_TRUE(connections.admits(2, "a")) << "one that counts already";
    EXPECT_TRUE(connections.admits(6, "b")) << "each has its own";
    connections.ended(3);
    connections.ended(99);
    EXPECT_EQ(connections.count("a"), 3U);
    EXPECT_TRUE(connections.admits(5, "a"));
    connections.clear();
    EXPECT_EQ(connections.count("b"), 0U);
}

TEST(BusConnections, SubscriptionsOfOneConnectionAreBounded) {
    Connections connections;
    for (std::size_t i = 0; i < kSubscriptionsMax; ++i) EXPECT_TRUE(connections.may_ask(1, "a"));
    EXPECT_FALSE(connections.may_ask(1, "a"));
    EXPECT_TRUE(connections.may_ask(2, "a")) << "another connection";
    connections.ended(1);
    EXPECT_TRUE(connections.may_ask(1, "a")) << "the same descriptor, later";
}

TEST(BusConnections, ADescriptorThatIsUsedAgainBelongsToItsNewOwner) {
    Connections connections;
    EXPECT_TRUE(connections.admits(7, "a"));
    EXPECT_TRUE(connections.admits(7, "b"));
    EXPECT_EQ(connections.count("a"), 0U);
    EXPECT_EQ(connections.count("b"), 1U);
}

}  // namespace
}  // namespace hometime::bus
