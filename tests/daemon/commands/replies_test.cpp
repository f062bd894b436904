// When a reply reaches its guardian: when both sides have hours, or when its writer says now (S47, D15).
#include <random>

#include "daemon/commands/replying.h"
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;

const std::vector<Weekday> kEveryDay{Weekday::mon, Weekday::tue, Weekday::wed, Weekday::thu,
                                     Weekday::fri, Weekday::sat, Weekday::sun};

std::vector<WeeklyWindow> every_day(int from_minute, int to_minute) {
    return {{kEveryDay, LocalMinute{from_minute}, LocalMinute{to_minute}}};
}

class Replies : public testing::Test {
protected:
    Replies() {
        given_.link(given_.pupil(0), given_.adult(0));
        thread_ = opened(Category::general);
        office_thread_ = opened(Category::attendance);
    }

    ThreadId opened(Category category) {
        given_.at("2026-11-24T15:35").as(given_.adult(0));
        const auto accepted = given_.accept(SendMessage{given_.pupil(0), {}, category, "A question"});
        return ThreadId{accepted.reply.at("thread").to_number<std::uint64_t>()};
    }
    Accepted reply(const std::string& local, bool now = false) {
        return given_.at(local).as(given_.staff("tess")).accept(SendReply{thread_, "An answer", now});
    }
    Accepted office_reply(const std::string& local) {
        return given_.at(local).as(given_.staff("office")).accept(SendReply{office_thread_, "An answer", false});
    }
    /// "at once", the local time until which it waits, or "no date".
    [[nodiscard]] std::string release(const Accepted& accepted) const {
        const auto sent = facts<ReplySent>(accepted).at(0);
        if (!sent.held) return "at once";
        return sent.release_at ? given_.local(*sent.release_at) : "no date";
    }
    [[nodiscard]] static ReplyId id_of(const Accepted& accepted) {
        return ReplyId{accepted.reply.at("reply").to_number<std::uint64_t>()};
    }
    std::vector<Event> notified(const std::string& local) {
        given_.at(local).as(GivenSchool::kNotifier);
        const auto decision = given_.when(ReleaseReplies{given_.adult(0)});
        const auto* accepted = std::get_if<Accepted>(&decision);
        return accepted != nullptr ? accepted->events : std::vector<Event>{};
    }
    template <class Fact>
    std::optional<Fact> only(const std::vector<Event>& events) {
        if (events.size() != 1 || !std::holds_alternative<Fact>(events[0])) return std::nullopt;
        return std::get<Fact>(events[0]);
    }
    void guardian_wants(int from_minute, int to_minute) {
        given_.record(GuardianPreferencesSet{given_.adult(0), every_day(from_minute, to_minute), FeedDigest::off});
    }

    GivenSchool given_;
    ThreadId thread_;
    ThreadId office_thread_;
};

TEST_F(Replies, S47_AReplyWrittenLateWaitsForTheMorning) {
    EXPECT_EQ(release(reply("2026-11-25T21:40")), "2026-11-26T08:00");
    EXPECT_EQ(release(office_reply("2026-11-25T21:40")), "2026-11-26T08:00");
}

TEST_F(Replies, S47_InWorkingHoursOnASchoolDayNothingWaits) {
    EXPECT_EQ(release(reply("2026-11-25T07:59:59")), "2026-11-25T08:00");
    EXPECT_EQ(release(reply("2026-11-25T08:00:00")), "at once");
    EXPECT_EQ(release(reply("2026-11-25T11:00:00")), "at once");  // Not a window; the teacher chose to write.
    EXPECT_EQ(release(reply("2026-11-25T15:59:59")), "at once");
    EXPECT_EQ(release(reply("2026-11-25T16:00:00")), "2026-11-26T08:00");
    EXPECT_EQ(release(reply("2026-11-27T16:00:00")), "2026-11-30T08:00");  // Friday: Monday.
    EXPECT_EQ(release(reply("2026-11-28T11:00:00")), "2026-11-30T08:00");
    EXPECT_EQ(release(reply("2027-07-24T11:00:00")), "no date");  // After the last day of the last term.
}

TEST_F(Replies, AReplyAtOnceIsTheFactThatItAlwaysWas) {
    const auto sent = facts<ReplySent>(reply("2026-11-25T11:00")).at(0);
    EXPECT_EQ(sent, (ReplySent{thread_, given_.adult(0), given_.staff("tess"), given_.pupil(0), false,
                               Private{"An answer"}}));
    EXPECT_TRUE(given_.school().held_replies_of(given_.adult(0)).empty());
}

TEST_F(Replies, S47_SentNowIsRecordedOnlyWhereItWouldHaveWaited) {
    const auto late = reply("2026-11-25T21:40", true);
    EXPECT_EQ(release(late), "at once");
    EXPECT_EQ(facts<ReplySent>(late).at(0).sent_now, true);
    EXPECT_TRUE(late.reply.at("released").as_bool());
    EXPECT_FALSE(facts<ReplySent>(reply("2026-11-26T11:00", true)).at(0).sent_now);
}

TEST_F(Replies, D15_TheGuardiansHoursAreWaitedForAfterTheTeachers) {
    given_.at("2026-11-25T09:00");
    guardian_wants(18 * 60, 19 * 60);
    EXPECT_EQ(release(reply("2026-11-25T11:00")), "2026-11-25T18:00");
    EXPECT_EQ(release(reply("2026-11-25T18:30")), "2026-11-26T18:00");
    // Written on a Friday afternoon, it may come on the Saturday: guardians know of no terms.
    given_.record(GuardianPreferencesSet{
        given_.adult(0), std::vector<WeeklyWindow>{{{Weekday::sat}, LocalMinute{600}, LocalMinute{660}}}, {}});
    EXPECT_EQ(release(reply("2026-11-27T15:50")), "2026-11-28T10:00");
}

TEST_F(Replies, S47_TheMorningIsEightOClockAfterBothClockChanges) {
    EXPECT_EQ(release(reply("2027-03-26T21:40")), "2027-03-29T08:00");  // Clocks go forward on the Sunday.
    given_.as(GivenSchool::kAdministrator)
        .accept(SetTermDates{{{*parse_local_date("2026-09-01"), *parse_local_date("2027-11-30")}}});
    EXPECT_EQ(release(reply("2027-10-29T21:40")), "2027-11-01T08:00");
}

TEST_F(Replies, S47_AHeldReplyIsReleasedAtItsInstantAndNotBefore) {
    const auto id = id_of(reply("2026-11-25T21:40"));
    EXPECT_TRUE(notified("2026-11-26T07:59:59").empty());
    const auto released = only<ReplyReleased>(notified("2026-11-26T08:00"));
    ASSERT_TRUE(released);
    EXPECT_EQ(*released, (ReplyReleased{id, thread_, given_.adult(0), false}));
    EXPECT_EQ(given_.refusal(ReleaseReplies{given_.adult(0)}), "nothing-to-release");
}

TEST_F(Replies, ARequestThatComesTooLateForTheGuardiansHoursMovesTheReply) {
    std::ignore = reply("2026-11-25T21:40");
    const auto moved = only<ReplyRescheduled>(notified("2026-11-26T20:00"));  // The server was down all day.
    ASSERT_TRUE(moved);
    EXPECT_EQ(given_.local(*moved->release_at), "2026-11-27T07:00");
    EXPECT_TRUE(only<ReplyReleased>(notified("2026-11-27T07:00")));
}

TEST_F(Replies, S59_HoursThatChangeMoveWhatWaits) {
    std::ignore = reply("2026-11-25T21:40");
    given_.at("2026-11-25T22:00");
    guardian_wants(9 * 60, 20 * 60);
    auto moved = only<ReplyRescheduled>(notified("2026-11-25T22:00"));
    ASSERT_TRUE(moved);
    EXPECT_EQ(given_.local(*moved->release_at), "2026-11-26T09:00");
    ClosureDates snow;
    snow.from = snow.to = *parse_local_date("2026-11-26");
    snow.uid = "snow";
    snow.label = "Snow";
    given_.as(given_.staff("office")).accept(AnnounceClosures{{snow}});
    moved = only<ReplyRescheduled>(notified("2026-11-26T07:00"));
    ASSERT_TRUE(moved);
    EXPECT_EQ(given_.local(*moved->release_at), "2026-11-27T09:00");
    EXPECT_TRUE(notified("2026-11-26T09:00").empty());
}

TEST_F(Replies, S47_OnlyTheWriterSendsAHeldReplyNow) {
    const auto id = id_of(reply("2026-11-25T21:40"));
    EXPECT_EQ(given_.as(given_.staff("theo")).refusal(SendReplyNow{id, thread_}), "unknown-reply");
    const auto now = given_.as(given_.staff("tess")).accept(SendReplyNow{id, thread_});
    EXPECT_EQ(facts<ReplyReleased>(now).at(0), (ReplyReleased{id, thread_, given_.adult(0), true}));
    EXPECT_EQ(given_.refusal(SendReplyNow{id, thread_}), "reply-shown");
}

TEST_F(Replies, NothingIsReleasedToSomebodyWhoMayNoLongerBeWrittenTo) {
    const auto id = id_of(reply("2026-11-25T21:40"));
    given_.as(given_.staff("office")).accept(UnlinkGuardian{given_.pupil(0), given_.adult(0), "Moved away"});
    EXPECT_EQ(given_.as(given_.staff("tess")).refusal(SendReplyNow{id, thread_}), "contact-ended");
    EXPECT_TRUE(notified("2026-11-26T07:59:59").empty()) << "until then it may change again";
    const auto never = only<ReplyUndelivered>(notified("2026-11-26T08:00"));
    ASSERT_TRUE(never);
    EXPECT_EQ(*never, (ReplyUndelivered{id, thread_, given_.adult(0), UndeliveredReason::sender_unlinked}));
    EXPECT_TRUE(given_.school().undelivered(id));
    EXPECT_EQ(given_.as(given_.staff("tess")).refusal(SendReplyNow{id, thread_}), "contact-ended");
}

TEST_F(Replies, OneCommandReleasesABoundedNumberAndSaysThatThereAreMore) {
    for (std::size_t i = 0; i < kReleaseRepliesMax + 1; ++i) std::ignore = reply("2026-11-25T21:40");
    given_.at("2026-11-26T08:00").as(GivenSchool::kNotifier);
    const auto first = given_.accept(ReleaseReplies{given_.adult(0)});
    EXPECT_EQ(first.events.size(), kReleaseRepliesMax);
    EXPECT_TRUE(first.reply.at("more").as_bool());
    const auto second = given_.accept(ReleaseReplies{given_.adult(0)});
    EXPECT_EQ(second.events.size(), 1U);
    EXPECT_FALSE(second.reply.at("more").as_bool());
}

/// Any hours, any instants, whoever asks whenever: worked out once more, minute by minute, on the wall clock.
TEST_F(Replies, D15_NothingIsReleasedInTheGuardiansQuietHoursUnlessItIsSentNow) {
    std::mt19937_64 random(20'261'125);
    const auto zone = TimeZone::load("Europe/London").value();
    given_.as(GivenSchool::kAdministrator)
        .accept(SetTermDates{{{*parse_local_date("2026-09-01"), *parse_local_date("2028-07-24")}}});
    given_.at("2027-03-01T00:00");
    int released = 0;
    int from = 7 * 60;
    int to = 20 * 60;
    for (int round = 0; round < 3'000; ++round) {
        given_.at(given_.now() + std::chrono::seconds{1 + random() % 20'000});
        if (random() % 10 == 0) {
            from = static_cast<int>(7 * 60 + random() % (12 * 60));
            to = from + 1 + static_cast<int>(random() % static_cast<unsigned>(20 * 60 - from));
            guardian_wants(from, to);
        }
        std::vector<Event> events;
        const auto note = [&](const Decision& decision) {
            if (const auto* accepted = std::get_if<Accepted>(&decision)) events = accepted->events;
        };
        if (random() % 3 == 0) {
            note(given_.as(given_.staff("tess")).when(SendReply{thread_, "An answer", random() % 5 == 0}));
        } else {
            note(given_.as(GivenSchool::kNotifier).when(ReleaseReplies{given_.adult(0)}));
        }
        const int minute = zone.local(given_.now()).second_of_day / 60;
        const bool quiet = minute < from || minute >= to;
        for (const auto& event : events) {
            const auto* sent = std::get_if<ReplySent>(&event);
            const bool shown = std::holds_alternative<ReplyReleased>(event) || (sent != nullptr && !sent->held);
            const bool wanted = sent != nullptr && sent->sent_now.value_or(false);
            if (shown && !wanted) EXPECT_FALSE(quiet) << given_.local(given_.now());
            released += static_cast<int>(shown);
        }
    }
    EXPECT_GT(released, 200);
}

}  // namespace
}  // namespace hometime
