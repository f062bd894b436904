// What is sent and what an answer means; what real receivers make of it is in tests/e2e/push.
#include "notifier/channels/webhook/sender.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/support/fake_poster.h"

namespace hometime::webhook {
namespace {

using namespace std::chrono_literals;
const UtcTime kNow = parse_utc_time("2026-11-24T15:30:00.5Z").value();
constexpr const char* kUrl = "https://receiver.example/hooks?key=1";

std::vector<WebhookSecret> secrets() {
    std::vector<WebhookSecret> out;
    out.push_back(WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value());
    return out;
}

class WebhookSending : public testing::Test {
protected:
    Sent send(const PostResult& answer = PostAnswer{200}, std::string_view id = "evt_1") {
        poster_.answer = answer;
        return sender_.send(kUrl, id, "{}", kNow);
    }
    test::FakePoster poster_;
    WebhookSender sender_{poster_, secrets()};
};

TEST_F(WebhookSending, SignsWhatItSends) {
    EXPECT_EQ(send().result, SendResult::accepted);
    EXPECT_EQ(poster_.requests.at(0).url, kUrl);
    EXPECT_EQ(poster_.requests.at(0).body, "{}");
    EXPECT_EQ(poster_.header("Content-Type"), "application/json");
    EXPECT_EQ(poster_.header("webhook-id"), "evt_1");
    EXPECT_EQ(poster_.header("webhook-timestamp"), "1795534200");
    EXPECT_EQ(poster_.header("webhook-signature"), signature(secrets(), "evt_1", kNow, "{}"));
    EXPECT_EQ(poster_.patiences.at(0), 20s);
}

TEST_F(WebhookSending, OnlySuccessIsSuccessAndOnlyGoneIsTheEnd) {
    for (const int status : {200, 201, 202, 204, 299}) {
        EXPECT_EQ(send(PostAnswer{status}).result, SendResult::accepted) << status;
    }
    EXPECT_EQ(send(PostAnswer{410}).result, SendResult::gone);
    for (const int status : {199, 300, 301, 308, 400, 401, 403, 404, 409, 413, 429, 500, 502, 503, 504}) {
        EXPECT_EQ(send(PostAnswer{status}).result, SendResult::later) << status;
    }
}

TEST_F(WebhookSending, WithoutAnAnswerItIsTriedAgainUnlessOurOwnUrlIsWrong) {
    const auto without = [&](PostFailure failure) { return send(tl::unexpected(failure)).result; };
    EXPECT_EQ(without(PostFailure::timed_out), SendResult::later);
    EXPECT_EQ(without(PostFailure::unreachable), SendResult::later);
    EXPECT_EQ(without(PostFailure::untrusted), SendResult::later);
    EXPECT_EQ(without(PostFailure::bad_url), SendResult::at_fault);
    EXPECT_EQ(without(PostFailure::forbidden), SendResult::at_fault);
}

TEST_F(WebhookSending, TellsWhenTheReceiverWantsToBeAskedAgain) {
    EXPECT_EQ(send(PostAnswer{429, 120s}).retry_after, 120s);
    EXPECT_EQ(send(PostAnswer{503, 7s}).retry_after, 7s);
    EXPECT_FALSE(send(PostAnswer{410, 7s}).retry_after);
    EXPECT_FALSE(send(PostAnswer{200, 7s}).retry_after);
}

TEST_F(WebhookSending, SendsNothingUnderAnIdThatIsNone) {
    EXPECT_EQ(send(PostAnswer{200}, "a.b").result, SendResult::at_fault);
    EXPECT_TRUE(poster_.requests.empty());
}

TEST_F(WebhookSending, NeedsASecret) {
    EXPECT_THROW(WebhookSender(poster_, {}), std::invalid_argument);
}

}  // namespace
}  // namespace hometime::webhook
