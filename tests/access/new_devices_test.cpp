// A sign-in on a device that the account was not used on before is told to its owner (S14).
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;

/// A browser with a jar of its own for cookies, which can be carried to another sign-in.
struct Jar {
    std::string session;
    std::string device;
};

/// Values of all fields of this name.
std::vector<std::string> cookies_set(const RawAnswer& answer) {
    std::vector<std::string> found;
    for (std::size_t at = answer.head.find("Set-Cookie: "); at != std::string::npos;
         at = answer.head.find("Set-Cookie: ", at + 1)) {
        const auto begin = at + std::string("Set-Cookie: ").size();
        found.push_back(answer.head.substr(begin, answer.head.find("\r\n", begin) - begin));
    }
    return found;
}

class NewDevices : public testing::Test {
protected:
    RawAnswer sign_in(const std::string& who, const char* kind, const std::string& device = {}) const {
        Headers headers{{"Sec-Fetch-Site", "same-origin"}};
        if (!device.empty()) headers.emplace_back("Cookie", "__Host-d=" + device);
        return daemon_.nobody().send("POST", "/v1/sessions",
                                     object{{"school", to_string(school_.school)},
                                            {"login", who + "@" + school_.mark},
                                            {"password", kPassword},
                                            {"kind", kind}},
                                     headers);
    }
    static Jar jar_of(const RawAnswer& answer) {
        Jar jar;
        for (const auto& cookie : cookies_set(answer)) {
            const auto value = cookie.substr(cookie.find('=') + 1, cookie.find(';') - cookie.find('=') - 1);
            (cookie.starts_with("__Host-s=") ? jar.session : jar.device) = value;
        }
        return jar;
    }
    /// A sign-in waits for its fact to be durable, and for no view.
    void wait_for_views() const {
        const Position newest{school_.school, Sequence{daemon_.app().log.head(school_.school)->size}};
        ASSERT_TRUE(daemon_.app().runner.wait_for(newest, std::chrono::seconds{30}));
    }
    /// The new devices in the notices that this sign-in reads.
    [[nodiscard]] std::vector<std::uint64_t> told(const HttpClient& who) const {
        std::vector<std::uint64_t> sessions;
        wait_for_views();
        const auto list = who.call("GET", school_.path("/notices"));
        for (const auto& notice : list.at("notices").as_array()) {
            if (notice.at("kind").as_string() == "new_device")
                sessions.push_back(notice.at("session").to_number<std::uint64_t>());
        }
        return sessions;
    }

    mutable RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    HttpClient parent_ = school_.client(Role::guardian);
};

TEST_F(NewDevices, S14_ASignInOnANewDeviceIsToldToTheGuardianAndTheFirstOneIsNot) {
    EXPECT_TRUE(told(parent_).empty()) << "the account was made on its first device";
    const auto answer = sign_in("adult-0", "cookie");
    ASSERT_EQ(answer.status, 201);
    EXPECT_EQ(told(parent_), std::vector{answer.json().at("session").to_number<std::uint64_t>()});
}

TEST_F(NewDevices, S14_ADeviceIsNewOnce) {
    const auto first = jar_of(sign_in("adult-0", "cookie"));
    ASSERT_EQ(first.device.size(), 22U);
    EXPECT_EQ(jar_of(sign_in("adult-0", "cookie", first.device)).device, first.device) << "it keeps its cookie";
    EXPECT_EQ(told(parent_).size(), 1U);
    std::ignore = sign_in("adult-0", "cookie");
    EXPECT_EQ(told(parent_).size(), 2U) << "without its cookie it is a stranger";
}

TEST_F(NewDevices, S14_OneBrowserIsNewToEachOfTheAccountsThatAreUsedOnIt) {
    const auto tablet = jar_of(sign_in("adult-0", "cookie")).device;
    std::ignore = sign_in("adult-3", "cookie", tablet);
    EXPECT_EQ(told(daemon_.as(school_.more_tokens.at("adult-3"))).size(), 1U);
    EXPECT_EQ(told(parent_).size(), 1U);
}

TEST_F(NewDevices, TheCookieIsOutOfReachOfScriptsAndStaysForFourHundredDays) {
    const auto cookies = cookies_set(sign_in("adult-0", "cookie"));
    ASSERT_EQ(cookies.size(), 2U);
    EXPECT_TRUE(cookies[1].starts_with("__Host-d=")) << cookies[1];
    for (const auto* part : {"; Path=/", "; Max-Age=34560000", "; Secure", "; HttpOnly", "; SameSite=Strict"})
        EXPECT_NE(cookies[1].find(part), std::string::npos) << part;
}

TEST_F(NewDevices, AValueOfAnotherFormIsReplaced) {
    for (const auto* odd : {"short", "AAAAAAAAAAAAAAAAAAAAA*", "AAAAAAAAAAAAAAAAAAAAAAA"})
        EXPECT_NE(jar_of(sign_in("adult-0", "cookie", odd)).device, odd);
}

TEST_F(NewDevices, S14_AllBearerTokensAreOneDeviceTheCommandLine) {
    std::ignore = sign_in("adult-0", "bearer");
    EXPECT_TRUE(told(parent_).empty()) << "the account was made there";
    const auto browser_first = school_.invite(school_.pupils[0], school_.adults[1]);
    const auto made = daemon_.nobody().send("POST", "/v1/accounts",
                                            object{{"school", to_string(school_.school)},
                                                   {"code", browser_first},
                                                   {"login", "adult-1@" + school_.mark},
                                                   {"password", kPassword},
                                                   {"kind", "cookie"}});
    ASSERT_EQ(made.status, 201);
    const auto script = sign_in("adult-1", "bearer");
    const auto other = daemon_.as(std::string(script.json().at("token").as_string()));
    EXPECT_EQ(told(other).size(), 1U);
    std::ignore = sign_in("adult-1", "bearer");
    EXPECT_EQ(told(other).size(), 1U);
}

TEST_F(NewDevices, S14_StaffAreToldToo) {
    const auto answer = sign_in("tina", "cookie");
    EXPECT_EQ(told(school_.client(Role::teacher)), std::vector{answer.json().at("session").to_number<std::uint64_t>()});
    EXPECT_TRUE(told(school_.client(Role::office)).empty()) << "it is nobody else's";
}

TEST_F(NewDevices, ANoticeIsInItsPlaceAmongTheOthers) {
    const SchoolDay day(school_);
    const auto dispute = school_.path("/messages/" + std::to_string(day.own.message) + "/dispute");
    school_.client(Role::teacher).call("POST", dispute, object{});
    std::ignore = sign_in("adult-0", "cookie");
    wait_for_views();
    const auto page = [&](const std::string& query) {
        std::vector<std::string> kinds;
        const auto list = parent_.call("GET", school_.path("/notices" + query));
        for (const auto& one : list.at("notices").as_array()) kinds.emplace_back(one.at("kind").as_string());
        return kinds;
    };
    using Kinds = std::vector<std::string>;
    EXPECT_EQ(page(""), (Kinds{"authorship", "new_device"}));
    EXPECT_EQ(page("?order=newest"), (Kinds{"new_device", "authorship"}));
    EXPECT_EQ(page("?limit=1&after=" + std::to_string(day.own.message)), Kinds{"new_device"});
}

TEST_F(NewDevices, SigningInIsOneFactAndNoneOfAKnownDevice) {
    const auto size = [&] { return daemon_.app().log.head(school_.school)->size; };
    const auto before = size();
    const auto device = jar_of(sign_in("adult-0", "cookie")).device;
    EXPECT_EQ(size(), before + 1) << "durable before the answer";
    std::ignore = sign_in("adult-0", "cookie", device);
    EXPECT_EQ(size(), before + 1);
}

}  // namespace
}  // namespace hometime::test
