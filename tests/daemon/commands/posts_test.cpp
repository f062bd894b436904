// Posts: when guardians see them, what may be changed, what is taken back, and what counts as seen.
#include "projections/state/feed_standing.h"
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;

class Posts : public testing::Test {
protected:
    Posts() {
        given_.link(given_.pupil(0), given_.adult(0));
        given_.as(GivenSchool::kAdministrator).accept(GrantStaffRole{given_.staff("theo"), StaffRole::slt});
    }

    GivenSchool& teacher(const std::string& local) { return given_.at(local).as(given_.staff("tess")); }
    GivenSchool& office(const std::string& local) { return given_.at(local).as(given_.staff("office")); }
    GivenSchool& parent(const std::string& local) { return given_.at(local).as(given_.adult(0)); }
    [[nodiscard]] static PublishPost notice(const std::string& title = "Apples") {
        return {ClassId{}, PostKind::notice, {}, {}, {title, "", ""}};
    }
    [[nodiscard]] static PostId post_in(const Accepted& accepted) {
        return PostId{accepted.reply.at("post").to_number<std::uint64_t>()};
    }
    [[nodiscard]] std::string shown(const Accepted& accepted) const {
        const auto at = facts<Posted>(accepted).at(0).shown_at;
        return at ? given_.local(*at) : "at once";
    }
    [[nodiscard]] Sequence version(PostId post) const { return given_.school().post(post)->version; }
    [[nodiscard]] EditPost other_words(PostId post, const std::string& title = "Pears") const {
        return {post, version(post), {}, {}, {title, "", ""}};
    }

    GivenSchool given_;
};

TEST_F(Posts, D15_WhatIsPostedInTheGuardiansHoursIsShownAtOnce) {
    EXPECT_EQ(shown(teacher("2026-11-24T07:00").accept(notice())), "at once");
    EXPECT_EQ(shown(teacher("2026-11-24T19:59:59").accept(notice())), "at once");
}

TEST_F(Posts, D15_WhatIsPostedInTheEveningWaitsForTheMorning) {
    const auto accepted = teacher("2026-11-24T20:00").accept(notice());
    EXPECT_EQ(shown(accepted), "2026-11-25T07:00");
    EXPECT_EQ(accepted.reply.at("shown_at").as_string(), "2026-11-25T07:00:00Z");
    EXPECT_EQ(shown(teacher("2026-11-25T06:59:59").accept(notice())), "2026-11-25T07:00");
    EXPECT_EQ(shown(teacher("2026-11-27T23:00").accept(notice())), "2026-11-28T07:00") << "a Saturday is a day too";
}

TEST_F(Posts, D15_ItWaitsByTheWallClockOnTheNightsWhenThatIsPutBackAndForward) {
    EXPECT_EQ(shown(teacher("2027-03-27T22:00").accept(notice())), "2027-03-28T07:00");
    EXPECT_EQ(shown(teacher("2027-10-30T22:00").accept(notice())), "2027-10-31T07:00");
}

TEST_F(Posts, D15_AClosurePassesAtOnceAndSaysSo) {
    auto closure = notice("Snow: the school is closed");
    closure.pressing = true;
    const auto accepted = office("2026-11-24T05:30").accept(closure);
    EXPECT_EQ(shown(accepted), "at once");
    EXPECT_EQ(facts<Posted>(accepted).at(0).pressing, true);
    given_.at("2026-11-24T05:31").as(given_.staff("theo"));  // SLT
    EXPECT_EQ(shown(given_.accept(closure)), "at once");
}

TEST_F(Posts, D15_ATeachersPostDoesNotPass) {
    auto closure = notice();
    closure.pressing = true;
    EXPECT_EQ(teacher("2026-11-24T05:30").refusal(closure), "pressing-not-permitted");
    EXPECT_EQ(teacher("2026-11-24T10:00").refusal(closure), "pressing-not-permitted");
    const auto refused = std::get<Refused>(given_.when(closure));
    EXPECT_EQ(refused.errors.at(0).pointer, "/pressing");
}

TEST_F(Posts, FactsOfOrdinaryPostsAreAsTheyWere) {
    const auto fact = facts<Posted>(teacher("2026-11-24T10:00").accept(notice())).at(0);
    EXPECT_FALSE(fact.shown_at || fact.pressing || fact.also_email);
    auto mailed = notice();
    mailed.also_email = true;
    EXPECT_EQ(facts<Posted>(given_.accept(mailed)).at(0).also_email, true);
}

TEST_F(Posts, AnEditSaysWhatItReplacesAndIsTheNewVersion) {
    const auto post = post_in(teacher("2026-11-24T10:00").accept(notice()));
    const auto first = version(post);
    const auto edited = given_.at("2026-11-24T10:05").accept(other_words(post));
    EXPECT_EQ(facts<PostEdited>(edited).at(0).post, post);
    EXPECT_EQ(facts<PostEdited>(edited).at(0).content.text, R"({"title":"Pears","body":"","place":""})");
    EXPECT_EQ(edited.reply.at("version").to_number<std::uint64_t>(), version(post).value);
    auto late = other_words(post, "Plums");
    late.replaces = first;
    EXPECT_EQ(given_.refusal(late), "post-changed");
}

TEST_F(Posts, AnEditedEventKeepsATime) {
    const auto at = parse_utc_time("2026-12-10T14:00:00Z").value();
    const PublishPost event{ClassId{}, PostKind::event, at, {}, {"Play", "", "Hall"}};
    const auto post = post_in(teacher("2026-11-24T10:00").accept(event));
    auto edit = other_words(post);
    EXPECT_EQ(given_.refusal(edit), "event-time-required");
    edit.starts_at = at + std::chrono::hours{1};
    edit.ends_at = at;
    EXPECT_EQ(given_.refusal(edit), "event-time-required");
    edit.ends_at.reset();
    EXPECT_EQ(given_.refusal(edit), "accepted");
    auto words = other_words(post_in(given_.accept(notice())));
    words.starts_at = at;
    EXPECT_EQ(given_.refusal(words), "event-time-not-allowed");
}

TEST_F(Posts, WhatIsTakenBackIsNeitherEditedNorTakenBackAgain) {
    const auto post = post_in(teacher("2026-11-24T10:00").accept(notice()));
    EXPECT_EQ(given_.refusal(RetractPost{post, " "}), "text-required");
    EXPECT_EQ(given_.refusal(RetractPost{post, "The wrong class."}), "accepted");
    EXPECT_EQ(given_.refusal(RetractPost{post, "Again."}), "post-retracted");
    EXPECT_EQ(given_.refusal(other_words(post)), "post-retracted");
    EXPECT_EQ(given_.refusal(RetractPost{PostId{9999}, "Nothing."}), "unknown-post");
    EXPECT_EQ(given_.refusal(EditPost{PostId{9999}, {}, {}, {}, {"Nothing", "", ""}}), "unknown-post");
}

TEST_F(Posts, D15_APostThatWasTakenBackBeforeItsTimeIsNeverShown) {
    const auto waits = post_in(teacher("2026-11-24T21:00").accept(notice()));
    given_.at("2026-11-25T06:59:59").accept(RetractPost{waits, "Mistaken."});
    EXPECT_FALSE(is_shown(*given_.school().post(waits), given_.at("2026-11-25T07:00").now()));
    const auto other = post_in(teacher("2026-11-25T21:00").accept(notice()));
    given_.at("2026-11-26T07:00").accept(RetractPost{other, "Mistaken."});
    EXPECT_TRUE(is_shown(*given_.school().post(other), given_.now())) << "that there was one";
}

TEST_F(Posts, D15_AGuardianHasNotSeenWhatIsNotShownYet) {
    const auto first = post_in(teacher("2026-11-24T10:00").accept(notice()));
    const auto waits = post_in(teacher("2026-11-24T21:00").accept(notice()));
    const auto reply = parent("2026-11-24T21:30").accept(MarkFeedSeen{ClassId{}, waits}).reply;
    EXPECT_EQ(reply.at("up_to").to_number<std::uint64_t>(), first.value);
    const auto seen = parent("2026-11-25T07:00").accept(MarkFeedSeen{ClassId{}, waits});
    EXPECT_EQ(facts<FeedSeen>(seen).at(0).up_to, waits);
}

TEST_F(Posts, D15_WhatIsShownAfterANewerPostWasSeenIsSeenByLookingAgain) {
    const auto waits = post_in(teacher("2026-11-24T21:00").accept(notice()));
    auto closure = notice("Snow");
    closure.pressing = true;
    const auto newer = post_in(office("2026-11-25T06:00").accept(closure));
    EXPECT_EQ(facts<FeedSeen>(parent("2026-11-25T06:10").accept(MarkFeedSeen{ClassId{}, newer})).size(), 1U);
    const auto state = [&] { return given_.school().seen_row(PersonKind::guardian, given_.adult(0).value, ClassId{}); };
    EXPECT_FALSE(has_seen(state().get(), *given_.school().post(waits)));
    EXPECT_TRUE(facts<FeedSeen>(parent("2026-11-25T06:59").accept(MarkFeedSeen{ClassId{}, newer})).empty());
    EXPECT_EQ(facts<FeedSeen>(parent("2026-11-25T07:00").accept(MarkFeedSeen{ClassId{}, waits})).at(0).up_to, newer);
    EXPECT_TRUE(has_seen(state().get(), *given_.school().post(waits)));
    EXPECT_TRUE(facts<FeedSeen>(parent("2026-11-25T07:01").accept(MarkFeedSeen{ClassId{}, newer})).empty());
}

TEST_F(Posts, S3_FeedsAreThoseOfTheLinkedPupilsAndTheSchools) {
    const auto in = given_.school().pupil(given_.pupil(0))->class_id;
    EXPECT_EQ(feeds_of(given_.school(), given_.adult(0), given_.now()), (std::vector{ClassId{}, in}));
    EXPECT_TRUE(feeds_of(given_.school(), given_.adult(1), given_.now()).empty()) << "known, not linked";
    EXPECT_FALSE(reads_feed(given_.school(), given_.adult(0), ClassId{in.value + 1}, given_.now()));
}

}  // namespace
}  // namespace hometime
