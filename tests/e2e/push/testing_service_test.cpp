// Web push to npm's web-push-testing, which others test their senders with.
#include "notifier/channels/push/sender.h"
#include "tests/e2e/push/servers.h"

namespace hometime::push {
namespace {

using namespace std::chrono_literals;

class TestingService : public test::Servers {
protected:
    TestingService() : Servers("web-push-testing") {}
    void SetUp() override {
        Servers::SetUp();
        if (!IsSkipped()) service_ = start("testing_service.js");
    }
    boost::json::value subscribe(const VapidKey& key) {
        return service_->ask({{"do", "subscribe"}, {"applicationServerKey", public_text(key)}});
    }
    SendResult send(const boost::json::value& made, VapidKey key, std::string_view payload) {
        const auto& keys = made.at("keys");
        const Subscription subscription{text(made.at("endpoint")), text(keys.at("p256dh")), text(keys.at("auth"))};
        HttpsPoster poster(to_here());
        PushSender sender(poster, random_, std::move(key), "mailto:office@school.example");
        return sender.send(subscription, payload, {30min}, now(), test::kPatience).result;
    }
    boost::json::value messages(const boost::json::value& made) {
        return service_->ask({{"do", "notifications"}, {"clientHash", made.at("clientHash")}}).at("messages");
    }
    std::unique_ptr<test::NodeProgram> service_;
};

TEST_F(TestingService, TheBrowserReadsWhatWasSentUntilItsSubscriptionExpires) {
    const auto key = generate_vapid_key(random_);
    const auto copy = [&] { return key_pair_of(key.secret.copy()).value(); };
    const auto made = subscribe(key);
    EXPECT_EQ(send(made, copy(), "two families have written"), SendResult::accepted);
    EXPECT_EQ(send(made, copy(), std::string(kPayloadMax, 'x')), SendResult::accepted);
    EXPECT_EQ(messages(made), (boost::json::array{"two families have written", std::string(kPayloadMax, 'x')}));
    service_->ask({{"do", "expire"}, {"clientHash", made.at("clientHash")}});
    EXPECT_EQ(send(made, copy(), "and one more"), SendResult::gone);
    EXPECT_EQ(messages(made).as_array().size(), 2U);
}

TEST_F(TestingService, TakesNothingUnderAnotherKeyThanTheSubscriptions) {
    const auto made = subscribe(generate_vapid_key(random_));
    EXPECT_EQ(send(made, generate_vapid_key(random_), "text"), SendResult::at_fault);
    EXPECT_EQ(messages(made), boost::json::array());
}

}  // namespace
}  // namespace hometime::push
