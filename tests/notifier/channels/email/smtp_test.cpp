// Against a server that is not ours: npm's smtp-server, its messages read by npm's mailparser.
#include "notifier/channels/email/smtp.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>

#include "notifier/channels/email/mail.h"
#include "tests/notifier/channels/email/mail_server.h"
#include "tests/support/certificate.h"
#include "tests/support/temp_dir.h"

namespace hometime::email {
namespace {

using namespace std::chrono_literals;
using hometime::test::MailServer;
using hometime::test::raw_of;

/// For what comes to an end by itself; far longer than any of it takes.
constexpr auto kPatient = 60s;
/// For what does not, at first.
constexpr auto kImpatient = 1s;

std::string letter_to(const std::string& to) {
    return compose({.from = "hometime@school.example",
                    .from_name = "Schule am Hügel",
                    .to = to,
                    .message_id = "d-1041@hometime.school.example",
                    .date = parse_utc_time("2026-11-24T15:30:07Z").value(),
                    .subject = "2 Familien haben geschrieben – bis 16:00 antworten 😀",
                    .text = ".\n..\n.. Zoë\n.leading\n\nEnd.",
                    .html = "<p>2 Familien – bitte öffnen</p>",
                    .list_unsubscribe = "https://hometime.school.example/u/4Q7Z"})
        .value();
}

class SmtpRelayTest : public testing::Test {
protected:
    void SetUp() override {
        if (!hometime::test::has_node()) GTEST_SKIP() << "Node.js is not installed: run tools/setup";
        if (!std::filesystem::exists(hometime::test::mail_server_folder() / "node_modules/smtp-server")) {
            GTEST_SKIP() << "npm's smtp-server is not installed: run npm ci in tests/e2e/email";
        }
    }

    MailServer& start(boost::json::object options = {{"security", "none"}}) {
        server_.emplace(std::move(options));
        return *server_;
    }
    [[nodiscard]] SmtpSettings settings() const {
        return {.host = "127.0.0.1",
                .port = server_->port(),
                .security = SmtpSecurity::none,
                .from = "bounces@school.example",
                .helo = "hometime.school.example"};
    }
    /// A server with a certificate for localhost and 127.0.0.1, and how to reach it in trust.
    SmtpSettings start_with_tls(const std::string& security, boost::json::object more = {}) {
        hometime::test::make_certificate(folder_ / "tls.crt", folder_ / "tls.key");
        more["security"] = security;
        more["key"] = (folder_ / "tls.key").string();
        more["certificate"] = (folder_ / "tls.crt").string();
        start(std::move(more));
        auto trusting = settings();
        trusting.security = security == "tls" ? SmtpSecurity::tls : SmtpSecurity::starttls;
        trusting.ca_file = folder_ / "tls.crt";
        return trusting;
    }
    /// One letter over a connection of its own.
    static Sent send(const SmtpSettings& to, const std::string& recipient,
                     std::chrono::milliseconds patience = kPatient) {
        return SmtpRelay(to).send(recipient, letter_to("n.okafor@school.example"), patience);
    }

    /// With little patience, and more where the machine was too slow for the exchange to come as far as `words`.
    [[nodiscard]] Sent send_impatiently(const std::string& recipient, std::string_view words) const {
        Sent sent;
        for (auto patience = kImpatient; patience < kPatient; patience *= 2) {
            sent = send(settings(), recipient, patience);
            if (sent.why.find(words) != std::string::npos) break;
        }
        return sent;
    }

    hometime::test::TempDir folder_;
    std::optional<MailServer> server_;
};

#define EXPECT_SENT(sent, wanted, words)                                  \
    do {                                                                  \
        const Sent given = (sent);                                        \
        EXPECT_EQ(given.result, SendResult::wanted) << given.why;         \
        EXPECT_NE(given.why.find(words), std::string::npos) << given.why; \
    } while (false)

TEST_F(SmtpRelayTest, ALetterArrivesByteByByteAndReadsAsItWasWritten) {
    auto& server = start();
    EXPECT_SENT(send(settings(), "n.okafor@school.example"), accepted, "250");
    const auto message = server.next_message();
    EXPECT_EQ(raw_of(message), letter_to("n.okafor@school.example"));
    EXPECT_EQ(message.at("sender"), "bounces@school.example");
    EXPECT_EQ(message.at("recipients"), boost::json::array{"n.okafor@school.example"});
    EXPECT_EQ(message.at("helo"), "hometime.school.example");
    EXPECT_EQ(message.at("id"), "<d-1041@hometime.school.example>");
    EXPECT_EQ(message.at("subject"), "2 Familien haben geschrieben – bis 16:00 antworten 😀");
    EXPECT_EQ(message.at("from").at(0).at("name"), "Schule am Hügel");
    EXPECT_EQ(message.at("from").at(0).at("address"), "hometime@school.example");
    EXPECT_EQ(message.at("to").at(0).at("address"), "n.okafor@school.example");
    EXPECT_EQ(message.at("date"), "2026-11-24T15:30:07.000Z");
    EXPECT_EQ(message.at("text"), ".\n..\n.. Zoë\n.leading\n\nEnd.");
    EXPECT_EQ(message.at("html"), "<p>2 Familien – bitte öffnen</p>");
    const auto& headers = message.at("headers").as_array();
    for (const char* line : {"List-Unsubscribe: <https://hometime.school.example/u/4Q7Z>",
                             "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "Auto-Submitted: auto-generated"}) {
        EXPECT_NE(std::find(headers.begin(), headers.end(), boost::json::value(line)), headers.end()) << line;
    }
}

TEST_F(SmtpRelayTest, LettersShareAConnection) {
    auto& server = start();
    SmtpRelay relay(settings());
    boost::json::value session;
    for (const char* to : {"one@school.example", "two@school.example", "three@school.example"}) {
        EXPECT_SENT(relay.send(to, letter_to(to), kPatient), accepted, "250");
        const auto message = server.next_message();
        EXPECT_EQ(raw_of(message), letter_to(to));
        EXPECT_EQ(message.at("recipients"), boost::json::array{to}) << "and of no other letter's";
        if (session.is_null()) session = message.at("session");
        EXPECT_EQ(message.at("session"), session);
    }
}

TEST_F(SmtpRelayTest, AConnectionThatEndedMeanwhileIsReplaced) {
    auto& server = start();
    SmtpRelay relay(settings());
    EXPECT_SENT(relay.send("one@school.example", letter_to("one@school.example"), kPatient), accepted, "250");
    const auto first = server.next_message().at("session");
    std::ignore = server.hang_up();
    EXPECT_SENT(relay.send("two@school.example", letter_to("two@school.example"), kPatient), accepted, "250");
    EXPECT_NE(server.next_message().at("session"), first);
}

TEST_F(SmtpRelayTest, ALetterAfterARefusedOneIsTaken) {
    auto& server = start();
    SmtpRelay relay(settings());
    EXPECT_SENT(relay.send("no-such@school.example", letter_to("no-such@school.example"), kPatient), refused,
                "550 5.1.1");
    EXPECT_SENT(relay.send("two@school.example", letter_to("two@school.example"), kPatient), accepted, "250");
    EXPECT_EQ(server.next_message().at("recipients"), boost::json::array{"two@school.example"});
}

TEST_F(SmtpRelayTest, AGreylistedLetterIsTheSameTheSecondTime) {
    auto& server = start();
    EXPECT_SENT(send(settings(), "greylist-once@school.example"), later, "451 4.7.1");
    EXPECT_SENT(send(settings(), "greylist-once@school.example"), accepted, "250");
    const auto message = server.next_message();
    EXPECT_EQ(message.at("id"), "<d-1041@hometime.school.example>");
    EXPECT_EQ(raw_of(message), letter_to("n.okafor@school.example"));
}

TEST_F(SmtpRelayTest, AnswersToTheRecipientSayWhoIsMeant) {
    start();
    EXPECT_SENT(send(settings(), "no-such@school.example"), refused,
                "550 5.1.1: the relay does not take the recipient");
    EXPECT_SENT(send(settings(), "full@school.example"), later, "452 4.2.2");
    EXPECT_SENT(send(settings(), "over-quota@school.example"), later, "552 5.2.2");
    EXPECT_SENT(send(settings(), "elsewhere@school.example"), at_fault, "554 5.7.1");
    EXPECT_SENT(send(settings(), "sign-in@school.example"), at_fault, "530 5.7.0");
}

TEST_F(SmtpRelayTest, AnswersToTheSenderAreAboutUs) {
    start();
    auto stranger = settings();
    stranger.from = "not-ours@school.example";
    EXPECT_SENT(send(stranger, "one@school.example"), at_fault, "550 5.7.1: the relay does not take our sender");
    stranger.from = "too-busy@school.example";
    EXPECT_SENT(send(stranger, "one@school.example"), later, "451 4.3.2");
}

TEST_F(SmtpRelayTest, ARefusedMessageIsRefused) {
    start();
    EXPECT_SENT(send(settings(), "spam@school.example"), refused, "554 5.7.1: the relay does not take the message");
}

TEST_F(SmtpRelayTest, AMessageThatWasTakenWithoutAWordIsHandedOverAgainByteByByte) {
    auto& server = start();
    EXPECT_SENT(send_impatiently("unheard-once@school.example", "taken"), later, "it may have been taken");
    const auto first = server.next_message();
    EXPECT_SENT(send(settings(), "unheard-once@school.example"), accepted, "250");
    const auto second = server.next_message();
    EXPECT_EQ(raw_of(first), raw_of(second));
    EXPECT_EQ(first.at("id"), second.at("id"));
}

TEST_F(SmtpRelayTest, AConnectionThatBreaksIsTriedAgain) {
    auto& server = start();
    EXPECT_SENT(send(settings(), "drop@school.example"), later, "broke off");
    EXPECT_SENT(send(settings(), "cut-off-once@school.example"), later, "it may have been taken");
    EXPECT_SENT(send(settings(), "cut-off-once@school.example"), accepted, "250");
    EXPECT_EQ(raw_of(server.next_message()), raw_of(server.next_message()));
}

TEST_F(SmtpRelayTest, NobodyThereIsTriedAgain) {
    start();
    const auto nobody = settings();
    server_.reset();
    EXPECT_SENT(send(nobody, "one@school.example"), later, "no connection");
}

TEST_F(SmtpRelayTest, PatienceEndsAnExchangeThatWouldNot) {
    start();
    EXPECT_SENT(send(settings(), "silent@school.example", kImpatient), later, "broke off");
}

TEST_F(SmtpRelayTest, WithoutTimeNobodyIsAsked) {
    auto& server = start();
    EXPECT_SENT(send(settings(), "one@school.example", 0ms), later, "no time left");
    EXPECT_SENT(send(settings(), "one@school.example", -1ms), later, "no time left");
    EXPECT_EQ(server.hang_up(), "[]");
}

TEST_F(SmtpRelayTest, StopEndsTheLetterInHandAndThoseThatFollow) {
    auto& server = start();
    SmtpRelay relay(settings());
    auto sending = std::async(std::launch::async, [&] {
        return relay.send("silent@school.example", letter_to("silent@school.example"), 10min);
    });
    std::ignore = server.next("recipient");
    relay.stop();
    EXPECT_SENT(sending.get(), later, "we stop");
    EXPECT_SENT(relay.send("one@school.example", letter_to("one@school.example"), kPatient), later, "we stop");
}

/// libcurl waits for an answer to QUIT without regard to the time that it was given.
TEST_F(SmtpRelayTest, AGoodbyeThatIsNotAnsweredHoldsNobodyUp) {
    auto& server = start();
    SmtpRelay relay(settings());
    auto sending = std::async(std::launch::async, [&] {
        return relay.send("slow-goodbye@school.example", letter_to("slow-goodbye@school.example"), 10min);
    });
    std::ignore = server.next("quit");
    relay.stop();
    EXPECT_SENT(sending.get(), refused, "550 5.1.1");
}

TEST_F(SmtpRelayTest, TheEndSaysNoGoodbyeAndWaitsForNone) {
    auto& server = start();
    EXPECT_SENT(send(settings(), "no-goodbye@school.example"), accepted, "250");
    EXPECT_EQ(server.hang_up().find("quit"), std::string::npos);
}

TEST_F(SmtpRelayTest, NoRecipientSaysMoreThanARecipient) {
    auto& server = start();
    using namespace std::string_literals;
    for (const auto& recipient :
         {"p@school.example>\r\nRCPT TO:<evil@school.example"s, "p@school.example\r\nRCPT TO:<evil@school.example>"s,
          "p@school.example\nDATA"s, "p@school.example\r"s, "p@school.example\0evil"s, "<p@school.example>"s,
          "p@school.example> SIZE=1"s, "zoë@school.example"s, ""s}) {
        EXPECT_SENT(send(settings(), recipient), refused, "the recipient: ");
    }
    EXPECT_EQ(server.hang_up(), "[]") << "nobody was asked";
}

TEST_F(SmtpRelayTest, NoMessageEndsBeforeItsEnd) {
    auto& server = start();
    SmtpRelay relay(settings());
    using namespace std::string_literals;
    for (const auto& message :
         {""s, "Subject: x"s, "Subject: x\n"s, "a\r\n\n.\n\r\n"s, "a\r.\r\n"s, "a\0b\r\n"s, "a\r\n\r"s}) {
        EXPECT_SENT(relay.send("one@school.example", message, kPatient), at_fault, "CRLF");
    }
    EXPECT_EQ(server.hang_up(), "[]") << "nobody was asked";
}

TEST_F(SmtpRelayTest, StarttlsAndASignIn) {
    auto trusting = start_with_tls("starttls", {{"user", "hometime"}, {"password", "pass wörd"}});
    trusting.user = "hometime";
    trusting.password = "pass wörd";
    EXPECT_SENT(send(trusting, "one@school.example"), accepted, "250");
    const auto message = server_->next_message();
    EXPECT_TRUE(message.at("secure").as_bool());
    EXPECT_EQ(message.at("user"), "hometime");
    EXPECT_EQ(raw_of(message), letter_to("n.okafor@school.example"));
    trusting.host = "localhost";  // the certificate's other name
    EXPECT_SENT(send(trusting, "one@school.example"), accepted, "250");
}

TEST_F(SmtpRelayTest, TlsFromTheFirstByte) {
    const auto trusting = start_with_tls("tls");
    SmtpRelay relay(trusting);
    for (const char* to : {"one@school.example", "two@school.example"}) {
        EXPECT_SENT(relay.send(to, letter_to(to), kPatient), accepted, "250");
        EXPECT_TRUE(server_->next_message().at("secure").as_bool());
    }
}

TEST_F(SmtpRelayTest, AWrongPasswordIsOurFaultAndASilentDirectoryIsNot) {
    auto trusting = start_with_tls("starttls", {{"user", "hometime"}, {"password", "right"}});
    EXPECT_SENT(send(trusting, "one@school.example"), at_fault, "530");
    trusting.user = "hometime";
    trusting.password = "wrong";
    EXPECT_SENT(send(trusting, "one@school.example"), at_fault,
                "535 5.7.8: the relay does not take our user and password");
    trusting.user = "nobody-home";
    EXPECT_SENT(send(trusting, "one@school.example"), later, "454 4.7.0");
}

TEST_F(SmtpRelayTest, ARelayThatIsNotTrustedHearsNothing) {
    for (const char* security : {"starttls", "tls"}) {
        auto distrusting = start_with_tls(security);
        distrusting.ca_file.clear();  // the system's authorities do not know it
        EXPECT_SENT(send(distrusting, "one@school.example"), later, "certificate is not trusted");
        distrusting.ca_file = folder_ / "other.crt";
        hometime::test::make_certificate(distrusting.ca_file, folder_ / "other.key");
        EXPECT_SENT(send(distrusting, "one@school.example"), later, "certificate is not trusted");
        distrusting.ca_file = folder_ / "tls.crt";
        distrusting.host = "other.localhost";  // the same server, by a name that its certificate does not have
        EXPECT_SENT(send(distrusting, "one@school.example"), later, "certificate is not trusted");
        const auto seen = server_->hang_up();
        EXPECT_EQ(seen.find("\"sender\""), std::string::npos) << seen;
    }
}

TEST_F(SmtpRelayTest, ARelayWithoutTlsHearsNothingWhereTlsIsAskedFor) {
    auto asking = start_with_tls("no-starttls");
    EXPECT_SENT(send(asking, "one@school.example"), later, "no TLS");
    const auto seen = server_->hang_up();
    EXPECT_EQ(seen.find("\"sender\""), std::string::npos) << seen;
}

TEST_F(SmtpRelayTest, AFileOfAuthoritiesThatIsNotThereIsOurFault) {
    auto trusting = start_with_tls("starttls");
    trusting.ca_file = folder_ / "none.crt";
    EXPECT_SENT(send(trusting, "one@school.example"), at_fault, "file of authorities");
}

TEST(SmtpRelay, TakesNoSettingsThatWereNotChecked) {
    EXPECT_THROW(SmtpRelay({.host = "mail.school.example", .security = SmtpSecurity::none, .from = "a@school.example"}),
                 std::logic_error);
}

}  // namespace
}  // namespace hometime::email
