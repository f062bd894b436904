// A hundred people at once, at a code and at the limit of links (S16, S20): one order decides.
#include <gtest/gtest.h>

#include <algorithm>
#include <future>

#include "daemon/http/defaults.h"
#include "daemon/sequencer.h"
#include "tests/support/memory_log.h"

namespace hometime {
namespace {

constexpr SchoolId kSchool{0x77};
constexpr int kAtOnce = 100;

class LinkingAtOnce : public testing::Test {
protected:
    LinkingAtOnce() {
        sequencer_.start();
        open_school();
    }
    ~LinkingAtOnce() override {
        sequencer_.stop();
        tail_.stop();
    }

    Outcome ask(Command command, Actor actor, Operation operation, Object object = {}) {
        return sequencer_.run({kSchool, std::move(command), actor, 0, operation, object, std::nullopt});
    }
    Done run(Command command, Actor actor, Operation operation, Object object = {}) {
        return std::get<Done>(ask(std::move(command), actor, operation, object));
    }
    void open_school() {
        auto policy = default_policy();
        policy.open_invites_count = false;  // The office may hand out more codes than there are links.
        Uuid log;
        log.bytes[0] = 1;
        run(OpenSchool{kSchool, log, "Europe/London", "School", policy, {"o@s.example", "1", "8 to 4"}},
            {ActorKind::administrator, 1}, Operation::open_school);
        ImportRoster roster;
        roster.classes.push_back({"c", "c", {"Year 1", {}}, {}});
        roster.staff.push_back({"head", "h", {"Hope", "H", {}, {}, {}}, {}, {}, {}});
        roster.pupils.push_back({"p", "p", {"Pia", "P", {}, {}, {}}, {}, "c"});
        for (int i = 0; i < kAtOnce; ++i) {
            const auto id = "a" + std::to_string(i);
            roster.adults.push_back({id, id, {"Ann", "A", {}, {}, {}}, {}, {{"p", Relationship::parent}}});
        }
        run(std::move(roster), {ActorKind::administrator, 1}, Operation::import_roster);
        head_ = {ActorKind::staff, external(ExternalKind::staff, "head")};
        pupil_ = PupilId{external(ExternalKind::pupil, "p")};
        run(GrantStaffRole{StaffId{head_.id}, StaffRole::slt}, {ActorKind::administrator, 1}, Operation::grant_role,
            {ObjectKind::staff, head_.id, {}});
    }
    std::uint64_t external(ExternalKind kind, const std::string& id) {
        const CachedRows rows(log_);
        return School(kSchool, rows).external(kind, id);
    }
    GuardianId adult(int number) { return GuardianId{external(ExternalKind::guardian, "a" + std::to_string(number))}; }
    Outcome approve(GuardianId adult) {
        return ask(ApproveAdult{pupil_, adult, {}, "Foster placement"}, head_, Operation::approve_adult, the_pupil());
    }
    Outcome issue(GuardianId adult) {
        return ask(IssueInvite{pupil_, adult, {}, {"ABC", "hash"}, false}, head_, Operation::issue_invite, the_pupil());
    }
    Outcome redeem(InviteId code, std::uint64_t account) {
        return ask(RedeemInvite{code, account}, {ActorKind::anonymous, 0}, Operation::create_account);
    }
    static InviteId invite_of(const Outcome& outcome) {
        const auto* done = std::get_if<Done>(&outcome);
        return done == nullptr ? InviteId{} : InviteId{done->last.sequence.value};
    }
    [[nodiscard]] Object the_pupil() const { return {ObjectKind::pupil, pupil_.value, {}}; }
    std::vector<PupilLink> links() {
        const CachedRows rows(log_);
        return School(kSchool, rows).pupil(pupil_)->links;
    }
    /// Runs `one` a hundred times at once; how often it succeeded.
    template <class One>
    static int at_once(One one) {
        std::vector<std::future<bool>> tries;
        for (int i = 0; i < kAtOnce; ++i) {
            tries.push_back(std::async(std::launch::async, [&one, i] { return std::holds_alternative<Done>(one(i)); }));
        }
        int good = 0;
        for (auto& one_try : tries) good += one_try.get() ? 1 : 0;
        return good;
    }

    ManualClock clock_{from_unix_micros(1'795'518'600'000'000)};  // Tuesday 2026-11-24 11:10.
    test::MemoryLog log_;
    Tail tail_{log_};
    Sequencer sequencer_{log_, tail_, clock_, [](const Error&) {}};
    Actor head_;
    PupilId pupil_;
};

TEST_F(LinkingAtOnce, S16_AHundredRedemptionsOfOneCodeMakeOneLink) {
    const auto code = invite_of(issue(adult(0)));
    EXPECT_EQ(at_once([&](int i) { return redeem(code, 1000U + static_cast<std::uint64_t>(i)); }), 1);
    EXPECT_EQ(links().size(), 1U);
}

TEST_F(LinkingAtOnce, S20_S21_AHundredApprovalsAndRedemptionsAtTheLimitKeepIt) {
    std::vector<InviteId> standard;
    for (int i = 0; i < kAtOnce; i += 2) standard.push_back(invite_of(issue(adult(i))));
    std::atomic<int> approved{0};
    at_once([&](int i) {
        const auto number = static_cast<std::uint64_t>(i);
        if (i % 2 == 0) return redeem(standard[number / 2], 1000 + number);
        const auto one = adult(i);
        auto outcome = approve(one);
        if (std::holds_alternative<Done>(outcome)) ++approved;
        const auto code = invite_of(issue(one));  // Within the limit a standard one, beyond it by the approval.
        return code ? redeem(code, 1000 + number) : std::move(outcome);
    });
    const auto all = links();
    const auto by_right = std::count_if(all.begin(), all.end(), [](const PupilLink& link) { return !link.approval; });
    EXPECT_EQ(by_right, 2);
    EXPECT_LE(all.size(), 2U + static_cast<std::size_t>(approved));
    for (const auto& link : all) {
        if (!link.approval) continue;
        const CachedRows rows(log_);
        const auto pupil = School(kSchool, rows).pupil(pupil_);
        EXPECT_TRUE(std::any_of(pupil->approvals.begin(), pupil->approvals.end(), [&](const PupilApproval& one) {
            return one.id == link.approval && one.guardian == link.guardian;
        }));
    }
}

}  // namespace
}  // namespace hometime
