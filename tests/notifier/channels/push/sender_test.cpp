// What is sent and what an answer means; what real servers make of it is in tests/e2e/push.
#include "notifier/channels/push/sender.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "notifier/channels/push/topic.h"
#include "tests/notifier/channels/push/rfc8291.h"
#include "tests/support/fake_poster.h"

namespace hometime::push {
namespace {

using namespace std::chrono_literals;
const UtcTime kNow = parse_utc_time("2026-11-24T15:30:00Z").value();
const std::string kContact = "mailto:office@school.example";

class PushSending : public testing::Test {
protected:
    Sent send(const PushHow& how, std::string_view payload = "text",
              const Subscription& subscription = rfc8291::subscription()) {
        return sender_.send(subscription, payload, how, kNow, 4s);
    }
    /// What is wrong is found before anything is sent.
    SendResult unsent(const PushHow& how, std::string_view payload = "text",
                      const Subscription& subscription = rfc8291::subscription()) {
        const auto sent = send(how, payload, subscription);
        EXPECT_TRUE(poster_.requests.empty()) << sent.why;
        return sent.result;
    }
    SendResult result(const PostResult& answer) {
        poster_.answer = answer;
        return send({30min}).result;
    }

    test::FakePoster poster_;
    SystemRandom random_;
    PushSender sender_{poster_, random_, rfc8291::pair_of(rfc8291::kServerPrivate), kContact};
};

TEST_F(PushSending, SaysHowLongHowUrgentAndWhatItReplaces) {
    EXPECT_EQ(send({1800s, topic_of("digest"), Urgency::high}).result, SendResult::accepted);
    EXPECT_EQ(poster_.requests.at(0).url, "https://push.example/send/abc");
    EXPECT_EQ(poster_.header("TTL"), "1800");
    EXPECT_EQ(poster_.header("Urgency"), "high");
    EXPECT_EQ(poster_.header("Topic"), topic_of("digest"));
    EXPECT_EQ(poster_.header("Content-Encoding"), "aes128gcm");
    EXPECT_EQ(poster_.requests.at(0).body.size(), kBodyBytes);
    EXPECT_EQ(poster_.nows.at(0), kNow);
    EXPECT_EQ(poster_.patiences.at(0), 4s);
    EXPECT_TRUE(poster_.header("Authorization").starts_with("vapid t="));
    EXPECT_TRUE(poster_.header("Authorization").ends_with(rfc8291::kServerPublic));
}

TEST_F(PushSending, WithoutATopicReplacesNothing) {
    EXPECT_EQ(send({60s}).result, SendResult::accepted);
    EXPECT_EQ(poster_.header("Topic"), "");
    EXPECT_EQ(poster_.header("Urgency"), "normal");
}

TEST_F(PushSending, WaitsForNobodyLongerThanADay) {
    EXPECT_EQ(unsent({0s}), SendResult::later);
    EXPECT_EQ(unsent({-1s}), SendResult::later);
    EXPECT_EQ(unsent({86'401s}), SendResult::refused);
    EXPECT_EQ(send({1s}).result, SendResult::accepted);
    EXPECT_EQ(send({86'400s}).result, SendResult::accepted);
}

TEST_F(PushSending, SendsNothingThatIsWrongInItself) {
    EXPECT_EQ(unsent({60s}, std::string(kPayloadMax + 1, 'x')), SendResult::refused);
    EXPECT_EQ(unsent({60s, "no topic"}), SendResult::refused);
    EXPECT_EQ(unsent({60s, "a\r\nb"}), SendResult::refused);
    EXPECT_EQ(unsent({60s, std::string(33, 'a')}), SendResult::refused);
    EXPECT_EQ(unsent({60s}, "text", {"https://push.example/", "", ""}), SendResult::refused);
    EXPECT_EQ(unsent({60s}, "text", rfc8291::subscription("http://push.example/")), SendResult::refused);
    EXPECT_EQ(send({60s}, std::string(kPayloadMax, 'x')).result, SendResult::accepted);
}

TEST_F(PushSending, AnAnswerSaysWhatBecomesOfTheSubscription) {
    const std::pair<int, SendResult> rows[] = {
        {200, SendResult::accepted}, {201, SendResult::accepted}, {202, SendResult::accepted},
        {204, SendResult::accepted}, {301, SendResult::refused},  {307, SendResult::refused},
        {400, SendResult::at_fault}, {401, SendResult::at_fault}, {403, SendResult::at_fault},
        {404, SendResult::gone},     {405, SendResult::at_fault}, {408, SendResult::later},
        {410, SendResult::gone},     {413, SendResult::refused},  {429, SendResult::later},
        {500, SendResult::later},    {502, SendResult::later},    {503, SendResult::later},
        {599, SendResult::later},
    };
    for (const auto& [status, expected] : rows) EXPECT_EQ(result(PostAnswer{status}), expected) << status;
}

TEST_F(PushSending, WithoutAnAnswerItIsTriedAgainUnlessItLeadsNowhere) {
    const auto without = [&](PostFailure failure) { return result(tl::unexpected(failure)); };
    EXPECT_EQ(without(PostFailure::timed_out), SendResult::later);
    EXPECT_EQ(without(PostFailure::unreachable), SendResult::later);
    EXPECT_EQ(without(PostFailure::untrusted), SendResult::later);
    EXPECT_EQ(without(PostFailure::forbidden), SendResult::refused);
    EXPECT_EQ(without(PostFailure::bad_url), SendResult::refused);
}

TEST_F(PushSending, TellsWhenTheServerWantsToBeAskedAgain) {
    poster_.answer = PostAnswer{429, 120s};
    EXPECT_EQ(send({60s}).retry_after, 120s);
    poster_.answer = PostAnswer{503, 5s};
    EXPECT_EQ(send({60s}).retry_after, 5s);
    poster_.answer = PostAnswer{403, 5s};
    EXPECT_FALSE(send({60s}).retry_after);
}

TEST_F(PushSending, WhatTheJournalGetsNamesNoEndpoint) {
    for (const PostResult& answer : {PostResult(PostAnswer{201}), PostResult(PostAnswer{403}),
                                     PostResult(PostAnswer{410}), PostResult(tl::unexpected(PostFailure::timed_out))}) {
        poster_.answer = answer;
        const auto why = send({60s}).why;
        EXPECT_FALSE(why.empty());
        EXPECT_EQ(why.find("push.example"), std::string::npos) << why;
    }
}

TEST_F(PushSending, NeedsSomebodyToAsk) {
    EXPECT_THROW(PushSender(poster_, random_, generate_vapid_key(random_), "office"), std::invalid_argument);
}

}  // namespace
}  // namespace hometime::push
