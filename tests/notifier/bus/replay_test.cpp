// The replay channel's requests and answers, without sockets.
#include "notifier/bus/replay.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "tests/projections/views/views_test.h"

namespace hometime::bus {
namespace {

namespace js = boost::json;
using test::instant;
using test::kOtherSchool;
using test::kSchool;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kId = "0123456789abcdef";
const std::string kPoints = stream_prefix(kSchool, Stream::points);

class BusReplay : public test::ViewsTest {
protected:
    BusReplay() {
        for (const auto school : {kSchool, kOtherSchool}) {
            log.append(LogOpened{school, test::log_of(school)}, school);
            log.append(SchoolOpened{"Europe/London", {}}, school);
        }
        fold();
    }
    void award(int times) {
        for (int i = 0; i < times; ++i) log.append(PointAwarded{PupilId{7}, ClassId{5}, StaffId{6}, "kindness"});
        fold();
    }
    std::vector<Reply> ask(const std::string& verb, const js::object& body) {
        return ask({"R1", verb, kId, js::serialize(body)});
    }
    std::vector<Reply> ask(const std::vector<std::string>& frames) {
        std::vector<Reply> replies;
        const Asker asker{"mis-sync", [this](const std::string& prefix) { return granted_.contains(prefix); }};
        replay_.answer(asker, frames, [&](const Reply& reply) {
            if (reply.kind != "ERR" && reply.kind != "OK" && takes_-- <= 0) return false;
            replies.push_back(reply);
            return true;
        });
        clock_.advance(std::chrono::seconds{1});
        return replies;
    }
    static js::object replay_of(std::uint64_t from, std::uint64_t to, const std::string& stream = kPoints) {
        return {{"stream", stream}, {"epoch", to_string(test::log_of(kSchool))}, {"from", from}, {"to", to}};
    }
    static std::string error_of(const std::vector<Reply>& replies) {
        if (replies.size() != 1 || replies[0].kind != "ERR") return "no error";
        return std::string(js::parse(replies[0].body).at("error").as_string());
    }
    static std::vector<std::uint64_t> numbers(const std::vector<Reply>& replies) {
        std::vector<std::uint64_t> all;
        for (const auto& reply : replies) {
            if (!reply.header.empty()) all.push_back(decode_header(reply.header)->seq);
        }
        return all;
    }
    static js::value last(const std::vector<Reply>& replies) {
        EXPECT_EQ(replies.back().kind, "END");
        return js::parse(replies.back().body);
    }

    ManualClock clock_{instant("2026-11-24T11:10:00Z")};
    std::set<std::string> granted_{kPoints};
    int takes_ = 100'000;
    Replay replay_{log, views, clock_, std::chrono::milliseconds{5000}};
};

TEST_F(BusReplay, HelloNamesWhatIsGrantedAndNothingElse) {
    award(3);
    const auto replies = ask("HELLO", {{"client", "mis-sync/2.1"}});
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].kind, "OK");
    EXPECT_EQ(replies[0].id, kId);
    const auto body = js::parse(replies[0].body).as_object();
    EXPECT_EQ(body.at("epoch").as_string(), to_string(test::log_of(kSchool)));
    EXPECT_EQ(js::serialize(body.at("streams")),
              R"({")" + kPoints + R"(":{"first":1,"last":3,"epoch":")" + to_string(test::log_of(kSchool)) + R"("}})");
    EXPECT_EQ(body.at("max_batch").as_int64(), 500);
    EXPECT_EQ(body.at("heartbeat_s").as_double(), 5);
    EXPECT_EQ(js::serialize(body.at("schemas")), R"(["point.awarded/1.0","point.retracted/1.0","point.erased/1.0"])");
    EXPECT_EQ(body.at("clock_us").as_int64(), to_unix_micros(instant("2026-11-24T11:10:00Z")));
}

TEST_F(BusReplay, OfSeveralSchoolsEachStreamHasItsEpoch) {
    granted_.insert(stream_prefix(kOtherSchool, Stream::flow));
    const auto body = js::parse(ask("HELLO", {})[0].body).as_object();
    EXPECT_TRUE(body.at("epoch").is_null());
    EXPECT_EQ(body.at("streams").at(stream_prefix(kOtherSchool, Stream::flow)).at("epoch").as_string(),
              to_string(test::log_of(kOtherSchool)));
}

TEST_F(BusReplay, GivesAPartAndSaysWhereItEnds) {
    award(10);
    const auto replies = ask("REPLAY", replay_of(4, 6));
    EXPECT_THAT(numbers(replies), ElementsAre(4, 5, 6));
    EXPECT_EQ(last(replies), js::parse(R"({"next":7,"last":10})"));
    EXPECT_EQ(decode_header(replies[0].header)->flags, kReplayed);
    EXPECT_EQ(decode_header(replies[2].header)->flags, kReplayed | kLastOfBatch);
    EXPECT_EQ(js::parse(replies[0].body).at("sequence").as_string(), "00000000000000000004");
    EXPECT_EQ(replies[0].frames().size(), 5U);
    EXPECT_EQ(replies.back().frames().size(), 4U);
}

TEST_F(BusReplay, BeyondTheLastThereIsNothing) {
    award(2);
    const auto some = ask("REPLAY", replay_of(2, 900));
    EXPECT_THAT(numbers(some), ElementsAre(2));
    EXPECT_EQ(last(some), js::parse(R"({"next":3,"last":2})"));
    const auto none = ask("REPLAY", replay_of(3, 900));
    EXPECT_EQ(last(none), js::parse(R"({"next":3,"last":2})"));
}

TEST_F(BusReplay, ABatchIsFiveHundredAtMost) {
    award(static_cast<int>(kBatchMax) + 1);
    const auto replies = ask("REPLAY", replay_of(1, 501));
    EXPECT_EQ(numbers(replies).size(), kBatchMax);
    EXPECT_EQ(last(replies).at("next").as_int64(), 501);
    EXPECT_THAT(numbers(ask("REPLAY", replay_of(501, 501))), ElementsAre(501));
}

TEST_F(BusReplay, ABatchIsAMebibyteAtMost) {
    for (int i = 0; i < 60; ++i) {
        DigestSealed digest = test::digest_of(StaffId{6}, {});
        for (std::uint64_t m = 0; m < 2500; ++m) digest.messages.push_back(MessageId{100'000'000 + m});
        log.append(digest);
    }
    fold();
    const auto flow = stream_prefix(kSchool, Stream::flow);
    granted_.insert(flow);
    const auto replies = ask("REPLAY", replay_of(1, 60, flow));
    std::size_t bytes = 0;
    for (const auto& reply : replies) bytes += reply.header.size() + reply.body.size();
    EXPECT_LT(bytes, kBatchBytesMax + 200);
    const auto next = static_cast<std::uint64_t>(last(replies).at("next").as_int64());
    EXPECT_GT(next, 20U);
    EXPECT_LT(next, 60U);
    EXPECT_EQ(numbers(ask("REPLAY", replay_of(next, 60, flow))).front(), next);
}

TEST_F(BusReplay, AnotherEpochIsSaidSo) {
    award(1);
    auto request = replay_of(1, 1);
    request["epoch"] = to_string(test::log_of(kOtherSchool));
    EXPECT_EQ(error_of(ask("REPLAY", request)), "EPOCH");
    log.append(LogRestored{Uuid{{9, 9}}, "20261124T111000Z", log.head(kSchool)->size, {}, {}});
    fold();
    EXPECT_EQ(error_of(ask("REPLAY", replay_of(1, 1))), "EPOCH") << "a restore begins another one";
}

TEST_F(BusReplay, ForbiddenAndUnknownStreamsAreAnsweredAlike) {
    award(1);
    const auto forbidden = ask("REPLAY", replay_of(1, 1, stream_prefix(kSchool, Stream::links)));
    const auto unknown = ask("REPLAY", replay_of(1, 1, "e1/sch_00000000/links/"));
    const auto nonsense = ask("REPLAY", replay_of(1, 1, "e1/"));
    EXPECT_EQ(error_of(forbidden), "DENIED");
    EXPECT_EQ(forbidden[0].body, unknown[0].body);
    EXPECT_EQ(forbidden[0].body, nonsense[0].body);
    granted_.clear();
    EXPECT_EQ(error_of(ask("REPLAY", replay_of(1, 1))), "DENIED");
    EXPECT_EQ(error_of(ask("SNAPSHOT", {{"stream", kPoints}, {"cursor", nullptr}})), "DENIED");
}

TEST_F(BusReplay, WhatIsNotUnderstoodIsSaidSo) {
    EXPECT_EQ(error_of(ask({"R2", "PING", kId, "{}"})), "VERSION");
    EXPECT_EQ(error_of(ask({"R1", "DANCE", kId, "{}"})), "BAD");
    EXPECT_EQ(error_of(ask({"R1", "PING", "short", "{}"})), "BAD");
    EXPECT_EQ(error_of(ask({"R1", "PING", kId})), "BAD");
    EXPECT_EQ(error_of(ask({"R1", "PING", kId, "{"})), "BAD");
    EXPECT_EQ(error_of(ask({"R1", "PING", kId, "[]"})), "BAD");
    for (const auto& [from, to] : {std::pair{0, 1}, {2, 1}}) {
        EXPECT_EQ(error_of(ask("REPLAY", replay_of(static_cast<std::uint64_t>(from), static_cast<std::uint64_t>(to)))),
                  "BAD");
    }
    EXPECT_EQ(error_of(ask("REPLAY", {{"stream", kPoints}})), "BAD");
    EXPECT_EQ(error_of(ask("SNAPSHOT", {{"stream", kPoints}, {"cursor", "elsewhere"}})), "BAD");
    EXPECT_EQ(error_of(ask("SNAPSHOT", {{"stream", kPoints}, {"cursor", 3}})), "BAD");
    EXPECT_EQ(error_of(ask({"", ""})), "VERSION");
}

TEST_F(BusReplay, PingIsAnsweredAndFramesBehindTheFourthAreIgnored) {
    const auto replies = ask({"R1", "PING", kId, R"({"unknown":1})", "more"});
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].kind, "OK");
    EXPECT_EQ(replies[0].body, "{}");
}

TEST_F(BusReplay, ASnapshotIsWhatStandsAndWhereToGoOn) {
    award(3);
    log.append(PointRetracted{AwardId{4}, PupilId{7}, StaffId{6}, {}});
    fold();
    const auto replies = ask("SNAPSHOT", {{"stream", kPoints}, {"cursor", nullptr}});
    EXPECT_THAT(numbers(replies), ElementsAre(1, 3));
    EXPECT_EQ(replies[0].kind, "ST");
    EXPECT_EQ(decode_header(replies[0].header)->flags, kSnapshotItem);
    const auto end = last(replies);
    EXPECT_EQ(end.at("seq").as_int64(), 4);
    EXPECT_TRUE(end.at("cursor").is_null());
    EXPECT_EQ(end.at("epoch").as_string(), to_string(test::log_of(kSchool)));
}

TEST_F(BusReplay, ASnapshotsLaterPagesKeepTheFirstPagesNumber) {
    award(static_cast<int>(kBatchMax) + 2);
    const auto first = ask("SNAPSHOT", {{"stream", kPoints}, {"cursor", nullptr}});
    EXPECT_EQ(numbers(first).size(), kBatchMax);
    const auto cursor = last(first).at("cursor");
    ASSERT_TRUE(cursor.is_string());
    award(5);
    const auto second = ask("SNAPSHOT", {{"stream", kPoints}, {"cursor", cursor}});
    EXPECT_EQ(last(second).at("seq").as_int64(), 502);
    EXPECT_THAT(numbers(second), ElementsAre(501, 502, 503, 504, 505, 506, 507));
}

TEST_F(BusReplay, AnItemSaysWhatItsFirstEventSaidAndLaterOnesDidNotChange) {
    const auto posts = stream_prefix(kSchool, Stream::posts);
    granted_.insert(posts);
    Posted posted;
    posted.kind = PostKind::event;
    posted.starts_at = instant("2026-12-01T09:00:00Z");
    const auto post = log.append(posted);
    log.append(PostEdited{PostId::at(post), {}, {}, instant("2026-12-02T09:00:00Z"), {}, {}});
    fold();
    const auto replies = ask("SNAPSHOT", {{"stream", posts}});
    ASSERT_EQ(replies.size(), 2U);
    const auto data = js::parse(replies[0].body).at("data").as_object();
    EXPECT_EQ(data.at("kind").as_string(), "event");
    EXPECT_EQ(data.at("state").as_string(), "edited");
    EXPECT_EQ(data.at("starts_at").as_string(), "2026-12-02T09:00:00Z");
    EXPECT_EQ(numbers(replies), std::vector<std::uint64_t>{2});
}

TEST_F(BusReplay, WhatWasErasedIsATombstoneWithItsNumber) {
    const auto flow = stream_prefix(kSchool, Stream::flow);
    granted_.insert(flow);
    const auto sent = test::message_to(StaffId{6}, ThreadId{9}, GuardianId{8}, PupilId{7});
    const auto gone = log.append_sealed(sent, 77);
    log.append_sealed(sent, 78);
    log.append(
        KeyDestroyed{77, {SubjectKind::pupil, 7}, RetentionClass::messages, 2026, DestructionBasis::request, {}});
    fold();
    const auto replies = ask("REPLAY", replay_of(1, 3, flow));
    ASSERT_THAT(numbers(replies), ElementsAre(1, 2, 3));
    EXPECT_EQ(decode_header(replies[0].header)->flags, kReplayed | kTombstone);
    const auto tombstone = js::parse(replies[0].body).as_object();
    EXPECT_FALSE(tombstone.contains("data"));
    EXPECT_FALSE(tombstone.contains("dataref"));
    EXPECT_TRUE(js::parse(replies[1].body).as_object().contains("data"));
    const auto told = js::parse(replies[2].body);
    EXPECT_EQ(told.at("type").as_string(), "org.hometime.message.erased.v1");
    EXPECT_EQ(js::serialize(told.at("data")), R"({"messages":[)" + std::to_string(gone.value) + "]}");
    EXPECT_THAT(numbers(ask("SNAPSHOT", {{"stream", flow}})), ElementsAre(2));
}

TEST_F(BusReplay, UntilTheStreamsHaveSeenWhatTheLogHeldAtTheStartItIsBusy) {
    log.append(PointAwarded{PupilId{7}, ClassId{5}, StaffId{6}, "kindness"});
    replay_.begin();
    EXPECT_EQ(error_of(ask("HELLO", {})), "BUSY") << "it would say that the stream is shorter than it was";
    EXPECT_EQ(error_of(ask("REPLAY", replay_of(1, 1))), "BUSY");
    EXPECT_EQ(error_of(ask("SNAPSHOT", {{"stream", kPoints}})), "BUSY");
    EXPECT_EQ(ask("PING", {})[0].kind, "OK");
    fold();
    EXPECT_EQ(ask("HELLO", {})[0].kind, "OK");
    log.append(PointAwarded{PupilId{7}, ClassId{5}, StaffId{6}, "kindness"});
    EXPECT_EQ(numbers(ask("REPLAY", replay_of(1, 2))), (std::vector<std::uint64_t>{1})) << "later facts need no wait";
}

TEST_F(BusReplay, TheTwentyFirstRequestOfASecondWaits) {
    const std::vector<std::string> ping{"R1", "PING", kId, "{}"};
    const Asker asker{"mis-sync", [](const std::string&) { return true; }};
    const Asker other{"display", [](const std::string&) { return true; }};
    std::vector<std::string> kinds;
    std::string body;
    const auto take = [&](const Reply& reply) {
        kinds.push_back(reply.kind);
        body = reply.body;
        return true;
    };
    for (int i = 0; i < 20; ++i) replay_.answer(asker, ping, take);
    EXPECT_THAT(kinds, testing::Each("OK"));
    replay_.answer(asker, ping, take);
    EXPECT_EQ(body, R"({"retry_ms":50,"error":"BUSY"})");
    EXPECT_EQ(replay_.take_refused(), 1U);
    EXPECT_EQ(replay_.take_refused(), 0U);
    replay_.answer(other, ping, take);
    EXPECT_EQ(kinds.back(), "OK") << "each has its own";
    clock_.advance(std::chrono::milliseconds{50});
    replay_.answer(asker, ping, take);
    EXPECT_EQ(kinds.back(), "OK");
    replay_.answer(asker, ping, take);
    EXPECT_EQ(kinds.back(), "ERR");
}

TEST_F(BusReplay, WhenNobodyTakesTheRestIsDropped) {
    award(10);
    takes_ = 4;
    EXPECT_THAT(numbers(ask("REPLAY", replay_of(1, 10))), ElementsAre(1, 2, 3, 4));
}

TEST_F(BusReplay, ARecordThatTheLogDoesNotGiveIsNotMadeUp) {
    award(3);
    log.restore(kSchool, 2);
    EXPECT_THROW(ask("REPLAY", replay_of(1, 3)), LogFailed);
}

}  // namespace
}  // namespace hometime::bus
