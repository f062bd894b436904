#include "daemon/accounts/accounts.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/daemon/accounts/accounts_fixture.h"
#include "tests/support/folder_faults.h"

namespace hometime {
namespace {

using test::AccountsTest;
using test::kNow;
using test::kOtherSchool;
using test::kSchool;

TEST_F(AccountsTest, AreFoundByLoginWithoutRegardToCaseAndOuterSpace) {
    const auto made = make(PersonKind::staff, "Tina@School.example");
    for (const char* login : {"tina@school.example", "  TINA@SCHOOL.EXAMPLE ", "Tina@School.example"}) {
        const auto found = accounts_->find(kSchool, login);
        ASSERT_TRUE(found) << login;
        EXPECT_EQ(found->account, made.account);
        EXPECT_EQ(found->person_kind, PersonKind::staff);
        EXPECT_EQ(found->password_hash, "$argon2id$hash");
    }
    EXPECT_FALSE(accounts_->find(kSchool, "tina@school.exampl"));
    EXPECT_FALSE(accounts_->find(kSchool, ""));
}

TEST_F(AccountsTest, ALoginIsOncePerSchool) {
    const auto made = make(PersonKind::staff, "tina");
    const auto again = accounts_->create(kSchool, 99, PersonKind::guardian, 6, " TINA", "h", kNow);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::conflict);
    EXPECT_FALSE(accounts_->find(99));
    EXPECT_NE(make(PersonKind::guardian, "tina", kOtherSchool).account, made.account);
    EXPECT_FALSE(accounts_->find(SchoolId{13}, "tina"));
}

TEST_F(AccountsTest, ErasingForgetsLoginAccountAndSignIns) {
    const auto made = make(PersonKind::staff, "tina");
    const auto other = make(PersonKind::staff, "theo");
    const auto session = accounts_->start_session(made, SessionKind::bearer, kNow);
    const auto kept = accounts_->start_session(other, SessionKind::bearer, kNow);
    accounts_->erase(made.account);
    EXPECT_FALSE(accounts_->find(kSchool, "tina"));
    EXPECT_FALSE(accounts_->find(made.account));
    EXPECT_FALSE(holds(session.token, std::chrono::seconds{1}));
    EXPECT_TRUE(holds(kept.token, std::chrono::seconds{1}));
    std::size_t left = 0;
    accounts_->each([&](const Account& account) {
        EXPECT_EQ(account.account, other.account);
        ++left;
    });
    EXPECT_EQ(left, 1U);
    EXPECT_EQ(make(PersonKind::guardian, "tina").person_kind, PersonKind::guardian) << "the login is free again";
}

TEST_F(AccountsTest, I36_OfAnErasedAccountNothingStaysInAnyFile) {
    const auto made = make(PersonKind::staff, "tina");
    const auto other = make(PersonKind::staff, "theo");
    ASSERT_FALSE(test::files_with(folder_ / "accounts", made.login_mac).empty()) << "or else this test sees nothing";
    accounts_->erase(made.account);
    EXPECT_TRUE(test::files_with(folder_ / "accounts", made.login_mac).empty());
    EXPECT_FALSE(test::files_with(folder_ / "accounts", other.login_mac).empty());
}

TEST_F(AccountsTest, AreThereAfterARestart) {
    const auto made = make(PersonKind::guardian, "ada");
    const auto session = accounts_->start_session(made, SessionKind::cookie, kNow);
    open();
    EXPECT_TRUE(accounts_->find(kSchool, "ada"));
    ASSERT_TRUE(holds(session.token, std::chrono::hours{1}));
    EXPECT_GT(accounts_->start_session(made, SessionKind::cookie, kNow).session.number, session.session.number);
}

TEST_F(AccountsTest, NumbersFitAJsonNumberAndAreNeverZero) {
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 10'000; ++i) {
        const auto number = accounts_->draw_account();
        EXPECT_GT(number, 0U);
        EXPECT_LT(number, std::uint64_t{1} << 53);
        seen.insert(number);
    }
    EXPECT_EQ(seen.size(), 10'000U);
}

TEST(Logins, AreThreeTo254CharactersWithoutSpaces) {
    for (const char* good : {"ada", "ada.lovelace@example.org", "  ada  ", "\u00e4\u00f6\u00fc"}) {
        EXPECT_TRUE(check_login(good).empty()) << good;
    }
    EXPECT_TRUE(check_login(std::string(254, 'a')).empty());
    const std::vector<std::pair<std::string, std::string>> bad{{"", "length"},
                                                               {"ad", "length"},
                                                               {"     ", "length"},
                                                               {std::string(255, 'a'), "length"},
                                                               {"a da", "not-allowed"},
                                                               {"ada\n", "not-allowed"},
                                                               {"ad\x7f"
                                                                "a",
                                                                "not-allowed"}};
    for (const auto& [login, code] : bad) {
        const auto errors = check_login(login);
        ASSERT_EQ(errors.size(), 1U) << login;
        EXPECT_EQ(errors[0].code, code);
        EXPECT_EQ(errors[0].pointer, "/login");
    }
}

TEST_F(AccountsTest, ACopyIsChangedInMemoryOnly) {
    const auto account = make(PersonKind::guardian, "Nan@Example.org");
    const auto kept = accounts_->start_session(account, SessionKind::bearer, kNow);
    accounts_.reset();
    auto copied = Accounts::copy(folder_ / "accounts", Hash{7}, random_);
    ASSERT_TRUE(copied) << copied.error().detail;
    accounts_ = std::move(*copied);
    EXPECT_TRUE(holds(kept.token, std::chrono::hours(1)));
    EXPECT_EQ(accounts_->find(kSchool, "nan@example.org")->account, account.account);
    const auto forgotten = accounts_->start_session(account, SessionKind::bearer, kNow);
    accounts_->end_session(kept.token);
    EXPECT_TRUE(holds(forgotten.token, {}));
    EXPECT_FALSE(holds(kept.token, {}));
    open();
    EXPECT_FALSE(holds(forgotten.token, {}));
    EXPECT_TRUE(holds(kept.token, {}));
}

TEST_F(AccountsTest, ACopyOfNothingKnowsNobodyAndOfDamageThereIsNone) {
    EXPECT_EQ((*Accounts::copy(std::nullopt, Hash{7}, random_))->find(kSchool, "nan@example.org"), std::nullopt);
    EXPECT_FALSE(Accounts::copy(folder_ / "absent", Hash{7}, random_));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "absent"));
}

TEST_F(AccountsTest, WithoutRoomUseIsNotNotedAndEveryOtherChangeSaysSo) {
    const auto account = make(PersonKind::guardian, "nan@example.org");
    const auto started = accounts_->start_session(account, SessionKind::bearer, kNow);
    bool room = false;
    accounts_->ask_for_room([&] { return room; });
    EXPECT_THROW(std::ignore = accounts_->start_session(account, SessionKind::bearer, kNow), NoRoomForCredentials);
    EXPECT_THROW(accounts_->erase(account.account), NoRoomForCredentials);
    EXPECT_THROW(accounts_->end_session(started.token), NoRoomForCredentials);
    const auto used = accounts_->find_session(started.token, kNow + std::chrono::minutes(1));
    ASSERT_TRUE(used);
    EXPECT_EQ(used->last_used_at, kNow);
    EXPECT_EQ(accounts_->sweep_sessions(kNow + std::chrono::hours(24)), 0U);
    room = true;
    EXPECT_EQ(accounts_->find_session(started.token, kNow + std::chrono::minutes(1))->last_used_at,
              kNow + std::chrono::minutes(1));
}

}  // namespace
}  // namespace hometime
