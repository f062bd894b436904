#include "projections/views/feed.h"

#include "projections/views/feed_seen.h"
#include "tests/projections/views/views_test.h"

namespace hometime::test {
namespace {

constexpr ClassId kClass3B{11};
constexpr ClassId kClass4A{12};
constexpr ClassId kSchoolFeed{};
constexpr StaffId kTeacher{201};

class FeedView : public ViewsTest {
protected:
    PostId post(ClassId feed, PostKind kind = PostKind::notice, std::optional<UtcTime> starts = {}) {
        return log.add<PostId>(Posted{feed, kTeacher, kind, starts, {}, {}});
    }
    /// A post that guardians see from `shown_at` on.
    PostId waiting(ClassId feed, UtcTime shown_at, std::optional<UtcTime> starts = {}) {
        Posted fact{feed, kTeacher, starts ? PostKind::event : PostKind::notice, starts, {}, {}};
        fact.shown_at = shown_at;
        return log.add<PostId>(fact);
    }
    void edit(ClassId feed, PostId post, std::optional<UtcTime> starts = {}) {
        log.append(PostEdited{post, feed, kTeacher, starts, {}, {}});
    }
    void retract(ClassId feed, PostId post) { log.append(PostRetracted{post, feed, kTeacher, {}}); }
    void see(ClassId feed, PostId up_to) { log.append(FeedSeen{PersonKind::guardian, 101, feed, up_to}); }
    [[nodiscard]] views::FeedReader guardian(std::uint64_t person = 101) const {
        return {PersonKind::guardian, person, log.now()};
    }
    [[nodiscard]] views::FeedReader staff() const { return {PersonKind::staff, 101, log.now()}; }
    views::FeedState state(ClassId feed, const views::FeedReader& reader) {
        const std::vector<ClassId> feeds{feed};
        return views::feed_states(views, kSchool, reader, feeds).at(0);
    }
    std::uint64_t unread(ClassId feed) { return state(feed, guardian()).unread; }
};

TEST_F(FeedView, ShowsPostsOfOneFeedInOrderS3) {
    const auto first = post(kClass3B);
    post(kClass4A);
    const auto second = post(kClass3B, PostKind::information);
    fold();
    const auto posts = views::feed(views, kSchool, kClass3B, guardian());
    ASSERT_EQ(posts.size(), 2U);
    EXPECT_EQ(posts[0].post, first);
    EXPECT_EQ(posts[1].post, second);
    EXPECT_EQ(posts[1].number, 2U);
    EXPECT_EQ(posts[1].kind, PostKind::information);
    EXPECT_TRUE(views::feed(views, kOtherSchool, kClass3B, guardian()).empty());
}

TEST_F(FeedView, CountsThreeNewPostsAsUnreadAndNoneOnceSeenS35) {
    post(kClass3B);
    post(kClass3B);
    const auto newest = post(kClass3B);
    fold();
    EXPECT_EQ(unread(kClass3B), 3U);
    see(kClass3B, newest);
    fold();
    EXPECT_EQ(unread(kClass3B), 0U);
    post(kClass3B);
    fold();
    EXPECT_EQ(unread(kClass3B), 1U);
}

TEST_F(FeedView, SeenIsOfOneFeedAndOnePerson) {
    const auto school_post = post(kSchoolFeed);
    post(kClass3B);
    see(kSchoolFeed, school_post);
    fold();
    EXPECT_EQ(unread(kSchoolFeed), 0U);
    EXPECT_EQ(unread(kClass3B), 1U);
    EXPECT_EQ(state(kSchoolFeed, staff()).unread, 1U);
    EXPECT_EQ(state(kSchoolFeed, guardian(102)).unread, 1U);
}

TEST_F(FeedView, SeenNeverGoesBack) {
    const auto first = post(kClass3B);
    const auto second = post(kClass3B);
    see(kClass3B, second);
    see(kClass3B, first);
    fold();
    EXPECT_EQ(unread(kClass3B), 0U);
}

TEST_F(FeedView, SeenBetweenTwoPostsCountsThePostsBeforeIt) {
    post(kClass3B);
    const auto elsewhere = post(kClass4A);
    post(kClass3B);
    see(kClass3B, elsewhere);
    fold();
    EXPECT_EQ(unread(kClass3B), 1U);
}

TEST_F(FeedView, ListsExactlyTheEventsOfTheNextFourteenDaysS36) {
    const auto now = instant("2026-11-24T09:00:00Z");
    const auto end = now + std::chrono::days{14};
    const auto last = post(kClass3B, PostKind::event, end - std::chrono::microseconds{1});
    const auto first = post(kSchoolFeed, PostKind::event, now);
    post(kClass3B, PostKind::event, end);
    post(kClass3B, PostKind::event, now - std::chrono::microseconds{1});
    post(kClass4A, PostKind::event, now);
    post(kClass3B, PostKind::notice);
    fold();
    const std::vector<ClassId> feeds{kSchoolFeed, kClass3B};
    const auto events = views::events_between(views, kSchool, feeds, guardian(), now, end);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].post, first);
    EXPECT_EQ(events[1].post, last);
    EXPECT_EQ(events[1].feed, kClass3B);
}

TEST_F(FeedView, EventsBeforeTheYear1970ComeFirst) {
    const auto old = post(kClass3B, PostKind::event, instant("1969-07-20T20:17:00Z"));
    const auto recent = post(kClass3B, PostKind::event, instant("1970-01-02T00:00:00Z"));
    fold();
    const std::vector<ClassId> feeds{kClass3B};
    const auto events = views::events_between(views, kSchool, feeds, guardian(), instant("1960-01-01T00:00:00Z"),
                                              instant("1980-01-01T00:00:00Z"));
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].post, old);
    EXPECT_EQ(events[1].post, recent);
}

TEST_F(FeedView, EmptyFeedHasNothingUnread) {
    fold();
    EXPECT_EQ(unread(kClass3B), 0U);
    EXPECT_FALSE(views::post(views, kSchool, kClass3B, PostId{5}));
}

TEST_F(FeedView, D15_APostThatWaitsIsThereForStaffAndNotForGuardiansUntilItsTime) {
    post(kClass3B);
    const auto at = log.now() + std::chrono::hours{10};
    const auto waits = waiting(kClass3B, at, at + std::chrono::hours{5});
    fold();
    const std::vector<ClassId> feeds{kClass3B};
    const auto events = [&](const views::FeedReader& reader) {
        return views::events_between(views, kSchool, feeds, reader, at, at + std::chrono::hours{24}).size();
    };
    for (const auto before : {at - std::chrono::hours{1}, at - std::chrono::microseconds{1}}) {
        const views::FeedReader reader{PersonKind::guardian, 101, before};
        EXPECT_EQ(views::feed(views, kSchool, kClass3B, reader).size(), 1U);
        EXPECT_EQ(state(kClass3B, reader).unread, 1U);
        EXPECT_EQ(state(kClass3B, reader).posts, 1U);
        EXPECT_NE(state(kClass3B, reader).newest, waits);
        EXPECT_EQ(events(reader), 0U);
    }
    const views::FeedReader then{PersonKind::guardian, 101, at};
    EXPECT_EQ(views::feed(views, kSchool, kClass3B, then).size(), 2U);
    EXPECT_EQ(state(kClass3B, then).unread, 2U);
    EXPECT_EQ(state(kClass3B, then).newest, waits);
    EXPECT_EQ(events(then), 1U);
    EXPECT_EQ(views::feed(views, kSchool, kClass3B, staff()).size(), 2U);
    EXPECT_EQ(state(kClass3B, staff()).unread, 2U);
    EXPECT_EQ(events(staff()), 1U);
}

TEST_F(FeedView, D15_WhatIsShownAfterANewerPostWasSeenIsUnreadUntilTheFeedIsSeenAgain) {
    const auto at = log.now() + std::chrono::hours{10};
    waiting(kClass3B, at);
    const auto newer = post(kClass3B);
    see(kClass3B, newer);
    fold();
    EXPECT_EQ(unread(kClass3B), 0U);
    EXPECT_EQ(state(kClass3B, {PersonKind::guardian, 101, at}).unread, 1U);
    log.at(at + std::chrono::minutes{1});
    see(kClass3B, newer);
    fold();
    EXPECT_EQ(unread(kClass3B), 0U);
}

TEST_F(FeedView, ARetractedPostStaysAsATombstoneAndCountsAsUnreadNoLonger) {
    const auto starts = log.now() + std::chrono::hours{24};
    const auto event = post(kClass3B, PostKind::event, starts);
    post(kClass3B);
    retract(kClass3B, event);
    fold();
    const auto posts = views::feed(views, kSchool, kClass3B, guardian());
    ASSERT_EQ(posts.size(), 2U);
    EXPECT_TRUE(posts[0].retracted_at);
    EXPECT_EQ(unread(kClass3B), 1U);
    const std::vector<ClassId> feeds{kClass3B};
    const auto end = starts + std::chrono::hours{1};
    EXPECT_TRUE(views::events_between(views, kSchool, feeds, guardian(), starts, end).empty());
    EXPECT_EQ(views::events_called_off(views, kSchool, feeds, guardian(), starts, end).size(), 1U);
}

TEST_F(FeedView, APostThatWasTakenBackBeforeItsTimeNeverWasThereForGuardians) {
    const auto at = log.now() + std::chrono::hours{10};
    const auto event = waiting(kClass3B, at, at + std::chrono::hours{5});
    retract(kClass3B, event);
    fold();
    const views::FeedReader then{PersonKind::guardian, 101, at};
    EXPECT_TRUE(views::feed(views, kSchool, kClass3B, then).empty());
    EXPECT_EQ(state(kClass3B, then).posts, 0U);
    EXPECT_EQ(state(kClass3B, then).newest, PostId{});
    const std::vector<ClassId> feeds{kClass3B};
    EXPECT_TRUE(views::events_called_off(views, kSchool, feeds, then, at, at + std::chrono::hours{24}).empty());
    EXPECT_EQ(views::feed(views, kSchool, kClass3B, staff()).size(), 1U);
}

TEST_F(FeedView, AnEditMovesAnEventAndKeepsWhatItWas) {
    const auto starts = instant("2026-12-10T14:00:00Z");
    const auto later = starts + std::chrono::hours{24 * 30};
    const auto event = post(kClass3B, PostKind::event, starts);
    edit(kClass3B, event, later);
    fold();
    const std::vector<ClassId> feeds{kClass3B};
    const auto between = [&](UtcTime from) {
        return views::events_between(views, kSchool, feeds, guardian(), from, from + std::chrono::hours{1}).size();
    };
    EXPECT_EQ(between(starts), 0U);
    EXPECT_EQ(between(later), 1U);
    const auto versions = views::post_versions(views, kSchool, event);
    ASSERT_EQ(versions.size(), 2U);
    EXPECT_EQ(versions[0].starts_at, starts);
    EXPECT_EQ(versions[1].starts_at, later);
    const auto item = views::post(views, kSchool, kClass3B, event);
    EXPECT_EQ(item->edits, 1U);
    EXPECT_EQ(item->version, versions[1].version);
    EXPECT_EQ(item->edited_at, versions[1].at);
}

TEST_F(FeedView, FactsAboutPostsThatNobodyKnowsChangeNothing) {
    edit(kClass3B, PostId{77});
    retract(kClass3B, PostId{77});
    fold();
    EXPECT_TRUE(views::feed(views, kSchool, kClass3B, staff()).empty());
}

TEST_F(FeedView, S9_MailedPostsComeInTheOrderInWhichGuardiansSeeThemEachOnce) {
    const auto at = log.now() + std::chrono::hours{10};
    const auto mail = [&](std::optional<UtcTime> shown_at) {
        Posted fact{kClass3B, kTeacher, PostKind::notice, {}, {}, {}};
        fact.also_email = true;
        fact.shown_at = shown_at;
        return log.add<PostId>(fact);
    };
    const auto waits = mail(at);
    const auto waits_too = mail(at);
    post(kClass3B);
    const auto first = mail({});
    const auto retracted = mail({});
    retract(kClass3B, retracted);
    fold();
    std::vector<PostId> read;
    std::optional<views::PostItem> after;
    for (const auto until : {log.now() + std::chrono::microseconds{1}, at, at + std::chrono::microseconds{1}}) {
        for (;;) {
            const auto page = views::email_posts(views, kSchool, after, until, 1);
            if (page.empty()) break;
            read.push_back(page[0].post);
            after = page[0];
        }
    }
    EXPECT_EQ(read, (std::vector{first, waits, waits_too}));
}

TEST_F(FeedView, S35_TellsWhenAGuardianFirstSawAPostAndLastLooked) {
    const auto first = post(kClass3B);
    const auto second = post(kClass3B);
    log.at(log.now() + std::chrono::hours{1});
    const auto at = log.now();
    see(kClass3B, first);
    log.at(log.now() + std::chrono::hours{1});
    see(kClass3B, second);
    fold();
    const auto item = [&](PostId id) { return *views::post(views, kSchool, kClass3B, id); };
    EXPECT_EQ(views::seen_at(views, kSchool, GuardianId{101}, item(first)), at);
    EXPECT_EQ(views::seen_at(views, kSchool, GuardianId{101}, item(second)), at + std::chrono::hours{1});
    EXPECT_EQ(views::seen_at(views, kSchool, GuardianId{102}, item(first)), std::nullopt);
    EXPECT_EQ(views::looked_at(views, kSchool, GuardianId{101}), at + std::chrono::hours{1});
    EXPECT_EQ(views::looked_at(views, kSchool, GuardianId{102}), std::nullopt);
}

TEST_F(FeedView, S35_KeepsADigestForItsGuardian) {
    const auto first = post(kClass3B);
    log.append(FeedDigestSealed{GuardianId{101}, {first}});
    fold();
    const auto digests = views::feed_digests(views, kSchool, GuardianId{101});
    ASSERT_EQ(digests.size(), 1U);
    EXPECT_EQ(digests[0].posts, std::vector{first});
    EXPECT_TRUE(views::feed_digests(views, kSchool, GuardianId{102}).empty());
}

}  // namespace
}  // namespace hometime::test
