#include "notifier/channels/email/smtp_reply.h"

#include <gtest/gtest.h>

#include <vector>

namespace hometime::email {
namespace {

using enum SmtpStep;

SendResult result(SmtpStep step, int code) {
    return judge({step, code, {}}).result;
}

TEST(SmtpReply, FourHundredsAreTriedAgainWhateverWasAnswered) {
    for (const auto step : {greeting, sign_in, sender, recipient, message}) {
        for (const int code : {421, 450, 451, 452, 454, 455, 499}) {
            EXPECT_EQ(result(step, code), SendResult::later) << code;
        }
    }
}

TEST(SmtpReply, ALastingNoBeforeTheRecipientIsAboutUs) {
    for (const auto step : {greeting, sign_in, sender}) {
        for (const int code : {500, 501, 504, 521, 530, 534, 535, 538, 550, 552, 553, 554, 599}) {
            EXPECT_EQ(result(step, code), SendResult::at_fault) << code;
        }
    }
}

TEST(SmtpReply, ALastingNoToTheRecipientIsAboutTheRecipient) {
    for (const int code : {501, 521, 550, 551, 553, 556, 571}) {
        EXPECT_EQ(result(recipient, code), SendResult::refused) << code;
    }
}

TEST(SmtpReply, SomeAnswersToTheRecipientAreAboutUsAllTheSame) {
    for (const int code : {500, 502, 503, 504, 530, 535, 538, 554, 555}) {
        EXPECT_EQ(result(recipient, code), SendResult::at_fault) << code;
    }
}

TEST(SmtpReply, AFullMailboxCanBecomeEmpty) {
    EXPECT_EQ(result(recipient, 452), SendResult::later);
    EXPECT_EQ(result(recipient, 552), SendResult::later);
    EXPECT_EQ(result(message, 552), SendResult::later);
}

TEST(SmtpReply, ALastingNoToTheMessageIsFinalForThisRecipient) {
    EXPECT_EQ(result(message, 550), SendResult::refused);
    EXPECT_EQ(result(message, 554), SendResult::refused);
    EXPECT_EQ(result(message, 530), SendResult::at_fault);
}

TEST(SmtpReply, WhyIsTheCodesAndAPhraseOfOurs) {
    EXPECT_EQ(judge({recipient, 550, "5.1.1"}).why, "550 5.1.1: the relay does not take the recipient");
    EXPECT_EQ(judge({recipient, 451, {}}).why, "451: for now the relay does not take the recipient");
    EXPECT_EQ(judge({sign_in, 535, "5.7.8"}).why, "535 5.7.8: the relay does not take our user and password");
}

TEST(SmtpReply, FindsTheEnhancedCodeAndNothingElse) {
    EXPECT_EQ(enhanced_code("550 5.1.1 <a@b.example> no such user\r\n"), "5.1.1");
    EXPECT_EQ(enhanced_code("451-4.7.100 wait\r\n"), "4.7.100");
    EXPECT_EQ(enhanced_code("250 2.0.0\r\n"), "2.0.0");
    for (const char* line :
         {"", "550", "550 ", "550 no such user", "550 4.1.1 not its class", "550 5.1 short", "550 5.1.1.1 long",
          "550 5.1.a letter", "550 5..11 gap", "550 5.1. end", "550 5.1.1234567 wide", "550 <a@b.example>"}) {
        EXPECT_EQ(enhanced_code(line), "") << line;
    }
}

}  // namespace
}  // namespace hometime::email
