// What stands on the streams, and what erasures take from them.
#include <gmock/gmock.h>

#include "projections/views/stream_erasures.h"
#include "projections/views/stream_items.h"
#include "projections/views/streams.h"
#include "tests/projections/views/views_test.h"
#include "tests/support/samples.h"

namespace hometime::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr ThreadId kThread{9};
constexpr StaffId kTeacher{201};
constexpr GuardianId kMother{101};
constexpr PupilId kChild{301};

class StreamStanding : public ViewsTest {
protected:
    StreamStanding() {
        log.append(LogOpened{kSchool, log_of(kSchool)});
        log.append(SchoolOpened{"Europe/London", {}});
    }
    /// The facts whose things stand, as "first/newest".
    std::vector<std::string> standing(Stream stream) {
        fold();
        std::vector<std::string> all;
        for (const auto& [item, cursor] : page(stream, {}, 1000).items) {
            all.push_back(std::to_string(item.first.value) + "/" + std::to_string(item.fact.value));
        }
        return all;
    }
    [[nodiscard]] views::StreamItems page(Stream stream, std::string_view cursor, std::size_t limit) const {
        return views::stream_items(*views.read(views::kStreams), kSchool, stream, cursor, limit);
    }
    Sequence destroy(std::uint64_t key, Subject subject, RetentionClass retention) {
        return log.append(KeyDestroyed{key, subject, retention, 2026, DestructionBasis::request, {}});
    }
    [[nodiscard]] std::optional<Event> shown(Sequence fact) const {
        auto record = log.read({kSchool, fact});
        const auto rows = views.read(views::kStreams);
        const bool is_shown = views::Erased(*rows, kSchool).strip(record->header, record->event);
        return is_shown ? std::optional(std::move(record->event)) : std::nullopt;
    }
    MessageId message(std::uint64_t key = 7) {
        return MessageId::at(log.append_sealed(message_to(kTeacher, kThread, kMother, kChild), key));
    }
    /// Facts of every kind, and those whose publication depends on what they say.
    static std::vector<Event> all_kinds() {
        auto events = sample_events();
        for (const auto retention : {RetentionClass::messages, RetentionClass::feed, RetentionClass::identity}) {
            events.emplace_back(
                KeyDestroyed{5, {SubjectKind::pupil, 17}, retention, 2025, DestructionBasis::request, ErasureId{}});
        }
        events.emplace_back(message_to(kTeacher, kThread, kMother, kChild));
        events.emplace_back(TrainingScheduled{});
        events.emplace_back(TrainingCancelled{});
        return events;
    }
    static std::string alone(Sequence fact) { return std::to_string(fact.value) + "/" + std::to_string(fact.value); }
};

TEST_F(StreamStanding, AMessageStandsUntilItIsReleasedWithdrawnOrUndelivered) {
    const auto waits = message();
    const auto released = message();
    const auto withdrawn = message();
    log.append(digest_of(kTeacher, {released}));
    log.append(MessageWithdrawn{withdrawn, kThread, kTeacher});
    EXPECT_THAT(standing(Stream::flow), ElementsAre(alone(waits.sequence())));
}

TEST_F(StreamStanding, APostStandsWithItsFirstAndItsNewestEvent) {
    const auto post = PostId::at(log.append(Posted{ClassId{5}, StaffId{6}, PostKind::notice, {}, {}, {}}));
    const auto gone = PostId::at(log.append(Posted{ClassId{5}, StaffId{6}, PostKind::notice, {}, {}, {}}));
    const auto edited = log.append(PostEdited{post, ClassId{5}, StaffId{6}, {}, {}, {}});
    log.append(PostRetracted{gone, ClassId{5}, StaffId{6}, {}});
    EXPECT_THAT(standing(Stream::posts), ElementsAre(std::to_string(post.value) + "/" + std::to_string(edited.value)));
}

TEST_F(StreamStanding, ALinkStandsUntilItEndsAndMayComeBack) {
    log.append(GuardianLinked{kChild, kMother, {}, {}});
    log.append(GuardianUnlinked{kChild, kMother, {}});
    EXPECT_THAT(standing(Stream::links), IsEmpty());
    const auto again = log.append(GuardianLinked{kChild, kMother, {}, {}});
    EXPECT_THAT(standing(Stream::links), ElementsAre(alone(again)));
}

TEST_F(StreamStanding, OfTermsAndPoliciesTheNewestStands) {
    log.append(TermDatesSet{});
    const auto terms = log.append(TermDatesSet{});
    EXPECT_THAT(standing(Stream::calendar), ElementsAre(alone(terms)));
    const auto policy = log.append(PolicySet{});
    EXPECT_THAT(standing(Stream::ops), ElementsAre(alone(policy)));
    EXPECT_THAT(standing(Stream::calendar), ElementsAre(alone(policy), alone(terms)));
}

TEST_F(StreamStanding, PagesGoOnBehindACursorAndSayWhetherThereIsMore) {
    for (int i = 0; i < 5; ++i) log.append(PointAwarded{kChild, ClassId{5}, kTeacher, "kindness"});
    fold();
    const auto first = page(Stream::points, {}, 2);
    ASSERT_EQ(first.items.size(), 2U);
    EXPECT_TRUE(first.more);
    EXPECT_TRUE(views::is_item_cursor(first.items[1].cursor));
    const auto rest = page(Stream::points, first.items[1].cursor, 3);
    ASSERT_EQ(rest.items.size(), 3U);
    EXPECT_FALSE(rest.more);
    EXPECT_EQ(rest.items[0].item.number, 3U);
    EXPECT_FALSE(views::is_item_cursor("00"));
    EXPECT_FALSE(views::is_item_cursor(std::string(34, 'x')));
}

/// Every published type makes, changes or ends something, or is one of those that leave nothing to stand.
TEST_F(StreamStanding, EveryTypeMovesSomethingOrIsKnownNotTo) {
    const std::set<std::string_view> moves_nothing{"digest.sealed.v1",  "digest.delivered.v1", "reply.sent.v1",
                                                   "message.erased.v1", "post.erased.v1",      "point.erased.v1",
                                                   "link.erased.v1"};
    const std::set<std::string_view> makes{"policy.set.v1",     "windows.set.v1",       "message.held.v1",
                                           "post.published.v1", "point.awarded.v1",     "guardian.linked.v1",
                                           "term_dates.set.v1", "closure.announced.v1", "training.scheduled.v1"};
    std::set<std::string_view> seen;
    for (const auto& event : all_kinds()) {
        RecordHeader header;
        header.sequence = Sequence{41};
        for (const auto& publication : publications(header, event)) {
            seen.insert(publication.type);
            LoggedRecord fact{kSchool, {header, event, {}}};
            const auto below = views.read(views::kStreams);
            ViewBatch rows(*below);
            views::fold_item(fact, publication.stream, 1, rows);
            EXPECT_EQ(!rows.changes().empty() && rows.changes().begin()->second.has_value(),
                      makes.contains(publication.type))
                << publication.type;
            if (moves_nothing.contains(publication.type)) EXPECT_TRUE(rows.changes().empty()) << publication.type;
        }
    }
    for (const auto type : makes) EXPECT_TRUE(seen.contains(type)) << type;
}

TEST_F(StreamStanding, EveryPublishedTypeIsListedAndNoOther) {
    std::set<std::pair<Stream, std::string_view>> listed;
    for (const auto& type : kPublishedTypes) EXPECT_TRUE(listed.emplace(type.stream, type.type).second) << type.type;
    std::set<std::pair<Stream, std::string_view>> published;
    for (const auto& event : all_kinds()) {
        RecordHeader header;
        header.sequence = Sequence{41};
        for (const auto& one : publications(header, event)) published.emplace(one.stream, one.type);
    }
    EXPECT_EQ(listed, published);
}

TEST_F(StreamStanding, AnErasedMessageTakesAllThatIsAboutIt) {
    const auto gone = message(7);
    const auto stays = message(8);
    const auto moved = log.append(MessageRescheduled{gone, kThread, kTeacher, {}, {}, {}, {}});
    const auto digest = log.append(digest_of(kTeacher, {gone, stays}));
    const auto only = log.append(digest_of(kTeacher, {gone}));
    const auto erased = destroy(7, {SubjectKind::pupil, kChild.value}, RetentionClass::messages);
    fold();
    EXPECT_FALSE(shown(gone.sequence()));
    EXPECT_FALSE(shown(moved));
    EXPECT_FALSE(shown(only));
    EXPECT_TRUE(shown(stays.sequence()));
    EXPECT_EQ(std::get<DigestSealed>(*shown(digest)).messages, std::vector{stays});
    const auto things = views::erased_things(*views.read(views::kStreams), kSchool, erased);
    EXPECT_EQ(things, (views::ErasedThings{{gone.value}, {}, {}}));
    const auto entries = views::stream_entries(views, kSchool, Stream::flow);
    ASSERT_EQ(entries.back().fact, erased) << "it is told, with a number of its own";
    EXPECT_EQ(entries.back().number, entries.size());
}

TEST_F(StreamStanding, AnErasureOfWhatWasNeverPublishedIsOnNoStream) {
    log.append_sealed(message_to_office(kThread, kMother, kChild), 7);
    destroy(7, {SubjectKind::pupil, kChild.value}, RetentionClass::messages);
    destroy(99, {SubjectKind::pupil, kChild.value}, RetentionClass::feed);
    fold();
    EXPECT_EQ(views::stream_last(views, kSchool, Stream::flow), 0U);
    EXPECT_EQ(views::stream_last(views, kSchool, Stream::posts), 0U);
}

TEST_F(StreamStanding, SomebodyWithoutANameIsOnLinksAndPointsNoMore) {
    const auto theirs = log.append(GuardianLinked{kChild, kMother, {}, {}});
    const auto others = log.append(GuardianLinked{PupilId{302}, kMother, {}, {}});
    const auto award = log.append(PointAwarded{kChild, ClassId{5}, kTeacher, "kindness"});
    destroy(7, {SubjectKind::pupil, kChild.value}, RetentionClass::identity);
    destroy(8, {SubjectKind::pupil, kChild.value}, RetentionClass::identity);  // the year before
    fold();
    EXPECT_FALSE(shown(theirs));
    EXPECT_FALSE(shown(award));
    EXPECT_TRUE(shown(others));
    EXPECT_EQ(views::stream_last(views, kSchool, Stream::links), 3U) << "it is told once";
    EXPECT_EQ(views::stream_last(views, kSchool, Stream::points), 2U);
}

}  // namespace
}  // namespace hometime::test
