// How long a sign-in lasts, and what is kept of it.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "tests/daemon/accounts/accounts_fixture.h"

namespace hometime {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using test::kNow;

class SignIns : public test::AccountsTest {};

struct Limit {
    PersonKind person;
    SessionKind kind;
    seconds idle;
    seconds absolute;
};

TEST_F(SignIns, S12_ASignInEndsWhenIdleAndAfterItsLongestTime) {
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

TEST_F(SignIns, UseIsNotedSoThatAFiveMinutePauseIsNoIdleness) {
    const auto account = make(PersonKind::staff, "tina");
    const auto session = accounts_->start_session(account, SessionKind::cookie, kNow);
    EXPECT_TRUE(holds(session.token, minutes{14}));
    open();  // The note is in the store, not in memory.
    EXPECT_TRUE(holds(session.token, minutes{28}));
    EXPECT_FALSE(holds(session.token, minutes{44}));
}

TEST_F(SignIns, SigningOutEndsOneAndEndingAllEndsAll) {
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

TEST_F(SignIns, S12_AGuardiansBrowserThatWasIdleIsUnverifiedUntilThePasswordCameAgain) {
    const auto account = make(PersonKind::guardian, "ada@example.org");
    const auto session = accounts_->start_session(account, SessionKind::cookie, kNow);
    const auto unverified = [&](const std::string& token, minutes after) {
        return accounts_->find_session(token, kNow + after)->unverified_since.has_value();
    };
    EXPECT_FALSE(unverified(session.token, minutes{9}));
    EXPECT_TRUE(unverified(session.token, minutes{19}));
    EXPECT_TRUE(unverified(session.token, minutes{20})) << "using it proves nothing";
    open();
    EXPECT_TRUE(unverified(session.token, minutes{21}));
    const auto renewed = accounts_->renew_session(account.account, session.session.number, kNow + minutes{22});
    ASSERT_TRUE(renewed);
    EXPECT_FALSE(unverified(renewed->token, minutes{23}));
    EXPECT_FALSE(holds(session.token, minutes{23}));
    EXPECT_EQ(renewed->session.expires_at, session.session.expires_at) << "it does not last longer for it";
    EXPECT_FALSE(accounts_->renew_session(account.account, 999, kNow));
    EXPECT_FALSE(accounts_->renew_session(account.account + 1, session.session.number, kNow));
}

TEST_F(SignIns, S14_AreListedAndEndedByNumber) {
    const auto account = make(PersonKind::staff, "tina");
    const auto other = make(PersonKind::staff, "theo");
    const auto one = accounts_->start_session(account, SessionKind::cookie, kNow);
    const auto two = accounts_->start_session(account, SessionKind::bearer, kNow);
    const auto theirs = accounts_->start_session(other, SessionKind::cookie, kNow);
    EXPECT_EQ(accounts_->sessions_of(account.account, kNow).size(), 2U);
    EXPECT_EQ(accounts_->sessions_of(account.account, kNow + minutes{15}).size(), 1U) << "the cookie was idle";
    EXPECT_FALSE(accounts_->end_session(account.account, theirs.session.number));
    EXPECT_TRUE(accounts_->end_session(account.account, one.session.number));
    EXPECT_FALSE(accounts_->end_session(account.account, one.session.number));
    EXPECT_EQ(accounts_->end_sessions_of(account.account, two.session.number), 0U);
    EXPECT_TRUE(holds(two.token, seconds{1}));
    EXPECT_TRUE(holds(theirs.token, seconds{1}));
}

TEST_F(SignIns, RowsOfThoseThatHoldNoMoreAreSwept) {
    const auto account = make(PersonKind::staff, "tina");
    std::ignore = accounts_->start_session(account, SessionKind::cookie, kNow);
    const auto bearer = accounts_->start_session(account, SessionKind::bearer, kNow);
    EXPECT_EQ(accounts_->sweep_sessions(kNow + minutes{14}), 0U);
    EXPECT_EQ(accounts_->sweep_sessions(kNow + minutes{15}), 1U);
    EXPECT_TRUE(holds(bearer.token, minutes{16}));
}

TEST_F(SignIns, AnotherPasswordHashReplacesTheOldOne) {
    const auto account = make(PersonKind::staff, "tina");
    EXPECT_TRUE(accounts_->set_password(account.account, "$argon2id$other"));
    open();
    EXPECT_EQ(accounts_->find(test::kSchool, "tina")->password_hash, "$argon2id$other");
    EXPECT_FALSE(accounts_->set_password(account.account + 1, "x"));
}

TEST_F(SignIns, TokensAre256BitsForAUrlAndKnownFromTheirHashOnly) {
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

}  // namespace
}  // namespace hometime
