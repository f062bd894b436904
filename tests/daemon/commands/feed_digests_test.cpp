// Digests of the feeds, by each guardian's wish: when they are due, and what they tell.
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;
using enum Weekday;

class FeedDigests : public testing::Test {
protected:
    FeedDigests() { given_.link(given_.pupil(0), given_.adult(0)); }

    void want(FeedDigest how_often, std::optional<std::vector<WeeklyWindow>> hours = {}) {
        const auto row = given_.school().preferences(given_.adult(0));
        given_.as(given_.adult(0)).accept(SetPreferences{row ? row->version : Sequence{}, std::move(hours), how_often});
    }
    PostId post(const std::string& local, bool pressing = false) {
        const PublishPost command{ClassId{}, PostKind::notice, {}, {}, {"Apples", "", ""}, pressing};
        return PostId{
            given_.at(local).as(given_.staff("office")).accept(command).reply.at("post").to_number<std::uint64_t>()};
    }
    void see(const std::string& local, PostId up_to) {
        given_.at(local).as(given_.adult(0)).accept(MarkFeedSeen{ClassId{}, up_to});
    }
    /// The posts of the digest that comes now; or when to ask again.
    std::string ask(const std::string& local) {
        const auto decision = given_.at(local).as(GivenSchool::kNotifier).when(SealFeedDigest{given_.adult(0)});
        if (const auto* refused = std::get_if<Refused>(&decision)) {
            const auto* at = refused->facts.if_contains("again_at");
            return at == nullptr ? "nothing"
                                 : "at " + given_.local(parse_utc_time(std::string_view(at->as_string())).value());
        }
        std::string posts = "posts";
        const auto sealed = facts<FeedDigestSealed>(std::get<Accepted>(decision)).at(0);
        for (const auto one : sealed.posts) posts += ' ' + std::to_string(one.value);
        return posts;
    }
    [[nodiscard]] static std::string of(std::initializer_list<PostId> posts) {
        std::string text = "posts";
        for (const auto one : posts) text += ' ' + std::to_string(one.value);
        return text;
    }

    GivenSchool given_;
};

TEST_F(FeedDigests, S35_ComeToNobodyWhoDoesNotWantThem) {
    post("2026-11-24T10:00");
    EXPECT_EQ(ask("2026-11-25T07:00"), "nothing");
    want(FeedDigest::off);
    EXPECT_EQ(ask("2026-11-25T07:00"), "nothing");
}

TEST_F(FeedDigests, S35_TellEachMorningWhatIsNewAndNothingTwice) {
    want(FeedDigest::daily);
    const auto first = post("2026-11-24T10:00");
    const auto second = post("2026-11-24T15:00");
    EXPECT_EQ(ask("2026-11-25T06:59"), "at 2026-11-25T07:00");
    EXPECT_EQ(ask("2026-11-25T07:00"), of({first, second}));
    EXPECT_EQ(ask("2026-11-25T07:00"), "at 2026-11-26T07:00");
    EXPECT_EQ(ask("2026-11-26T07:00"), "at 2026-11-27T07:00") << "nothing new: not before the next day";
    const auto third = post("2026-11-26T09:00");
    EXPECT_EQ(ask("2026-11-26T12:00"), "at 2026-11-27T07:00") << "asked again, as after a start";
    EXPECT_EQ(ask("2026-11-27T07:00"), of({third}));
}

TEST_F(FeedDigests, S35_SayNothingOfWhatWasSeenOrTakenBack) {
    want(FeedDigest::daily);
    const auto seen = post("2026-11-24T10:00");
    see("2026-11-24T11:00", seen);
    const auto retracted = post("2026-11-24T12:00");
    given_.accept(RetractPost{retracted, "Mistaken."});
    EXPECT_EQ(ask("2026-11-25T07:00"), "at 2026-11-26T07:00");
    const auto told = post("2026-11-25T12:00");
    EXPECT_EQ(ask("2026-11-26T07:00"), of({told}));
}

TEST_F(FeedDigests, S35_AreWeeklyOnMondays) {
    want(FeedDigest::weekly);
    post("2026-11-24T10:00");
    std::ignore = ask("2026-11-24T10:00");
    const auto later = post("2026-11-26T10:00");
    const auto last = post("2026-11-29T19:00");
    EXPECT_EQ(ask("2026-11-29T19:30"), "at 2026-11-30T07:00");
    EXPECT_EQ(ask("2026-11-30T06:59"), "at 2026-11-30T07:00");
    EXPECT_NE(ask("2026-11-30T07:00").find(std::to_string(later.value) + ' ' + std::to_string(last.value)),
              std::string::npos);
    EXPECT_EQ(ask("2026-12-01T07:00"), "at 2026-12-07T07:00");
}

TEST_F(FeedDigests, D15_KeepToTheGuardiansOwnHours) {
    want(FeedDigest::daily, std::vector{WeeklyWindow{{tue, thu}, LocalMinute{18 * 60}, LocalMinute{19 * 60}}});
    const auto one = post("2026-11-25T10:00");
    EXPECT_EQ(ask("2026-11-25T12:00"), "at 2026-11-26T18:00");
    EXPECT_EQ(ask("2026-11-26T19:00"), "at 2026-12-01T18:00") << "nobody asked in the hour: the next one";
    EXPECT_EQ(ask("2026-12-01T18:00"), of({one}));
}

TEST_F(FeedDigests, AreTheSameHoweverLateTheyAreMade) {
    want(FeedDigest::daily);
    const auto before = post("2026-11-24T10:00");
    const auto after = post("2026-11-25T07:30");
    EXPECT_EQ(ask("2026-11-25T12:00"), of({before}));
    EXPECT_EQ(ask("2026-11-26T07:00"), of({after}));
}

TEST_F(FeedDigests, D15_LoseNoPostThatWaitedWhileANewerOnePassed) {
    want(FeedDigest::daily,
         std::vector{WeeklyWindow{{mon, tue, wed, thu, fri}, LocalMinute{7 * 60}, LocalMinute{9 * 60}}});
    const auto waits = post("2026-11-25T21:00");
    const auto pressing = post("2026-11-25T21:30", true);
    EXPECT_EQ(ask("2026-11-26T07:00"), of({waits, pressing}));
    const auto again = post("2026-11-26T21:00");
    EXPECT_EQ(ask("2026-11-27T07:00"), of({again}));
}

TEST_F(FeedDigests, HoldABoundedNumberOfPosts) {
    want(FeedDigest::daily);
    for (std::size_t i = 0; i < kFeedDigestPostsMax + 1; ++i) post("2026-11-24T10:00");
    const auto sealed = ask("2026-11-25T07:00");
    EXPECT_EQ(std::count(sealed.begin(), sealed.end(), ' '), static_cast<std::ptrdiff_t>(kFeedDigestPostsMax));
    const auto in = given_.school().pupil(given_.pupil(0))->class_id;
    EXPECT_EQ(given_.school().feed(ClassId{})->recent.size(), kFeedDigestPostsMax);
    EXPECT_EQ(given_.school().feed(in), nullptr);
}

TEST_F(FeedDigests, S22_SayNothingToWhoIsNoLongerLinked) {
    want(FeedDigest::daily);
    post("2026-11-24T10:00");
    given_.as(given_.staff("office")).accept(UnlinkGuardian{given_.pupil(0), given_.adult(0), "Moved."});
    EXPECT_EQ(ask("2026-11-25T07:00"), "at 2026-11-26T07:00");
}

}  // namespace
}  // namespace hometime
