// The sequencer: one order, each command once, nobody answered before it is durable.
#include "daemon/sequencer.h"

#include <gtest/gtest.h>

#include <future>

#include "daemon/http/defaults.h"
#include "tests/support/late_log.h"

namespace hometime {
namespace {

constexpr SchoolId kSchool{0x77};
constexpr Actor kAdministrator{ActorKind::administrator, 1};
/// Tuesday 2026-11-24 11:10.
constexpr UtcTime kNow = from_unix_micros(1'795'518'600'000'000);

class SequencerTest : public testing::Test {
protected:
    SequencerTest() : clock_(kNow) { begin(); }
    ~SequencerTest() override { end(); }

    void begin() {
        tail_ = std::make_unique<Tail>(log_);
        sequencer_ = std::make_unique<Sequencer>(log_, *tail_, clock_, [this](const Error&) { ++fatal_; });
        sequencer_->start();
    }
    void begin_without_room() {
        tail_ = std::make_unique<Tail>(log_);
        sequencer_ = std::make_unique<Sequencer>(log_, *tail_, clock_, [this](const Error&) { ++fatal_; });
        sequencer_->ask_for_room([this](const std::vector<Event>&) { return room_.load(); });
        sequencer_->start();
    }
    void end() {
        sequencer_->stop();
        tail_->stop();
    }

    Submission submission(Command command, Actor actor, Operation operation, Object object = {}) {
        return {kSchool, std::move(command), actor, 0, operation, object, std::nullopt};
    }
    Done run(Command command, Actor actor, Operation operation, Object object = {}) {
        const auto outcome = sequencer_->run(submission(std::move(command), actor, operation, object));
        return std::get<Done>(outcome);
    }
    void open_school(const Policy& policy = default_policy()) {
        Uuid log;
        log.bytes[0] = 1;
        run(OpenSchool{kSchool, log, "Europe/London", "School", policy, {"o@s.example", "1", "8 to 4"}}, kAdministrator,
            Operation::open_school);
        ImportRoster roster;
        roster.classes.push_back({"c", "c", {"Year 1", {}}, {}});
        roster.staff.push_back({"office", "o", {"Otis", "O", {}, {}, {}}, {}, {}, {}});
        roster.staff.push_back({"teacher", "t", {"Tess", "T", {}, {}, {}}, {}, {"c"}, {}});
        roster.pupils.push_back({"p", "p", {"Pia", "P", {}, {}, {}}, {}, "c"});
        for (int i = 0; i < kAdults; ++i) {
            const auto id = "a" + std::to_string(i);
            roster.adults.push_back({id, id, {"Ann", "A", {}, {}, {}}, {}, {{"p", Relationship::parent}}});
        }
        run(std::move(roster), kAdministrator, Operation::import_roster);
        run(GrantStaffRole{StaffId{office()}, StaffRole::office}, kAdministrator, Operation::grant_role,
            {ObjectKind::staff, office(), {}});
    }
    std::uint64_t external(ExternalKind kind, const std::string& id) {
        const CachedRows rows(log_);
        return School(kSchool, rows).external(kind, id);
    }
    /// A linked adult writes to the teacher.
    MessageId message_from_an_adult() {
        const PupilId pupil{external(ExternalKind::pupil, "p")};
        const GuardianId adult{external(ExternalKind::guardian, "a0")};
        const auto code = run(IssueInvite{pupil, adult, {}, {"ABC", "hash"}, false}, {ActorKind::staff, office()},
                              Operation::issue_invite, {ObjectKind::pupil, pupil.value, {}});
        run(RedeemInvite{InviteId::at(code.last.sequence), 100}, {ActorKind::anonymous, 0}, Operation::create_account);
        const CachedRows rows(log_);
        const Actor by{ActorKind::guardian, adult.value};
        run(AcceptPolicy{School(kSchool, rows).school()->policy}, by, Operation::accept_policy);
        const StaffId teacher{external(ExternalKind::staff, "teacher")};
        const auto sent = run(SendMessage{pupil, teacher, Category::general, "His coat is lost."}, by,
                              Operation::send_message, {ObjectKind::pupil, pupil.value, {}});
        return MessageId::at(sent.last.sequence);
    }
    Outcome close(std::string_view from, std::string_view to) {
        const ClosureDates dates{*parse_local_date(from), *parse_local_date(to), ClosureKind::closure, {}, "snow"};
        return sequencer_->run(
            submission(AnnounceClosures{{dates}, false}, {ActorKind::staff, office()}, Operation::announce_closures));
    }
    std::uint64_t office() { return external(ExternalKind::staff, "office"); }
    Submission new_adult(const std::string& mac) {
        const auto pupil = external(ExternalKind::pupil, "p");
        return submission(RecordGuardian{mac, {"New", "Adult", {}, {}, {}}, PupilId{pupil}, Relationship::carer},
                          {ActorKind::staff, office()}, Operation::record_guardian, {ObjectKind::pupil, pupil, {}});
    }

    static constexpr int kAdults = 20;
    ManualClock clock_;
    test::LateLog log_;
    std::unique_ptr<Tail> tail_;
    std::unique_ptr<Sequencer> sequencer_;
    std::atomic<int> fatal_{0};
    std::atomic<bool> room_{false};
};

/// Where open codes do not count, the office may hand out more of them than there are links: two of them win.
TEST_F(SequencerTest, S20_OfTwentyCodesRedeemedAtOnceExactlyTwoLink) {
    auto policy = default_policy();
    policy.open_invites_count = false;
    open_school(policy);
    const PupilId pupil{external(ExternalKind::pupil, "p")};
    std::vector<InviteId> codes;
    for (int i = 0; i < kAdults; ++i) {
        const GuardianId adult{external(ExternalKind::guardian, "a" + std::to_string(i))};
        const auto done = run(IssueInvite{pupil, adult, {}, {"ABC", "hash"}, false}, {ActorKind::staff, office()},
                              Operation::issue_invite, {ObjectKind::pupil, pupil.value, {}});
        codes.emplace_back(done.last.sequence.value);
    }
    std::vector<std::future<bool>> tries;
    for (std::uint64_t i = 0; i < codes.size(); ++i) {
        tries.push_back(std::async(std::launch::async, [&, i] {
            const auto outcome = sequencer_->run(
                submission(RedeemInvite{codes[i], 100 + i}, {ActorKind::anonymous, 0}, Operation::create_account));
            return std::holds_alternative<Done>(outcome);
        }));
    }
    int linked = 0;
    for (auto& one : tries) linked += one.get() ? 1 : 0;
    EXPECT_EQ(linked, 2);
    const CachedRows rows(log_);
    EXPECT_EQ(School(kSchool, rows).pupil(pupil)->links.size(), 2U);
}

TEST_F(SequencerTest, TheSameCommandIdGetsTheFirstReplyAlsoAfterARestart) {
    open_school();
    auto command = new_adult("mac");
    command.id = CommandId{9, {}, Hash{1}};
    const auto first = std::get<Done>(sequencer_->run(command));
    EXPECT_FALSE(first.repeated);
    const auto size = log_.head(kSchool)->size;
    for (int round = 0; round < 2; ++round) {
        const auto again = std::get<Done>(sequencer_->run(command));
        EXPECT_TRUE(again.repeated);
        EXPECT_EQ(again.reply, first.reply);
        EXPECT_EQ(log_.head(kSchool)->size, size);
        end();
        begin();
    }
    command.id->request_mac = Hash{2};
    EXPECT_TRUE(std::holds_alternative<IdClash>(sequencer_->run(command)));
    EXPECT_EQ(log_.head(kSchool)->size, size);
}

TEST_F(SequencerTest, WhatIsDeniedOrRefusedLeavesNothing) {
    open_school();
    const auto size = log_.head(kSchool)->size;
    const auto denied =
        sequencer_->run(submission(GrantStaffRole{StaffId{office()}, StaffRole::slt}, {ActorKind::guardian, 3},
                                   Operation::grant_role, {ObjectKind::staff, office(), {}}));
    EXPECT_TRUE(std::holds_alternative<Denied>(denied));
    const auto refused =
        sequencer_->run(submission(GrantStaffRole{StaffId{office()}, StaffRole::office}, kAdministrator,
                                   Operation::grant_role, {ObjectKind::staff, office(), {}}));
    EXPECT_TRUE(std::holds_alternative<Refused>(refused));
    EXPECT_EQ(log_.head(kSchool)->size, size);
}

TEST_F(SequencerTest, StampsNeverGoBackWhenTheClockDoes) {
    open_school();
    clock_.set(kNow - std::chrono::hours(5));
    run(GrantStaffRole{StaffId{office()}, StaffRole::slt}, kAdministrator, Operation::grant_role,
        {ObjectKind::staff, office(), {}});
    const auto newest = log_.read({kSchool, Sequence{log_.head(kSchool)->size}});
    EXPECT_EQ(newest->header.recorded_at, kNow);
}

/// What many commands came to, from whichever thread answered.
struct Tally {
    void count(const Outcome& outcome) {
        const std::scoped_lock lock(mutex);
        if (const auto* good = std::get_if<Done>(&outcome)) {
            ++done;
            in_order = in_order && !(good->last.sequence < newest);
            newest = good->last.sequence;
        }
        busy += std::holds_alternative<Busy>(outcome) ? 1U : 0U;
        stopped += std::holds_alternative<Stopped>(outcome) ? 1U : 0U;
        ++answered;
        moved.notify_all();
    }
    void await(std::size_t number) {
        std::unique_lock lock(mutex);
        moved.wait(lock, [&] { return answered >= number; });
    }

    std::size_t busy_so_far() {
        const std::scoped_lock lock(mutex);
        return busy;
    }
    std::size_t answered_so_far() {
        const std::scoped_lock lock(mutex);
        return answered;
    }

    std::mutex mutex;
    std::condition_variable moved;
    std::size_t answered = 0, done = 0, busy = 0, stopped = 0;
    Sequence newest;
    bool in_order = true;
};

TEST_F(SequencerTest, AnswersComeOnceEachAndInTheOrderOfTheFacts) {
    open_school();
    const auto before = log_.head(kSchool)->size;
    constexpr std::size_t kCommands = 2'000;
    Tally tally;
    for (std::size_t i = 0; i < kCommands; ++i) {
        sequencer_->submit(new_adult("adult " + std::to_string(i)), [&](const Outcome& o) { tally.count(o); });
    }
    tally.await(kCommands);
    EXPECT_EQ(tally.done, kCommands);
    EXPECT_TRUE(tally.in_order);
    EXPECT_EQ(sequencer_->facts(), log_.head(kSchool)->size);
    EXPECT_GE(log_.head(kSchool)->size, before + kCommands);
}

TEST_F(SequencerTest, ARetryThatOvertakesItsFirstTryGetsTheSameReply) {
    open_school();
    auto command = new_adult("the same adult");
    command.id = CommandId{9, {}, Hash{1}};
    log_.hold();
    std::promise<Outcome> first, second;
    sequencer_->submit(command, [&](Outcome outcome) { first.set_value(std::move(outcome)); });
    log_.await_write();  // The first is on its way, and nobody sees it yet.
    sequencer_->submit(command, [&](Outcome outcome) { second.set_value(std::move(outcome)); });
    auto answer = second.get_future();
    EXPECT_EQ(answer.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout) << "it is not durable";
    log_.release();
    const auto one = std::get<Done>(first.get_future().get());
    const auto other = std::get<Done>(answer.get());
    EXPECT_FALSE(one.repeated);
    EXPECT_TRUE(other.repeated);
    EXPECT_EQ(other.reply, one.reply);
}

TEST_F(SequencerTest, AtTheBoundOfItsQueueItSaysBusyAndLosesNothing) {
    open_school();
    log_.hold();
    Tally tally;
    const auto count = [&](const Outcome& outcome) { tally.count(outcome); };
    sequencer_->submit(new_adult("an adult"), count);
    log_.await_write();  // From here on everything else waits behind it.
    const auto denied = submission(GrantStaffRole{}, {ActorKind::guardian, 3}, Operation::grant_role);
    std::size_t sent = 1;
    for (; sent <= 2 * kQueueMax && tally.busy_so_far() == 0; ++sent) sequencer_->submit(denied, count);
    EXPECT_EQ(tally.answered_so_far(), 1U) << "nobody but the one who was told to come back";
    EXPECT_GT(sent, kQueueMax);
    log_.release();
    tally.await(sent);
    EXPECT_EQ(tally.done, 1U);
    EXPECT_EQ(tally.busy, 1U);
}

TEST_F(SequencerTest, WhenTheDiskFailsNobodyIsToldThatItWorked) {
    open_school();
    const auto size = log_.head(kSchool)->size;
    log_.hold();
    Tally tally;
    constexpr std::size_t kCommands = 200;
    for (std::size_t i = 0; i < kCommands; ++i) {
        sequencer_->submit(new_adult("adult " + std::to_string(i)), [&](const Outcome& o) { tally.count(o); });
    }
    log_.await_write();
    log_.fail_writes();
    log_.release();
    tally.await(kCommands);
    EXPECT_EQ(tally.stopped, kCommands);
    EXPECT_EQ(fatal_.load(), 1);
    EXPECT_EQ(log_.head(kSchool)->size, size);
    EXPECT_TRUE(std::holds_alternative<Stopped>(sequencer_->run(new_adult("late"))));
    bool probed = false;
    sequencer_->probe([&] { probed = true; });
    end();
    EXPECT_FALSE(probed);
}

TEST_F(SequencerTest, AProbePassesOnceWhatWasBeforeItIsThere) {
    open_school();
    const auto size = log_.head(kSchool)->size;
    log_.hold();
    sequencer_->submit(new_adult("before it"), [](const Outcome&) {});
    std::promise<std::uint64_t> seen;
    sequencer_->probe([&] { seen.set_value(log_.head(kSchool)->size); });
    auto passed = seen.get_future();
    EXPECT_EQ(passed.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
    log_.release();
    EXPECT_GT(passed.get(), size);
}

TEST_F(SequencerTest, WithoutRoomNothingIsRecordedAndRepeatsAreAnsweredAsBefore) {
    open_school();
    auto first = new_adult("first");
    first.id = CommandId{9, {}, Hash{1}};
    const auto before = std::get<Done>(sequencer_->run(first));
    end();
    begin_without_room();
    const auto size = log_.head(kSchool)->size;
    EXPECT_TRUE(std::holds_alternative<DiskFull>(sequencer_->run(new_adult("second"))));
    const auto again = std::get<Done>(sequencer_->run(first));
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.reply, before.reply);
    EXPECT_TRUE(std::holds_alternative<Refused>(
        sequencer_->run(submission(GrantStaffRole{StaffId{office()}, StaffRole::office}, kAdministrator,
                                   Operation::grant_role, {ObjectKind::staff, office(), {}}))));
    EXPECT_EQ(log_.head(kSchool)->size, size);
    EXPECT_EQ(fatal_.load(), 0);
    room_ = true;
    EXPECT_TRUE(std::holds_alternative<Done>(sequencer_->run(new_adult("second"))));
}

/// The next change gets the number that the refused one would have had: what was worked out for that is not its own.
TEST_F(SequencerTest, AChangeOfTheCalendarThatFoundNoRoomLeavesNothingBehind) {
    open_school();
    const auto message = message_from_an_adult();
    end();
    begin_without_room();
    EXPECT_TRUE(std::holds_alternative<DiskFull>(close("2026-11-24", "2026-11-24")));
    room_ = true;
    EXPECT_TRUE(std::holds_alternative<Done>(close("2026-11-24", "2026-11-26")));
    const CachedRows rows(log_);
    const StaffId teacher{external(ExternalKind::staff, "teacher")};
    EXPECT_EQ(School(kSchool, rows).held(teacher, message)->release_at, parse_utc_time("2026-11-27T08:00:00Z"));
}

TEST_F(SequencerTest, WhereNothingIsTakenEverybodyHearsSoAtOnceAndProbesPass) {
    open_school();
    end();
    tail_ = std::make_unique<Tail>(log_);
    sequencer_ = std::make_unique<Sequencer>(log_, *tail_, clock_, [this](const Error&) { ++fatal_; });
    sequencer_->refuse_everything(ReadOnly{});
    EXPECT_TRUE(std::holds_alternative<ReadOnly>(sequencer_->run(new_adult("late"))));
    bool probed = false;
    sequencer_->probe([&] { probed = true; });
    EXPECT_TRUE(probed);
}

TEST_F(SequencerTest, AfterItStoppedEverybodyIsToldSo) {
    open_school();
    sequencer_->stop();
    const auto outcome = sequencer_->run(
        submission(GrantStaffRole{StaffId{office()}, StaffRole::slt}, kAdministrator, Operation::grant_role));
    EXPECT_TRUE(std::holds_alternative<Stopped>(outcome));
    EXPECT_EQ(fatal_.load(), 0);
}

}  // namespace
}  // namespace hometime
