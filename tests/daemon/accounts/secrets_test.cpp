#include "daemon/accounts/secrets.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace hometime {
namespace {

constexpr Argon2Cost kCheap{8192, 1};

TEST(Secrets, AreKeptAsArgon2idWithTheirOwnSalt) {
    Secrets secrets(kCheap);
    const auto one = secrets.hash("seven green bottles");
    const auto two = secrets.hash("seven green bottles");
    ASSERT_TRUE(one && two);
    EXPECT_TRUE(one->starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << *one;
    EXPECT_NE(*one, *two);
    EXPECT_EQ(one->find("green"), std::string::npos);
}

TEST(Secrets, TheShippedCostIsNotBelowTheFloor) {
    Secrets secrets;
    const auto hash = secrets.hash("seven green bottles");
    ASSERT_TRUE(hash);
    EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=47104,t=1,p=1$")) << *hash;
}

TEST(Secrets, VerifyTheRightOneOnly) {
    Secrets secrets(kCheap);
    const auto hash = secrets.hash("seven green bottles").value();
    EXPECT_EQ(secrets.verify(hash, "seven green bottles"), true);
    for (const char* wrong : {"", "seven green bottle", "seven green bottless", "Seven green bottles", " "}) {
        EXPECT_EQ(secrets.verify(hash, wrong), false) << wrong;
    }
}

TEST(Secrets, AHashThatIsNoneVerifiesNothing) {
    Secrets secrets(kCheap);
    for (const char* hash : {"", "seven green bottles", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$", "x"}) {
        EXPECT_EQ(secrets.verify(hash, "seven green bottles"), false) << hash;
    }
}

TEST(Secrets, AHashOfAnEarlierCostStillVerifies) {
    Secrets before(kCheap);
    Secrets now({std::size_t{64} * 1024, 2});
    const auto hash = before.hash("seven green bottles").value();
    EXPECT_EQ(now.verify(hash, "seven green bottles"), true);
    EXPECT_EQ(now.verify(hash, "another nine bottles"), false);
}

TEST(Secrets, AnUnknownLoginIsNeverRight) {
    Secrets secrets(kCheap);
    EXPECT_EQ(secrets.pretend("a password that nobody has"), false);
    EXPECT_EQ(secrets.pretend(""), false);
}

TEST(Secrets, AFewWaitForTheirTurnAndAllAreAnswered) {
    Secrets secrets(kCheap, 1, 64);
    const auto hash = secrets.hash("seven green bottles").value();
    std::vector<std::thread> people;
    std::atomic<int> right{0};
    for (int i = 0; i < 32; ++i) {
        people.emplace_back([&] { right += secrets.verify(hash, "seven green bottles") == true ? 1 : 0; });
    }
    for (auto& one : people) one.join();
    EXPECT_EQ(right, 32);
}

TEST(Secrets, AFloodIsTurnedAwayOrAnsweredButNeverWrongly) {
    Secrets secrets({std::size_t{4} * 1024 * 1024, 1}, 1, 1);
    const auto hash = secrets.hash("seven green bottles").value();
    std::vector<std::thread> people;
    std::atomic<int> right{0};
    std::atomic<int> turned_away{0};
    for (int i = 0; i < 32; ++i) {
        people.emplace_back([&] {
            const auto verdict = secrets.verify(hash, "seven green bottles");
            right += verdict == true ? 1 : 0;
            turned_away += verdict ? 0 : 1;
        });
    }
    for (auto& one : people) one.join();
    EXPECT_GE(right, 1);
    EXPECT_EQ(right + turned_away, 32);
    EXPECT_EQ(secrets.verify(hash, "seven green bottles"), true) << "the next one finds room again";
}

std::vector<std::string> problems_of(std::string_view password, std::string_view login = "tina@school.example") {
    std::vector<std::string> codes;
    for (const auto& error : check_password(password, login)) {
        EXPECT_EQ(error.pointer, "/password");
        codes.push_back(error.code);
    }
    return codes;
}

using Problems = std::vector<std::string>;

TEST(Passwords, NeedFifteenCharactersAndNothingElse) {
    EXPECT_EQ(problems_of("fourteen chars"), Problems{"too-short"});
    EXPECT_EQ(problems_of("fifteen chars ok"), Problems{});
    EXPECT_EQ(problems_of("               "), Problems{});  // No rules of composition.
    EXPECT_EQ(problems_of("\u00e4\u00f6\u00fc\u00df\u00e4\u00f6\u00fc"), Problems{"too-short"});  // Not bytes.
    EXPECT_EQ(problems_of("\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u842c\u5104\u5146"),
              Problems{});
    EXPECT_EQ(problems_of(std::string(256, 'x')), Problems{});
    EXPECT_EQ(problems_of(std::string(257, 'x')), Problems{"too-long"});
}

TEST(Passwords, AreNotTheLoginAndNotOnEverybodysList) {
    EXPECT_EQ(problems_of("TINA@school.example"), Problems{"same-as-login"});
    EXPECT_EQ(problems_of("passwordpassword"), Problems{"common"});
    EXPECT_EQ(problems_of("CorrectHorseBatteryStaple"), Problems{"common"});
    EXPECT_EQ(problems_of("short", "short"), (Problems{"too-short", "same-as-login"}));  // All at once.
}

}  // namespace
}  // namespace hometime
