// What would have been different under another policy, rule by rule.
#include "daemon/commands/policy_diff.h"

#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;
using Words = std::vector<std::string>;

class WhatIf : public testing::Test {
protected:
    WhatIf() {
        given_.link(given_.pupil(0), parent_);
        given_.at("2026-11-24T09:30");
    }
    Accepted send(Category category = Category::general) {
        return given_.as(parent_).accept(SendMessage{given_.pupil(0), {}, category, "A text"});
    }
    void mark(const Accepted& sent, std::uint32_t rule = 5) {
        const MarkMisuse command{MessageId{sent.reply.at("message").to_number<std::uint64_t>()},
                                 ThreadId{sent.reply.at("thread").to_number<std::uint64_t>()}, rule, ""};
        given_.as(given_.staff("office")).accept(command);
    }
    [[nodiscard]] PolicyDiff diff(PolicyDiffOptions options) const {
        options.school = GivenSchool::kSchool;
        static std::uint8_t made_before = 0;  // Each its own: calendars are remembered by it.
        options.scratch.bytes[0] = 0xff;
        options.scratch.bytes[1] = ++made_before;
        PolicyDiff made(std::move(options));
        for (const auto& one : given_.history()) {
            if (!made.take(Record{one.header, one.event, {}})) break;
        }
        return made;
    }
    [[nodiscard]] PolicyDiffOptions whole_time(Policy b) const {
        return {{}, UtcTime::min(), UtcTime::max(), std::nullopt, std::move(b), {}, false};
    }
    /// "S38 release: "2026-…" -> "2026-…"", one a difference.
    [[nodiscard]] static Words words(const PolicyDiff& diff) {
        Words found;
        for (const auto& one : diff.differences()) {
            found.push_back(std::string(one.rule) + ' ' + std::string(one.what) + ": " +
                            boost::json::serialize(one.was) + " -> " + boost::json::serialize(one.would_be));
        }
        return found;
    }
    [[nodiscard]] Words under(const Policy& b) const { return words(diff(whole_time(b))); }
    static void route(Policy& policy, Category category, Route to) {
        for (auto& one : policy.routes) one.route = one.category == category ? to : one.route;
    }

    GivenSchool given_;
    const GuardianId parent_ = given_.adult(0);
    Policy b_ = default_policy();
};

TEST_F(WhatIf, NothingIsDifferentUnderThePolicyItself) {
    send();
    mark(send(Category::attendance));
    given_.as(given_.staff("tess")).accept(AwardPoint{given_.pupil(0), "kindness"});
    const auto same = diff(whole_time(b_));
    EXPECT_EQ(words(same), Words{});
    EXPECT_TRUE(same.by_rule().empty());
    EXPECT_EQ(same.compared(), 6U) << "an invite, a link, two messages, a mark and an award";
}

TEST_F(WhatIf, S24_S38_S41_OtherWindowsMoveReleaseAndDue) {
    send();
    b_.weekly_windows = {{{Weekday::mon, Weekday::tue, Weekday::wed}, LocalMinute{9 * 60}, LocalMinute{10 * 60}}};
    EXPECT_EQ(under(b_),
              (Words{"S24 held: true -> false", R"(S38 release: "2026-11-24T15:30:00Z" -> "2026-11-24T09:30:00Z")",
                     R"(S41 due: "2026-11-25T08:30:00Z" -> "2026-11-24T10:00:00Z")"}));
}

TEST_F(WhatIf, S38_AWindowThatOpensLaterOnTheSameDayMovesTheRelease) {
    send();
    b_.weekly_windows[1].start = LocalMinute{15 * 60 + 45};
    EXPECT_EQ(under(b_), (Words{R"(S38 release: "2026-11-24T15:30:00Z" -> "2026-11-24T15:45:00Z")"}));
}

TEST_F(WhatIf, S23_S28_S29_S30_ARouteIsNamedByItsRuleAndNothingElseIsSaidOfThatMessage) {
    send();
    send(Category::attendance);
    send(Category::appointment);
    send(Category::concern);
    route(b_, Category::general, Route::office);
    route(b_, Category::attendance, Route::refused);
    route(b_, Category::appointment, Route::refused);
    route(b_, Category::concern, Route::refused);
    EXPECT_EQ(under(b_), (Words{R"(S23 route: "teacher" -> "office")", R"(S28 route: "office" -> "use-meeting")",
                                R"(S29 route: "office" -> "use-meeting")", R"(S30 route: "office" -> "use-meeting")"}));
}

TEST_F(WhatIf, S26_ProgressThatASchoolLetThroughWouldHaveBeenRefused) {
    auto open = default_policy();
    route(open, Category::progress, Route::teacher);
    const auto version = given_.school().school()->policy;
    given_.as(GivenSchool::kAdministrator).accept(SetPolicy{open, {"o@s.example", "1", "8 to 4"}, version});
    send(Category::progress);
    EXPECT_EQ(under(b_), (Words{R"(S26 route: "teacher" -> "use-meeting")"}));
}

TEST_F(WhatIf, S27_AMeetingWouldNotHaveBeenOfferedOrItsTimesNot) {
    const auto thursday = *parse_utc_time("2026-11-26T09:00:00Z");
    given_.as(parent_).accept(RequestMeeting{given_.pupil(0), {}, "Reading", 20, {thursday}});
    auto shorter = b_;
    shorter.meetings = MeetingRules{};
    shorter.meetings->minutes_most = 15;
    EXPECT_EQ(under(shorter), (Words{R"(S27 meeting request: "allowed" -> "meeting-times-invalid")"}));
    route(b_, Category::meeting, Route::office);
    EXPECT_EQ(under(b_), (Words{R"(S27 route: "teacher" -> "office")",
                                R"(S27 meeting request: "allowed" -> "meeting-not-offered")"}));
}

TEST_F(WhatIf, S20_CodesAndLinksBeyondTheLimitWouldHaveBeenRefused) {
    given_.link(given_.pupil(0), given_.adult(1));
    b_.guardians_per_pupil = 1;
    EXPECT_EQ(under(b_), (Words{R"(S20 code: "within the limit" -> "guardian-limit")",
                                R"(S20 link: "allowed" -> "guardian-limit")"}));
}

TEST_F(WhatIf, S20_CodesThatDoNotCountLeaveRoomForOneMore) {
    auto strict = default_policy();
    strict.open_invites_count = false;
    const auto version = given_.school().school()->policy;
    given_.as(GivenSchool::kAdministrator).accept(SetPolicy{strict, {"o@s.example", "1", "8 to 4"}, version});
    std::ignore = given_.invite(given_.pupil(0), given_.adult(1));
    std::ignore = given_.invite(given_.pupil(0), given_.adult(2));
    EXPECT_EQ(under(b_), (Words{R"(S20 code: "within the limit" -> "guardian-limit")"}));
}

TEST_F(WhatIf, S16_ACodeWouldHaveExpiredOnAnotherDay) {
    b_.invite_days = 15;
    EXPECT_EQ(under(b_), (Words{R"(S16 expires: "2026-12-08T09:15:00Z" -> "2026-12-09T09:15:00Z")"}));
}

TEST_F(WhatIf, S32_TheItemForSltWouldNotHaveBeenRaised) {
    mark(send(Category::attendance));
    mark(send(Category::attendance));
    b_.conduct = ConductRules{};
    b_.conduct->reminders = 3;
    EXPECT_EQ(under(b_), (Words{"S32 item for SLT: true -> false"}));
    b_.conduct->reminders = 1;
    EXPECT_EQ(under(b_), (Words{"S32 item for SLT: false -> true"})) << "the second one was raised either way";
}

TEST_F(WhatIf, S31_ARuleThatTheOtherPolicyDoesNotHaveMarksNothing) {
    mark(send(Category::attendance), 5);
    b_.conduct = ConductRules{{{7, "Be kind."}}, 2, 9, 1};
    EXPECT_EQ(under(b_), (Words{R"(S31 mark: "allowed" -> "rule-unknown")"}));
}

TEST_F(WhatIf, S47_AReplyThatWentAtOnceWouldHaveWaited) {
    given_.at("2026-11-24T15:35");
    const ThreadId thread{send().reply.at("thread").to_number<std::uint64_t>()};
    given_.as(given_.staff("tess")).accept(SendReply{thread, "An answer", false});
    b_.guardian_hours = {{{Weekday::tue, Weekday::wed}, LocalMinute{17 * 60}, LocalMinute{20 * 60}}};
    EXPECT_EQ(under(b_), (Words{"S47 waits: false -> true", R"(S47 release: null -> "2026-11-24T17:00:00Z")"}));
    EXPECT_EQ(under(default_policy()), Words{});
}

TEST_F(WhatIf, S1_ASkillIsNoLongerOnTheList) {
    given_.as(given_.staff("tess")).accept(AwardPoint{given_.pupil(0), "kindness"});
    b_.skills = {"effort"};
    EXPECT_EQ(under(b_), (Words{R"(S1 award: "allowed" -> "skill-unknown")"}));
}

TEST_F(WhatIf, S54_S55_EscalationsAreForTheSafeguardingTeamOnly) {
    given_.as(given_.staff("tess"))
        .accept(RaiseConcern{{given_.pupil(0)}, {}, {}, given_.now(), {"Hungry", "Breakfast"}});
    b_.safeguarding = SafeguardingRules{};
    b_.safeguarding->acknowledge_minutes = 60;
    const auto hidden = diff(whole_time(b_));
    EXPECT_EQ(words(hidden), Words{});
    const auto without = hidden.compared();
    auto options = whole_time(b_);
    options.safeguarding = true;
    const auto shown = diff(options);
    EXPECT_EQ(words(shown), (Words{R"(S54 escalation: "2026-11-24T10:00:00Z" -> "2026-11-24T10:30:00Z")"}));
    EXPECT_EQ(shown.compared(), without + 1) << "not even counted for anybody else";
}

TEST_F(WhatIf, OnlyThePeriodCountsFromItsBeginningToBeforeItsEnd) {
    send();
    const auto sent_at = given_.now();
    b_.weekly_windows.pop_back();
    const auto count = [&](UtcTime from, UtcTime to) {
        auto options = whole_time(b_);
        options.from = from;
        options.to = to;
        return diff(options).differences().size();
    };
    const auto tick = std::chrono::microseconds{1};
    EXPECT_EQ(count(sent_at, sent_at + tick), 1U);
    EXPECT_EQ(count(sent_at - tick, sent_at), 0U);
    EXPECT_EQ(count(sent_at + tick, UtcTime::max()), 0U);
}

TEST_F(WhatIf, TwoPoliciesAreComparedWhateverWasInForce) {
    send();
    auto a = default_policy();
    a.weekly_windows = {{{Weekday::tue}, LocalMinute{12 * 60}, LocalMinute{13 * 60}}};
    auto options = whole_time(b_);
    options.a = a;
    const auto found = words(diff(options));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0], R"(S38 release: "2026-11-24T12:00:00Z" -> "2026-11-24T15:30:00Z")");
    options.a = b_;
    EXPECT_EQ(words(diff(options)), Words{});
}

TEST_F(WhatIf, MoreThanAThousandAreCountedAndNotListed) {
    for (std::size_t i = 0; i < kDifferencesMax; ++i) {
        given_.as(given_.staff("tess")).accept(AwardPoint{given_.pupil(0), "kindness"});
    }
    b_.skills = {"effort"};
    EXPECT_EQ(diff(whole_time(b_)).differences().size(), kDifferencesMax);
    given_.as(given_.staff("tess")).accept(AwardPoint{given_.pupil(0), "kindness"});
    const auto more = diff(whole_time(b_));
    EXPECT_EQ(more.differences().size(), kDifferencesMax);
    EXPECT_EQ(more.by_rule().at("S1"), kDifferencesMax + 1);
}

}  // namespace
}  // namespace hometime
