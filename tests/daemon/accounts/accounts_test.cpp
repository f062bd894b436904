#include "daemon/accounts/accounts.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "tests/support/temp_dir.h"

namespace hometime {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr SchoolId kSchool{11};
constexpr SchoolId kOtherSchool{12};
const UtcTime kNow = parse_utc_time("2026-11-24T08:00:00Z").value();

class AccountsTest : public testing::Test {
protected:
    void SetUp() override { open(); }
    void open() {
        accounts_.reset();
        auto opened = Accounts::open(folder_ / "accounts", Hash{7}, random_);
        ASSERT_TRUE(opened) << opened.error().detail;
        accounts_ = std::move(*opened);
    }
    Account make(PersonKind kind, const std::string& login, SchoolId school = kSchool) {
        const auto number = accounts_->draw_account();
        EXPECT_TRUE(accounts_->create(school, number, kind, 5, login, "$argon2id$hash", kNow));
        return accounts_->find(number).value();
    }
    [[nodiscard]] bool holds(const std::string& token, std::chrono::microseconds after) {
        return accounts_->find_session(token, kNow + after).has_value();
    }

    test::TempDir folder_;
    SeededRandom random_{1};
    std::unique_ptr<Accounts> accounts_;
};

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
    EXPECT_FALSE(holds(session.token, seconds{1}));
    EXPECT_TRUE(holds(kept.token, seconds{1}));
    std::size_t left = 0;
    accounts_->each([&](const Account& account) {
        EXPECT_EQ(account.account, other.account);
        ++left;
    });
    EXPECT_EQ(left, 1U);
    EXPECT_EQ(make(PersonKind::guardian, "tina").person_kind, PersonKind::guardian) << "the login is free again";
}

TEST_F(AccountsTest, AreThereAfterARestart) {
    const auto made = make(PersonKind::guardian, "ada");
    const auto session = accounts_->start_session(made, SessionKind::cookie, kNow);
    open();
    EXPECT_TRUE(accounts_->find(kSchool, "ada"));
    ASSERT_TRUE(holds(session.token, hours{1}));
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

struct Limit {
    PersonKind person;
    SessionKind kind;
    seconds idle;
    seconds absolute;
};

TEST_F(AccountsTest, S12_ASignInEndsWhenIdleAndAfterItsLongestTime) {
    const std::vector<Limit> limits{{PersonKind::staff, SessionKind::cookie, minutes{15}, hours{10}},
                                    {PersonKind::guardian, SessionKind::cookie, hours{24 * 30}, hours{24 * 90}},
                                    {PersonKind::staff, SessionKind::bearer, hours{12}, hours{12}},
                                    {PersonKind::guardian, SessionKind::bearer, hours{12}, hours{12}}};
    int number = 0;
    for (const auto& limit : limits) {
        const auto account = make(limit.person, "login-" + std::to_string(number++));
        const auto idle = accounts_->start_session(account, limit.kind, kNow);
        EXPECT_EQ(idle.session.expires_at, kNow + limit.absolute);
        EXPECT_FALSE(holds(idle.token, limit.idle));
        EXPECT_TRUE(holds(idle.token, limit.idle - seconds{1}));

        const auto used = accounts_->start_session(account, limit.kind, kNow);
        auto at = seconds{0};
        while (at + limit.idle / 2 < limit.absolute) {
            at += limit.idle / 2;
            ASSERT_TRUE(holds(used.token, at)) << at.count();
        }
        EXPECT_TRUE(holds(used.token, limit.absolute - seconds{1}));
        EXPECT_FALSE(holds(used.token, limit.absolute)) << "use does not prolong it for ever";
    }
}

TEST_F(AccountsTest, UseIsNotedSoThatAFiveMinutePauseIsNoIdleness) {
    const auto account = make(PersonKind::staff, "tina");
    const auto session = accounts_->start_session(account, SessionKind::cookie, kNow);
    EXPECT_TRUE(holds(session.token, minutes{14}));
    open();  // The note is in the store, not in memory.
    EXPECT_TRUE(holds(session.token, minutes{28}));
    EXPECT_FALSE(holds(session.token, minutes{44}));
}

TEST_F(AccountsTest, SigningOutEndsOneAndEndingAllEndsAll) {
    const auto account = make(PersonKind::staff, "tina");
    const auto other = make(PersonKind::staff, "theo");
    const auto one = accounts_->start_session(account, SessionKind::bearer, kNow);
    const auto two = accounts_->start_session(account, SessionKind::cookie, kNow);
    const auto three = accounts_->start_session(other, SessionKind::cookie, kNow);
    accounts_->end_session(one.token);
    EXPECT_FALSE(holds(one.token, seconds{1}));
    EXPECT_TRUE(holds(two.token, seconds{1}));
    accounts_->end_sessions_of(account.account);
    EXPECT_FALSE(holds(two.token, seconds{1}));
    EXPECT_TRUE(holds(three.token, seconds{1}));
    accounts_->end_session("nobody's");  // Harmless.
}

TEST_F(AccountsTest, TokensAre256BitsForAUrlAndKnownFromTheirHashOnly) {
    const auto account = make(PersonKind::guardian, "ada.lovelace@example.org");
    std::set<std::string> tokens;
    for (int i = 0; i < 100; ++i) {
        const auto token = accounts_->start_session(account, SessionKind::bearer, kNow).token;
        EXPECT_EQ(token.size(), 43U);
        EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                  std::string::npos);
        tokens.insert(token);
    }
    EXPECT_EQ(tokens.size(), 100U);
    accounts_.reset();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        std::stringstream text;
        text << file.rdbuf();
        EXPECT_EQ(text.str().find(*tokens.begin()), std::string::npos);
        EXPECT_EQ(text.str().find("lovelace"), std::string::npos) << "a login name is kept as a MAC only";
    }
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

}  // namespace
}  // namespace hometime
