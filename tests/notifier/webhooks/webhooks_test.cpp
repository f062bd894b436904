// Receivers with their threads: woken, changed, taken away, stopped.
#include "tests/notifier/webhooks/webhooks_test.h"

#include <gmock/gmock.h>

#include <condition_variable>

namespace hometime::webhook {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// Longer than anything here takes.
constexpr auto kLong = 30s;

/// A way out that can be closed: what is on its way waits there.
class Gate final : public Poster {
public:
    [[nodiscard]] PostResult post(const PostRequest& request, UtcTime, std::chrono::milliseconds) override {
        std::unique_lock lock(mutex_);
        urls_.push_back(request.url);
        changed_.notify_all();
        if (!changed_.wait_for(lock, kLong, [this] { return open_; })) return tl::unexpected(PostFailure::timed_out);
        return PostAnswer{204};
    }
    void open(bool is_open) {
        const std::scoped_lock lock(mutex_);
        open_ = is_open;
        changed_.notify_all();
    }
    bool wait_for(std::size_t posts) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kLong, [&] { return urls_.size() >= posts; });
    }
    std::vector<std::string> urls() {
        const std::scoped_lock lock(mutex_);
        return urls_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> urls_;
    bool open_ = true;
};

class WebhookThreads : public test::WebhooksTest {
protected:
    std::vector<Receiver> named(const std::vector<std::string>& names) {
        std::vector<Receiver> all;
        for (const auto& name : names) {
            all.push_back(receiver());
            all.back().name = name;
            all.back().url = "https://" + name + ".example/";
            all.back().from_beginning = true;
        }
        return all;
    }
    WebhookParts through(Gate& gate) {
        return {log, views, gate, clock, random_source_, posix_files(), temp / "webhooks", parts().epoch_of, {}};
    }

    SystemRandom random_source_;
};

TEST_F(WebhookThreads, SendWhatIsThereAndWriteDownHowFarTheyCame) {
    award(2);
    Gate gate;
    {
        Webhooks webhooks(through(gate));
        webhooks.take(named({"mis"}));
        ASSERT_TRUE(gate.wait_for(2));
        webhooks.stop();
    }
    Webhooks again(through(gate));
    again.take(named({"mis", "website"}));
    ASSERT_TRUE(gate.wait_for(4));
    again.stop();
    EXPECT_THAT(gate.urls(), ElementsAre("https://mis.example/", "https://mis.example/", "https://website.example/",
                                         "https://website.example/"));
}

TEST_F(WebhookThreads, ASlowReceiverHoldsNobodyElseUp) {
    award(2);
    Gate shut, open;
    shut.open(false);
    Webhooks slow(through(shut));
    auto there = named({"slow", "quick"});
    slow.take(std::move(there));
    ASSERT_TRUE(shut.wait_for(2)) << "both are on their way at once";
    shut.open(true);
    ASSERT_TRUE(shut.wait_for(4));
}

TEST_F(WebhookThreads, NoAttemptBeginsAtAReceiverThatIsGone) {
    award(3);
    Gate gate;
    gate.open(false);
    Webhooks webhooks(through(gate));
    webhooks.take(named({"mis"}));
    ASSERT_TRUE(gate.wait_for(1));
    webhooks.take({});
    EXPECT_THAT(webhooks.status(), IsEmpty());
    EXPECT_FALSE(webhooks.enable("mis"));
    gate.open(true);
    webhooks.take(named({"mis"}));  // Once the attempt in hand has ended, which was taken.
    ASSERT_TRUE(gate.wait_for(3));
    webhooks.stop();
    EXPECT_EQ(gate.urls().size(), 3U);
}

TEST_F(WebhookThreads, WithoutAReceiverNothingIsSent) {
    award(1);
    Gate gate;
    Webhooks webhooks(through(gate));
    webhooks.wake();
    webhooks.take({});
    webhooks.finish();
    webhooks.stop();
    EXPECT_THAT(gate.urls(), IsEmpty());
}

}  // namespace
}  // namespace hometime::webhook
