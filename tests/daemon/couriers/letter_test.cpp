// What an e-mail and a push say, and what they never do.
#include "daemon/couriers/letter.h"

#include <gtest/gtest.h>

namespace hometime {
namespace {

UtcTime instant(const char* text) {
    return parse_utc_time(text).value();
}

LetterFrame frame() {
    return {"Ash & Elm <Primary>", TimeZone::load("Europe/London").value(), "https://h.example",
            "https://h.example/v1/schools/s/unsubscribe/g1-x"};
}

Told inbox() {
    Told told;
    told.fact.kind = NotificationKind::inbox;
    told.fact.closes_at = instant("2026-11-24T16:00:00Z");
    told.sealed_at = instant("2026-11-24T15:30:20Z");
    told.things = 3;
    told.families = 2;
    told.threads = {{2, Category::general, instant("2026-11-25T08:30:00Z")}, {1, Category::general, {}}};
    told.oldest = instant("2026-11-23T17:10:00Z");
    return told;
}

TEST(LetterTest, SaysHowManyFromHowManyAndByWhen) {
    const auto letter = letter_of(inbox(), frame());
    EXPECT_EQ(letter.subject, "Hometime: 2 families have written");
    EXPECT_EQ(letter.text,
              "3 messages from 2 families reached your inbox at Ash & Elm <Primary>. The oldest was written on Mon 23 "
              "Nov, 17:10.\n\n- 2 messages, general; an answer is expected by Wed 25 Nov, 08:30\n- 1 message, "
              "general\n\nYour window is open until 16:00 (school time). Outside your windows nothing is expected of "
              "you.\n\nRead it here: https://h.example\n\n-- \nHometime sends no names and no words of messages by "
              "e-mail.\nWhat you are told, and how: https://h.example/v1/schools/s/unsubscribe/g1-x\n");
}

TEST(LetterTest, TheHtmlSaysTheSameAndNothingInItIsMarkup) {
    const auto html = letter_of(inbox(), frame()).html;
    EXPECT_NE(html.find("Ash &amp; Elm &lt;Primary&gt;"), std::string::npos);
    EXPECT_EQ(html.find("<Primary>"), std::string::npos);
    EXPECT_NE(html.find("<li>2 messages, general; an answer is expected by Wed 25 Nov, 08:30</li>"), std::string::npos);
}

TEST(LetterTest, TwentyConversationsAreListedAndTheRestCounted) {
    auto told = inbox();
    told.threads.assign(23, {1, Category::general, {}});
    const auto text = letter_of(told, frame()).text;
    std::size_t lines = 0;
    for (auto at = text.find("- 1 message"); at != std::string::npos; at = text.find("- 1 message", at + 1)) ++lines;
    EXPECT_EQ(lines, kLetterLinesMax);
    EXPECT_NE(text.find("- 3 further conversations\n"), std::string::npos);
}

TEST(LetterTest, APushIsOneSentence) {
    EXPECT_EQ(push_words(inbox(), frame().zone), "2 families have written, reply by 16:00");
    Told reply;
    reply.fact.kind = NotificationKind::reply;
    reply.things = 1;
    EXPECT_EQ(push_words(reply, frame().zone), "The school has answered");
}

TEST(LetterTest, D14_WhatIsForDutyDoesNotSayWhatItIs) {
    Told duty;
    duty.fact.kind = NotificationKind::duty;
    duty.things = 1;
    auto around = frame();
    around.unsubscribe.clear();
    const auto letter = letter_of(duty, around);
    EXPECT_EQ(letter.subject, "Hometime: Please sign in now");
    for (const char* word : {"afeguard", "concern", "child", "pupil", "unsubscribe"}) {
        EXPECT_EQ(letter.text.find(word), std::string::npos) << word;
        EXPECT_EQ(letter.html.find(word), std::string::npos) << word;
    }
    EXPECT_EQ(push_words(duty, around.zone), "Please sign in now");
}

TEST(LetterTest, OfPostsItSaysHowMany) {
    Told posts;
    posts.fact.kind = NotificationKind::feed_digest;
    posts.things = 4;
    EXPECT_EQ(letter_of(posts, frame()).subject, "Hometime: 4 new posts");
}

}  // namespace
}  // namespace hometime
