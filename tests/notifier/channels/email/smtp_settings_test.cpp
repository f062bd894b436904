#include "notifier/channels/email/smtp_settings.h"

#include <gtest/gtest.h>

namespace hometime::email {
namespace {

SmtpSettings good() {
    return {.host = "mail.school.example",
            .user = "hometime",
            .password = "a password",
            .ca_file = "/etc/ssl/relay.pem",
            .from = "hometime@school.example",
            .helo = "hometime.school.example"};
}

/// Pointers of what is wrong with the settings once `change` was made to good ones.
template <class Change>
std::string wrong_after(Change change) {
    auto settings = good();
    change(settings);
    std::string pointers;
    for (const auto& error : check(settings)) pointers += error.pointer;
    return pointers;
}

TEST(SmtpSettings, TakeARelayWithAndWithoutASignIn) {
    EXPECT_EQ(wrong_after([](auto&) {}), "");
    EXPECT_EQ(wrong_after([](auto& s) { s.user.clear(), s.password.clear(), s.ca_file.clear(), s.helo.clear(); }), "");
    EXPECT_EQ(wrong_after([](auto& s) { s.security = SmtpSecurity::tls, s.port = 465; }), "");
    for (const char* host : {"mail", "192.0.2.7", "2001:db8::7"}) {
        EXPECT_EQ(wrong_after([&](auto& s) { s.host = host; }), "") << host;
    }
}

TEST(SmtpSettings, GoWithoutTlsOnThisMachineOnly) {
    for (const char* host : {"127.0.0.1", "127.8.9.10", "::1", "localhost"}) {
        EXPECT_EQ(wrong_after([&](auto& s) { s.host = host, s.security = SmtpSecurity::none; }), "") << host;
    }
    for (const char* host : {"mail.school.example", "192.0.2.7", "10.0.0.1", "2001:db8::7", "127.0.0.1.evil.example",
                             "localhost.evil.example", "0.0.0.0"}) {
        EXPECT_EQ(wrong_after([&](auto& s) { s.host = host, s.security = SmtpSecurity::none; }), "/security") << host;
    }
}

TEST(SmtpSettings, SayWhichMemberIsWrong) {
    for (const char* host : {"", "mail:25", "mail/x", "user@mail", "[::1]", "mail\r\n", "mail school"}) {
        EXPECT_EQ(wrong_after([&](auto& s) { s.host = host; }), "/host") << host;
    }
    EXPECT_EQ(wrong_after([](auto& s) { s.port = 0; }), "/port");
    EXPECT_EQ(wrong_after([](auto& s) { s.user.clear(); }), "/user");
    EXPECT_EQ(wrong_after([](auto& s) { s.password.clear(); }), "/password");
    EXPECT_EQ(wrong_after([](auto& s) { s.user = std::string(256, 'x'); }), "/user");
    EXPECT_EQ(wrong_after([](auto& s) { s.password += '\n'; }), "/password");
    EXPECT_EQ(wrong_after([](auto& s) { s.ca_file = "relay.pem"; }), "/ca_file");
    EXPECT_EQ(wrong_after([](auto& s) { s.from = "hometime"; }), "/from");
    EXPECT_EQ(wrong_after([](auto& s) { s.helo = "school/../x"; }), "/helo");
    EXPECT_EQ(wrong_after([](auto& s) { s.host.clear(), s.from.clear(); }), "/host/from");
}

}  // namespace
}  // namespace hometime::email
