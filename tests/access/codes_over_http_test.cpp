// Codes as people use them: once, in time, by the one they are for, and not by guessing.
#include <gtest/gtest.h>

#include <future>

#include "tests/support/small_school.h"

namespace hometime::test {
namespace {

class Code : public testing::Test {
protected:
    [[nodiscard]] std::string problem(const RawAnswer& answer) const {
        return answer.good() ? "" : std::string(answer.json().at("code").as_string());
    }
    [[nodiscard]] RawAnswer redeem(const std::string& token, const std::string& code) const {
        return daemon_.as(token).send("POST", school_.path("/links"), boost::json::object{{"code", code}});
    }
    [[nodiscard]] std::size_t linked_adults(std::uint64_t pupil) const {
        const auto one = school_.client(Role::office).call("GET", school_.path("/pupils/" + std::to_string(pupil)));
        return one.at("linked_adults").to_number<std::size_t>();
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
};

TEST_F(Code, S16_WorksOnce) {
    const auto code = school_.invite(school_.pupils[4], school_.adults[5]);
    EXPECT_EQ(school_.open_account(code, "adult-5").status, 201);
    EXPECT_EQ(problem(school_.open_account(code, "somebody-else")), "code-not-valid");
    const auto staff_code = school_.staff_code(school_.newt);
    EXPECT_EQ(school_.open_account(staff_code, "newt").status, 201);
    EXPECT_EQ(problem(school_.open_account(staff_code, "newt-again")), "code-not-valid");
}

TEST_F(Code, AFailedRedemptionLeavesTheLoginFree) {
    const auto late = school_.invite(school_.pupils[4], school_.adults[5]);
    daemon_.clock().advance(std::chrono::days{14});
    EXPECT_EQ(problem(school_.open_account(late, "chosen-login")), "invite-expired");
    school_.tokens[Role::office] = school_.fresh_token(Role::office);
    const auto next = school_.invite(school_.pupils[5], school_.adults[6]);
    EXPECT_EQ(school_.open_account(next, "chosen-login").status, 201);
}

TEST_F(Code, ATakenLoginDoesNotUseTheCodeUp) {
    const auto code = school_.invite(school_.pupils[4], school_.adults[5]);
    EXPECT_EQ(problem(school_.open_account(code, "tina@Lane")), "login-taken");
    EXPECT_EQ(school_.open_account(code, "adult-5").status, 201);
}

TEST_F(Code, HoldsFourteenDays) {
    const auto in_time = school_.invite(school_.pupils[4], school_.adults[5]);
    const auto late = school_.invite(school_.pupils[5], school_.adults[6]);
    const auto staff = school_.staff_code(school_.newt);
    daemon_.clock().advance(std::chrono::days{14} - std::chrono::seconds{1});
    EXPECT_EQ(school_.open_account(in_time, "adult-5").status, 201);
    daemon_.clock().advance(std::chrono::seconds{1});
    const auto answer = school_.open_account(late, "adult-6");
    EXPECT_EQ(answer.status, 410);
    EXPECT_EQ(problem(answer), "invite-expired");
    EXPECT_EQ(problem(school_.open_account(staff, "newt")), "staff-code-expired");
}

TEST_F(Code, ANewOneReplacesTheOld) {
    const auto old_code = school_.invite(school_.pupils[4], school_.adults[5]);
    const auto new_code = school_.invite(school_.pupils[4], school_.adults[5]);
    EXPECT_EQ(problem(school_.open_account(old_code, "adult-5")), "code-not-valid");
    EXPECT_EQ(school_.open_account(new_code, "adult-5").status, 201);
    const auto old_staff = school_.staff_code(school_.newt);
    const auto new_staff = school_.staff_code(school_.newt);
    EXPECT_EQ(problem(school_.open_account(old_staff, "newt")), "code-not-valid");
    EXPECT_EQ(school_.open_account(new_staff, "newt").status, 201);
}

TEST_F(Code, S19_IsForTheAdultWhomItNames) {
    const auto code = school_.invite(school_.pupils[4], school_.adults[5]);
    EXPECT_EQ(problem(redeem(school_.tokens.at(Role::guardian), code)), "invite-for-another-adult");
    EXPECT_EQ(linked_adults(school_.pupils[4]), 0U);
    EXPECT_EQ(redeem(school_.tokens.at(Role::teacher), code).status, 403);
}

TEST_F(Code, AStaffCodeLinksNobody) {
    EXPECT_EQ(problem(redeem(school_.tokens.at(Role::guardian), school_.staff_code(school_.newt))), "code-not-valid");
}

TEST_F(Code, OfAnotherSchoolDoesNotWork) {
    const auto code = school_.invite(school_.pupils[4], school_.adults[5]);
    const boost::json::object body{
        {"school", "sch_00000001"}, {"code", code}, {"login", "adult-5"}, {"password", kPassword}};
    EXPECT_EQ(problem(daemon_.nobody().send("POST", "/v1/accounts", body)), "code-not-valid");
}

TEST_F(Code, S20_RedeemedByManyAtOnceMakesOneAccount) {
    const auto code = school_.invite(school_.pupils[4], school_.adults[5]);
    std::vector<std::future<int>> people;
    for (int i = 0; i < 8; ++i) {
        people.push_back(std::async(
            std::launch::async, [&, i] { return school_.open_account(code, "racer-" + std::to_string(i)).status; }));
    }
    int made = 0;
    for (auto& one : people) {
        const auto status = one.get();
        EXPECT_TRUE(status == 201 || status == 409 || status == 404) << status;
        made += status == 201 ? 1 : 0;
    }
    EXPECT_EQ(made, 1);
    EXPECT_EQ(linked_adults(school_.pupils[4]), 1U);
    std::size_t accounts = 0;
    daemon_.app().accounts.each(
        [&](const Account& account) { accounts += account.person == school_.adults[5] ? 1 : 0; });
    EXPECT_EQ(accounts, 1U);
}

TEST_F(Code, S16_GuessingIsSlowedDownPerAddress) {
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(problem(school_.open_account("ABC-DEFG-HJKM-NPQR-ST", "guesser")), "code-not-valid");
    }
    const auto code = school_.invite(school_.pupils[4], school_.adults[5]);
    const auto slowed = school_.open_account(code, "adult-5");
    EXPECT_EQ(slowed.status, 429);
    EXPECT_EQ(slowed.header("retry-after"), "60");
    daemon_.clock().advance(std::chrono::seconds{60});
    EXPECT_EQ(school_.open_account(code, "adult-5").status, 201);
}

TEST_F(Code, ManyAdultsOfOneAddressRedeemTheirs) {
    for (int i = 0; i < 25; ++i) {
        const auto code = school_.staff_code(school_.newt);
        ASSERT_EQ(problem(school_.open_account(code, "tina@Lane")), "login-taken") << "the code was good";
    }
}

TEST_F(Code, IsShownOnceEvenWhenTheCommandIsSentAgain) {
    const Headers same{{"Idempotency-Key", "3f0c0f6e-6d53-4c0d-9a55-0a6f4d3f1e11"}};
    const auto office = school_.client(Role::office);
    const auto path = school_.path("/pupils/" + std::to_string(school_.pupils[4]) + "/invites");
    const auto bytes = [&] {
        const auto body = boost::json::serialize(boost::json::object{{"guardian", school_.adults[5]}});
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " +
               office.token + "\r\nIdempotency-Key: " + same.front().second +
               "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
               body;
    };
    const auto first = round_trip(office.door, bytes());
    EXPECT_EQ(first.status, 201);
    EXPECT_TRUE(first.json().as_object().contains("code"));
    const auto again = round_trip(office.door, bytes());
    EXPECT_EQ(problem(again), "already-issued");
    EXPECT_EQ(again.body.find(std::string(first.json().at("code").as_string())), std::string::npos);
}

}  // namespace
}  // namespace hometime::test
