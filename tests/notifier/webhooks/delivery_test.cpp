// One receiver's webhooks: in order, again and again, and when that ends.
#include "notifier/webhooks/delivery.h"

#include <gmock/gmock.h>

#include "eventstore/base/encoding.h"
#include "notifier/channels/webhook/retries.h"
#include "tests/notifier/webhooks/webhooks_test.h"

namespace hometime::webhook {
namespace {

using namespace std::chrono_literals;
using test::instant;
using test::kSchool;
using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Le;
using testing::MatchesRegex;
using testing::UnorderedElementsAre;

const std::string kPoints = bus::stream_prefix(kSchool, Stream::points);

class WebhookDelivery : public test::WebhooksTest {
protected:
    /// Turns until there is nothing to do at once. The instant that it waits for.
    std::optional<UtcTime> run(Delivery& delivery) {
        for (int turns = 0; turns < 1000; ++turns) {
            const auto next = delivery.turn();
            if (!next.more) return next.at;
        }
        ADD_FAILURE() << "it does not come to an end";
        return std::nullopt;
    }
    /// A receiver that knows the beginning of its stream.
    std::unique_ptr<Delivery> begun(Receiver one) {
        auto delivery = std::make_unique<Delivery>(parts_, std::move(one));
        EXPECT_EQ(run(*delivery), std::nullopt);
        return delivery;
    }
    std::unique_ptr<Delivery> begun() { return begun(receiver()); }
    /// The one school came back from a backup of its first `size` facts.
    void restore(std::size_t size) {
        log.restore(kSchool, size);
        log.append(LogRestored{log.head(kSchool)->log, "2026-11-23", size, "", {}});
        views = MemoryViews();
        ViewFolder again{log, views, views::all_projections()};
        ASSERT_TRUE(again.fold(log.after({}, kSchool)));
    }
    void fold_anew() {
        views = MemoryViews();
        ViewFolder again{log, views, views::all_projections()};
        ASSERT_TRUE(again.fold(log.after({}, kSchool)));
    }

    const WebhookParts parts_ = parts();
};

TEST_F(WebhookDelivery, SendsWhatTheBusSendsInOrderAndSigned) {
    const auto delivery = begun();
    award(3);
    run(*delivery);
    EXPECT_THAT(poster.numbers(), ElementsAre("points 1", "points 2", "points 3"));
    const auto first = poster.seen().front();
    EXPECT_EQ(first.url, "https://mis.example/hooks/7f3a");
    const auto event = first.event();
    EXPECT_EQ(event.at("type"), "org.hometime.point.awarded.v1");
    EXPECT_EQ(event.at("source").as_string(), "/schools/" + to_string(kSchool) + "/streams/points");
    EXPECT_EQ(event.at("data").at("pupil"), 7);
    run(*delivery);
    EXPECT_EQ(poster.seen().size(), 3U);
}

TEST_F(WebhookDelivery, AnIdNamesTheEventAndTheIncarnationOfItsLog) {
    const auto epoch = test::log_of(kSchool);
    const auto id = hook_id(kSchool, Stream::points, 4711, epoch);
    EXPECT_EQ(id, to_string(kSchool) + "-points-4711-" + hex(ByteView(epoch.bytes).first(8)));
    EXPECT_NE(id, hook_id(kSchool, Stream::points, 4711, Uuid{{9, 9, 9}}));
    EXPECT_NE(id, hook_id(kSchool, Stream::flow, 4711, epoch));
    for (const auto stream : kStreams) EXPECT_TRUE(is_webhook_id(hook_id(kSchool, stream, UINT64_MAX, epoch)));
}

TEST_F(WebhookDelivery, ANewReceiverBeginsAtTheStreamsEndOrWhereItWants) {
    award(2);
    auto eager = receiver();
    eager.name = "eager";
    eager.from_beginning = true;
    Delivery from_end(parts_, receiver());
    Delivery from_beginning(parts_, std::move(eager));
    run(from_end);
    EXPECT_THAT(poster.numbers(), IsEmpty());
    run(from_beginning);
    EXPECT_THAT(poster.numbers(), ElementsAre("points 1", "points 2"));
    award(1);
    run(from_end);
    EXPECT_EQ(poster.numbers().back(), "points 3");
}

TEST_F(WebhookDelivery, ViewsThatAreBuiltAnewSendNoHistory) {
    award(3);
    views = MemoryViews();
    const auto delivery = begun();
    fold_anew();
    award(1);
    fold_anew();
    run(*delivery);
    EXPECT_THAT(poster.numbers(), ElementsAre("points 4"));
}

TEST_F(WebhookDelivery, StreamsTakeTurnsAndEachIsInOrder) {
    const auto delivery = begun(receiver({Stream::points, Stream::links}));
    award(3);
    link();
    run(*delivery);
    EXPECT_THAT(poster.numbers(), UnorderedElementsAre("points 1", "links 1", "points 2", "points 3"));
    const auto sent = poster.numbers();
    EXPECT_LT(std::find(sent.begin(), sent.end(), "links 1"), std::find(sent.begin(), sent.end(), "points 2"));
}

TEST_F(WebhookDelivery, WhatIsNotTakenHoldsUpEverythingBehindIt) {
    const auto delivery = begun(receiver({Stream::points, Stream::links}));
    poster.answer({PostAnswer{500}, PostAnswer{404}});
    award(2);
    for (std::size_t attempt = 1; attempt <= 2; ++attempt) {
        const auto at = run(*delivery);
        ASSERT_TRUE(at);
        EXPECT_EQ(poster.seen().size(), attempt);
        if (attempt == 1) link();  // A stream whose turn it would be.
        run(*delivery);
        EXPECT_EQ(poster.seen().size(), attempt) << "it is not time yet";
        clock.set(*at);
    }
    run(*delivery);
    EXPECT_THAT(poster.numbers(), ElementsAre("points 1", "points 1", "points 1", "links 1", "points 2"));
    const auto seen = poster.seen();
    EXPECT_EQ(seen[0].id, seen[1].id);
    EXPECT_EQ(seen[0].id, seen[2].id);
    EXPECT_EQ(seen[0].body, seen[2].body);
    EXPECT_NE(seen[0].id, seen[4].id);
}

TEST_F(WebhookDelivery, TriesAgainByTheScheduleWithATenthOfJitterAtMost) {
    const auto delivery = begun();
    poster.answer(std::vector<PostResult>(9, tl::unexpected(PostFailure::timed_out)));
    award(1);
    for (unsigned attempt = 2; attempt <= 10; ++attempt) {
        const auto at = run(*delivery);
        ASSERT_TRUE(at);
        const std::chrono::duration<double> delay = *delay_before(attempt);
        EXPECT_THAT((std::chrono::duration<double>(*at - clock.now()) / delay), AllOf(Ge(1.0), Le(1.1))) << attempt;
        clock.set(*at);
    }
    EXPECT_EQ(run(*delivery), std::nullopt);
    EXPECT_EQ(poster.seen().size(), 10U);
    EXPECT_EQ(delivery->status().accepted, 1U) << "the tenth was taken";
    EXPECT_EQ(delivery->status().failed, 9U);
}

TEST_F(WebhookDelivery, IsNotBackBeforeTheReceiverWantsIt) {
    const auto delivery = begun();
    poster.answer({PostAnswer{429, 1h}});
    award(1);
    const auto at = run(*delivery);
    EXPECT_GE(*at - clock.now(), 1h);
    EXPECT_LE(*at - clock.now(), 1h + 1s);
}

TEST_F(WebhookDelivery, AfterTheLastAttemptItIsSwitchedOffAndKeepsItsPlace) {
    auto owned = receiver();
    owned.owner_email = "office@ashgrove.example";
    const auto delivery = begun(std::move(owned));
    poster.answer(std::vector<PostResult>(10, PostAnswer{500}));
    award(2);
    while (const auto at = run(*delivery)) clock.set(*at);
    EXPECT_EQ(poster.seen().size(), 10U);
    const auto off = delivery->status().off;
    ASSERT_TRUE(off);
    EXPECT_THAT(off->why, AllOf(HasSubstr("10 attempts"), HasSubstr("500")));
    EXPECT_THAT(told, ElementsAre("office@ashgrove.example: " + off->why));
    clock.advance(std::chrono::days{3});
    run(*delivery);
    EXPECT_EQ(poster.seen().size(), 10U);
    EXPECT_EQ(told.size(), 1U);
    EXPECT_EQ(delivery->status().streams.at(kPoints).waiting, 2U);
    delivery->enable();
    run(*delivery);
    EXPECT_EQ(poster.seen().size(), 12U);
    EXPECT_EQ(poster.seen()[10].id, poster.seen()[0].id);
    EXPECT_FALSE(delivery->status().off);
}

TEST_F(WebhookDelivery, WhoWantsNoMoreIsSwitchedOffAtOnce) {
    const auto delivery = begun();
    poster.answer({PostAnswer{410}});
    award(2);
    EXPECT_EQ(run(*delivery), std::nullopt);
    EXPECT_EQ(poster.seen().size(), 1U);
    ASSERT_TRUE(delivery->status().off);
    EXPECT_THAT(delivery->status().off->why, HasSubstr("410"));
    EXPECT_THAT(told, IsEmpty()) << "it has no owner with an address";
}

TEST_F(WebhookDelivery, AnOwnerWhoseRelayWantsToWaitIsToldLaterForADayAtMost) {
    auto owned = receiver();
    owned.owner_email = "office@ashgrove.example";
    const auto delivery = begun(std::move(owned));
    telling = {SendResult::later, "451", {}};
    poster.answer({PostAnswer{410}});
    award(1);
    const auto off_at = clock.now();
    std::optional<UtcTime> at;
    while ((at = run(*delivery))) clock.set(*at);
    EXPECT_EQ(told.size(), static_cast<std::size_t>(kTellMax / kTellAgain) + 1);
    EXPECT_EQ(clock.now() - off_at, kTellMax);
}

TEST_F(WebhookDelivery, ARestartGoesOnWhereItWas) {
    {
        const auto delivery = begun();
        award(2);
        run(*delivery);
        ASSERT_TRUE(delivery->save());
        EXPECT_FALSE(delivery->has_changed());
    }
    award(1);
    Delivery again(parts_, receiver());
    run(again);
    EXPECT_THAT(poster.numbers(), ElementsAre("points 1", "points 2", "points 3"));
}

TEST_F(WebhookDelivery, ARestartGoesOnWithTheAttemptsAndStaysSwitchedOff) {
    UtcTime next;
    {
        const auto delivery = begun();
        poster.answer({PostAnswer{500}, PostAnswer{500}});
        award(1);
        clock.set(*run(*delivery));
        next = *run(*delivery);
        ASSERT_TRUE(delivery->save());
    }
    {
        Delivery again(parts_, receiver());
        EXPECT_EQ(run(again), next) << "no earlier because of a restart";
        EXPECT_EQ(again.status().failed_attempts, 2U);
        poster.answer({PostAnswer{410}});
        clock.set(next);
        run(again);
        ASSERT_TRUE(again.save());
    }
    Delivery off(parts_, receiver());
    run(off);
    EXPECT_EQ(poster.seen().size(), 3U);
    EXPECT_TRUE(off.status().off);
}

TEST_F(WebhookDelivery, ACrashSendsAgainUnderTheSameId) {
    {
        const auto delivery = begun();
        ASSERT_TRUE(delivery->save());
        award(2);
        run(*delivery);  // And the process ends before the state is written.
    }
    Delivery again(parts_, receiver());
    award(1);
    run(again);
    EXPECT_THAT(poster.numbers(), ElementsAre("points 1", "points 2", "points 1", "points 2", "points 3"));
    const auto seen = poster.seen();
    EXPECT_EQ(seen[0].id, seen[2].id);
    EXPECT_EQ(seen[1].id, seen[3].id);
    EXPECT_EQ(seen[1].body, seen[3].body);
}

TEST_F(WebhookDelivery, AStateThatCannotBeReadIsBegunAnew) {
    award(2);
    ASSERT_TRUE(posix_files().create_folders(parts_.folder));
    ASSERT_TRUE(write_file_atomically(posix_files(), parts_.folder / "mis.json", as_bytes("{\"places\":")));
    const auto delivery = begun();
    award(1);
    run(*delivery);
    EXPECT_THAT(poster.numbers(), ElementsAre("points 3"));
    ASSERT_TRUE(delivery->save());
    EXPECT_TRUE(read_state(posix_files(), parts_.folder / "mis.json"));
}

TEST_F(WebhookDelivery, NothingIsSentAfterTheLastDay) {
    auto brief = receiver();
    brief.until = *parse_local_date("2026-11-24");
    const auto delivery = begun(std::move(brief));
    clock.set(instant("2026-11-24T23:59:59Z"));
    award(1);
    run(*delivery);
    EXPECT_EQ(poster.seen().size(), 1U);
    clock.set(instant("2026-11-25T00:00:00Z"));
    award(1);
    run(*delivery);
    EXPECT_EQ(poster.seen().size(), 1U);
    EXPECT_TRUE(delivery->status().is_over);
    delivery->take(receiver());
    run(*delivery);
    EXPECT_THAT(poster.numbers(), ElementsAre("points 1", "points 2")) << "it goes on from its place";
}

TEST_F(WebhookDelivery, OtherSettingsHoldFromTheNextAttemptOn) {
    const auto delivery = begun();
    poster.answer({PostAnswer{500}});
    award(1);
    run(*delivery);
    auto moved = receiver({Stream::links});
    moved.url = "https://mis.example/elsewhere";
    delivery->take(std::move(moved));
    link();
    run(*delivery);
    ASSERT_EQ(poster.seen().size(), 2U);
    EXPECT_EQ(poster.seen()[1].url, "https://mis.example/elsewhere");
    EXPECT_EQ(poster.numbers()[1], "links 1");
}

TEST_F(WebhookDelivery, OnceItHasLeftNoAttemptBegins) {
    const auto delivery = begun();
    award(2);
    std::ignore = delivery->turn();
    delivery->leave();
    run(*delivery);
    EXPECT_EQ(poster.seen().size(), 1U);
}

TEST_F(WebhookDelivery, AReceiverBehindTheBackupIsToldOfTheEpochAndMissesNothing) {
    const auto delivery = begun();
    award(2);
    run(*delivery);
    award(2);  // Facts 5 and 6; it never came to them.
    restore(5);
    award(1);
    fold_anew();
    run(*delivery);
    EXPECT_THAT(poster.numbers(), ElementsAre("points 1", "points 2", "points epoch_changed", "points 3", "points 4"));
    const auto notice = poster.seen()[2].event();
    EXPECT_EQ(notice.at("type"), "org.hometime.notice.v1");
    EXPECT_EQ(notice.at("data").at("epoch").as_string(), to_string(log.head(kSchool)->log));
    EXPECT_EQ(notice.at("data").at("last"), 2) << "what it was told up to there holds";
    EXPECT_TRUE(is_webhook_id(poster.seen()[2].id));
    run(*delivery);
    EXPECT_EQ(poster.seen().size(), 5U) << "it is told once";
}

TEST_F(WebhookDelivery, AReceiverThatHasSeenMoreThanCameBackIsToldWhatHolds) {
    const auto delivery = begun();
    award(4);
    run(*delivery);
    restore(4);  // Two awards came back.
    award(1);
    fold_anew();
    poster.answer({PostAnswer{503}});
    clock.set(*run(*delivery));
    run(*delivery);
    const auto seen = poster.seen();
    ASSERT_EQ(seen.size(), 7U);
    EXPECT_EQ(seen[4].id, seen[5].id) << "the notice is tried again like an event";
    EXPECT_EQ(seen[4].body, seen[5].body);
    EXPECT_EQ(seen[5].event().at("data").at("last"), 2);
    EXPECT_EQ(poster.numbers().back(), "points 3");
    EXPECT_NE(seen[6].id, seen[2].id) << "the same number of another epoch is another event";
}

TEST_F(WebhookDelivery, AViewThatHasNotComeToTheRestoreIsWaitedFor) {
    const auto delivery = begun();
    award(3);
    run(*delivery);
    log.restore(kSchool, 4);  // The view still numbers what is lost.
    log.append(LogRestored{log.head(kSchool)->log, "2026-11-23", 4, "", {}});
    EXPECT_EQ(run(*delivery), std::nullopt);
    EXPECT_EQ(poster.seen().size(), 3U);
    EXPECT_EQ(delivery->status().streams.at(kPoints).waiting, 0U);
}

TEST_F(WebhookDelivery, SafeguardingReachesNoReceiver) {
    std::vector<Stream> all(kStreams.begin(), kStreams.end());
    const auto delivery = begun(receiver(all));
    log.append(ConcernRaised{{PupilId{7}}, {}, clock.now(), clock.now(), {"canary-4e1f77b0"}});
    award(1);
    run(*delivery);
    EXPECT_THAT(poster.numbers(), ElementsAre("points 1"));
}

}  // namespace
}  // namespace hometime::webhook
