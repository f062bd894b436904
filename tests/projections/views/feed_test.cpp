#include "projections/views/feed.h"

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
    void see(ClassId feed, PostId up_to) { log.append(FeedSeen{PersonKind::guardian, 101, feed, up_to}); }
    std::uint64_t unread(ClassId feed) {
        const std::vector<ClassId> feeds{feed};
        return views::feed_states(views, kSchool, PersonKind::guardian, 101, feeds).at(0).unread;
    }
};

TEST_F(FeedView, ShowsPostsOfOneFeedInOrderS3) {
    const auto first = post(kClass3B);
    post(kClass4A);
    const auto second = post(kClass3B, PostKind::information);
    fold();
    const auto posts = views::feed(views, kSchool, kClass3B);
    ASSERT_EQ(posts.size(), 2U);
    EXPECT_EQ(posts[0].post, first);
    EXPECT_EQ(posts[1].post, second);
    EXPECT_EQ(posts[1].number, 2U);
    EXPECT_EQ(posts[1].kind, PostKind::information);
    EXPECT_TRUE(views::feed(views, kOtherSchool, kClass3B).empty());
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
    const std::vector<ClassId> feeds{kSchoolFeed};
    EXPECT_EQ(views::feed_states(views, kSchool, PersonKind::staff, 101, feeds)[0].unread, 1U);
    EXPECT_EQ(views::feed_states(views, kSchool, PersonKind::guardian, 102, feeds)[0].unread, 1U);
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
    const auto events = views::events_between(views, kSchool, feeds, now, end);
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
    const auto events =
        views::events_between(views, kSchool, feeds, instant("1960-01-01T00:00:00Z"), instant("1980-01-01T00:00:00Z"));
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].post, old);
    EXPECT_EQ(events[1].post, recent);
}

TEST_F(FeedView, EmptyFeedHasNothingUnread) {
    fold();
    EXPECT_EQ(unread(kClass3B), 0U);
    EXPECT_FALSE(views::post(views, kSchool, kClass3B, PostId{5}));
}

}  // namespace
}  // namespace hometime::test
