// Web push to a service that takes nothing that the standards do not allow, and to one that misbehaves.
#include "notifier/channels/push/sender.h"
#include "notifier/channels/push/topic.h"
#include "tests/e2e/push/servers.h"

namespace hometime::push {
namespace {

using namespace std::chrono_literals;
using test::kPatience;
using test::kShortPatience;
const std::string kContact = "mailto:office@school.example";
constexpr std::string_view kText = R"({"families": 2, "until": "16:00"})";

class StrictService : public test::Servers {
protected:
    StrictService() : Servers("http_ece") {}
    void SetUp() override {
        Servers::SetUp();
        if (!IsSkipped()) service_ = start("strict_service.js");
    }

    /// A browser of that service, bound to our key, at an endpoint that answers so.
    [[nodiscard]] Subscription subscribe(std::string_view scenario) {
        const auto made = service_->ask(
            {{"do", "subscribe"}, {"scenario", scenario}, {"applicationServerKey", public_text(key_pair())}});
        const auto& keys = made.at("keys");
        return {text(made.at("endpoint")), text(keys.at("p256dh")), text(keys.at("auth"))};
    }
    Sent send(const Subscription& subscription, std::chrono::milliseconds patience = kPatience) {
        return sender_->send(subscription, kText, {30min, topic_of("digest")}, now(), patience);
    }
    Sent send_to(std::string_view scenario, std::chrono::milliseconds patience = kPatience) {
        return send(subscribe(scenario), patience);
    }
    /// What the service has got since the last question.
    boost::json::array received() { return service_->ask({{"do", "received"}}).as_array(); }

    /// A request as a sender makes it, with who asks left out.
    PostRequest request_to(const Subscription& subscription) {
        return {subscription.endpoint,
                {{"Content-Type", "application/octet-stream"}, {"Content-Encoding", "aes128gcm"}, {"TTL", "60"}},
                encrypt(check(subscription).value(), kText, random_)};
    }
    int status_of(const PostRequest& request) {
        const auto posted = HttpsPoster(to_here()).post(request, now(), kPatience);
        return posted ? posted->status : 0;
    }
    VapidKey key_pair() { return key_pair_of(key_.secret.copy()).value(); }

    VapidKey key_ = generate_vapid_key(random_);
    std::unique_ptr<test::NodeProgram> service_;
    std::unique_ptr<HttpsPoster> poster_ = std::make_unique<HttpsPoster>(to_here());
    std::unique_ptr<PushSender> sender_ = std::make_unique<PushSender>(*poster_, random_, key_pair(), kContact);
};

TEST_F(StrictService, FindsNothingWrongAndTheBrowserReadsIt) {
    const auto sent =
        sender_->send(subscribe("taken"), kText, {1800s, topic_of("digest"), Urgency::high}, now(), kPatience);
    EXPECT_EQ(sent.result, SendResult::accepted) << sent.why;
    const auto all = received();
    ASSERT_EQ(all.size(), 1U);
    const auto& one = all[0];
    EXPECT_EQ(one.at("faults"), boost::json::array());
    EXPECT_EQ(text(one.at("text")), kText);
    EXPECT_EQ(one.at("length"), kBodyBytes);
    EXPECT_EQ(one.at("headers").at("ttl"), "1800");
    EXPECT_EQ(one.at("headers").at("urgency"), "high");
    EXPECT_EQ(text(one.at("headers").at("topic")), topic_of("digest"));
}

TEST_F(StrictService, ItsAnswersDecideWhatBecomesOfTheSubscription) {
    EXPECT_EQ(send_to("unknown").result, SendResult::gone);
    EXPECT_EQ(send_to("gone").result, SendResult::gone);
    EXPECT_EQ(send_to("forbidden").result, SendResult::at_fault);
    EXPECT_EQ(send_to("large").result, SendResult::refused);
    EXPECT_EQ(send_to("broken").result, SendResult::later);
    for (const auto& one : received()) EXPECT_EQ(one.at("faults"), boost::json::array());
}

TEST_F(StrictService, SaysInSecondsOrByADateWhenToComeBack) {
    const auto busy = send_to("busy");
    EXPECT_EQ(busy.result, SendResult::later);
    EXPECT_EQ(busy.retry_after, 120s);
    const auto later = send_to("later");
    EXPECT_EQ(later.result, SendResult::later);
    ASSERT_TRUE(later.retry_after);
    EXPECT_GT(*later.retry_after, 0s);
    EXPECT_LE(*later.retry_after, 1h);
}

TEST_F(StrictService, ThatNeverAnswersIsTriedAgain) {
    const auto sent = send_to("slow", kShortPatience);
    EXPECT_EQ(sent.result, SendResult::later);
    EXPECT_EQ(sent.why, to_string(PostFailure::timed_out));
}

TEST_F(StrictService, ThatHangsUpIsTriedAgain) {
    const auto sent = send_to("cut");
    EXPECT_EQ(sent.result, SendResult::later);
    EXPECT_EQ(sent.why, to_string(PostFailure::unreachable));
}

TEST_F(StrictService, ItsRedirectIsNotFollowed) {
    EXPECT_EQ(send_to("elsewhere").result, SendResult::refused);
    const auto all = received();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].at("scenario"), "elsewhere");
}

TEST_F(StrictService, ThatTalksAtLengthIsCutOffAndHasAnswered) {
    EXPECT_EQ(send_to("long").result, SendResult::accepted);
    EXPECT_EQ(service_->ask({{"do", "long_read"}}).at("all"), false);
}

TEST_F(StrictService, ThatHangsUpInTheMiddleOfABodyHasAnswered) {
    EXPECT_EQ(send_to("torn").result, SendResult::accepted);
}

TEST_F(StrictService, IsNotSpokenToWithoutACertificateThatLeadsToAnAuthority) {
    HttpsPoster poster(PostSettings{.public_only = false});
    PushSender sender(poster, random_, key_pair(), kContact);
    const auto sent = sender.send(subscribe("taken"), kText, {60s}, now(), kPatience);
    EXPECT_EQ(sent.result, SendResult::later);
    EXPECT_EQ(sent.why, to_string(PostFailure::untrusted));
    EXPECT_TRUE(received().empty());
}

TEST_F(StrictService, IsNotSpokenToUnderANameThatItsCertificateDoesNotHave) {
    const auto elsewhere = text(service_->ask({{"do", "elsewhere"}}).at("origin"));
    const auto posted = poster_->post({elsewhere + "/push/taken", {}, "body"}, now(), kPatience);
    ASSERT_FALSE(posted);
    EXPECT_EQ(posted.error(), PostFailure::untrusted);
    EXPECT_TRUE(received().empty());
}

TEST_F(StrictService, OnLoopbackIsOutOfReachWhereOnlyPublicAddressesAreAllowed) {
    auto settings = to_here();
    settings.public_only = true;
    HttpsPoster poster(settings);
    PushSender sender(poster, random_, key_pair(), kContact);
    const auto sent = sender.send(subscribe("taken"), kText, {60s}, now(), kPatience);
    EXPECT_EQ(sent.result, SendResult::refused);
    EXPECT_EQ(sent.why, to_string(PostFailure::forbidden));
    EXPECT_TRUE(received().empty());
}

/// Variables of the process's environment, as long as a test has them.
class Environment {
public:
    explicit Environment(std::vector<const char*> names, const char* value) : names_(std::move(names)) {
        for (const auto* name : names_) ::setenv(name, value, 1);
    }
    ~Environment() {
        for (const auto* name : names_) ::unsetenv(name);
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    std::vector<const char*> names_;
};

TEST_F(StrictService, IsReachedWithoutAProxyOfTheEnvironment) {
    const Environment proxies({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}, "http://127.0.0.1:1");
    EXPECT_EQ(send_to("taken").result, SendResult::accepted);
}

TEST_F(StrictService, IsTriedAgainWhenNobodyListensAnyMore) {
    const auto subscription = subscribe("taken");
    service_.reset();
    const auto sent = send(subscription);
    EXPECT_EQ(sent.result, SendResult::later);
    EXPECT_EQ(sent.why, to_string(PostFailure::unreachable));
}

TEST_F(StrictService, PlainHttpIsSpokenOnLoopbackWhereItMayBe) {
    const PostRequest request{text(service_->ask({{"do", "plain"}}).at("origin")) + "/", {}, "body"};
    const auto posted = HttpsPoster({.public_only = true, .plain_loopback = true}).post(request, now(), kPatience);
    ASSERT_TRUE(posted) << to_string(posted.error());
    EXPECT_EQ(posted->status, 204);
    EXPECT_EQ(HttpsPoster({.public_only = false}).post(request, now(), kPatience).error(), PostFailure::bad_url);
}

/// The service can tell: what the tests above rely on.
TEST_F(StrictService, TakesNobodyElsesWord) {
    const auto subscription = subscribe("taken");
    const auto origin = text(service_->greeting().at("origin"));
    const auto asks = [&](const std::string& authorization) {
        auto request = request_to(subscription);
        request.headers.emplace_back("Authorization", authorization);
        return status_of(request);
    };
    EXPECT_EQ(asks(vapid_authorization(key_, origin, kContact, now())), 201);
    EXPECT_EQ(asks(vapid_authorization(key_, "https://push.example", kContact, now())), 403) << "another audience";
    EXPECT_EQ(asks(vapid_authorization(key_, origin, kContact, now() - 13h)), 403) << "it has expired";
    EXPECT_EQ(asks(vapid_authorization(key_, origin, kContact, now() + 13h)), 403) << "more than a day ahead";
    EXPECT_EQ(asks(vapid_authorization(generate_vapid_key(random_), origin, kContact, now())), 403) << "another key";
    EXPECT_EQ(status_of(request_to(subscription)), 403) << "nobody";
}

TEST_F(StrictService, TakesNoRequestThatIsNotWholeOrNotForIt) {
    const auto subscription = subscribe("taken");
    const auto origin = text(service_->greeting().at("origin"));
    auto good = request_to(subscription);
    good.headers.emplace_back("Authorization", vapid_authorization(key_, origin, kContact, now()));
    EXPECT_EQ(status_of(good), 201);
    auto without_ttl = good;
    std::erase_if(without_ttl.headers, [](const auto& header) { return header.first == "TTL"; });
    EXPECT_EQ(status_of(without_ttl), 400);
    auto long_topic = good;
    long_topic.headers.emplace_back("Topic", std::string(33, 'a'));
    EXPECT_EQ(status_of(long_topic), 400);
    auto spoiled = good;
    spoiled.body.back() = static_cast<char>(spoiled.body.back() ^ 1);
    EXPECT_EQ(status_of(spoiled), 400);
    auto for_another = good;
    for_another.body = encrypt(check(subscribe("taken")).value(), kText, random_);
    EXPECT_EQ(status_of(for_another), 400);
}

}  // namespace
}  // namespace hometime::push
