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
