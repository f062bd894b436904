// Webhooks to a receiver that verifies them with npm's standardwebhooks.
#include "notifier/channels/webhook/sender.h"
#include "tests/e2e/push/servers.h"

namespace hometime::webhook {
namespace {

using namespace std::chrono_literals;
constexpr std::string_view kBody = R"({"type": "org.hometime.message.held.v1", "data": {"message": 10455}})";

class WebhookReceiver : public test::Servers {
protected:
    WebhookReceiver() : Servers("standardwebhooks") {}
    void SetUp() override {
        Servers::SetUp();
        if (!IsSkipped()) receiver_ = start("webhook_receiver.js", {secret_});
    }
    /// To an address that answers a genuine one with `status`.
    Sent send(int status, const std::vector<std::string>& secrets, UtcTime when = now()) {
        std::vector<WebhookSecret> parsed;
        for (const auto& secret : secrets) parsed.push_back(WebhookSecret::parse(secret).value());
        HttpsPoster poster(to_here());
        WebhookSender sender(poster, std::move(parsed));
        const auto url = text(receiver_->greeting().at("origin")) + "/hooks/" + std::to_string(status);
        return sender.send(url, "evt_10455", kBody, when, test::kPatience);
    }
    boost::json::array received() { return receiver_->ask({{"do", "received"}}).as_array(); }
    std::string fresh() { return WebhookSecret::generate(random_).text(); }

    std::string secret_ = fresh();
    std::unique_ptr<test::NodeProgram> receiver_;
};

TEST_F(WebhookReceiver, FindsAGenuineOneGenuine) {
    const auto sent = send(204, {secret_});
    EXPECT_EQ(sent.result, SendResult::accepted) << sent.why;
    const auto all = received();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].at("genuine"), true);
    EXPECT_EQ(all[0].at("id"), "evt_10455");
    EXPECT_EQ(all[0].at("type"), "application/json");
    EXPECT_EQ(all[0].at("version"), "2.0");
    EXPECT_EQ(all[0].at("event"), boost::json::parse(kBody));
}

TEST_F(WebhookReceiver, KnowsTheOldSecretOrTheNewWhileItChanges) {
    EXPECT_EQ(send(200, {fresh(), secret_}).result, SendResult::accepted);
    EXPECT_EQ(send(200, {secret_, fresh()}).result, SendResult::accepted);
}

TEST_F(WebhookReceiver, TurnsAwayWhatIsSignedWithAnotherSecretOrTooOld) {
    EXPECT_EQ(send(200, {fresh()}).result, SendResult::later);
    EXPECT_EQ(send(200, {secret_}, now() - 10min).result, SendResult::later);
    for (const auto& one : received()) EXPECT_EQ(one.at("genuine"), false);
}

TEST_F(WebhookReceiver, ItsAnswersDecideWhetherItIsTriedAgain) {
    EXPECT_EQ(send(410, {secret_}).result, SendResult::gone);
    EXPECT_EQ(send(404, {secret_}).result, SendResult::later);
    EXPECT_EQ(send(500, {secret_}).result, SendResult::later);
    EXPECT_EQ(send(302, {secret_}).result, SendResult::later);
    const auto busy = send(429, {secret_});
    EXPECT_EQ(busy.result, SendResult::later);
    EXPECT_EQ(busy.retry_after, 30s);
}

}  // namespace
}  // namespace hometime::webhook
