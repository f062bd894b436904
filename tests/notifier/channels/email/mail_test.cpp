#include "notifier/channels/email/mail.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "eventstore/base/random.h"
#include "tests/notifier/channels/email/parsed_mail.h"
#include "tests/support/environment.h"

namespace hometime::email {
namespace {

using hometime::test::decode_quoted_printable;
using hometime::test::decode_words;
using hometime::test::Headers;

Mail a_mail() {
    return {.from = "hometime@school.example",
            .from_name = "Hill School",
            .to = "n.okafor@school.example",
            .message_id = "d-28T5CY4G-1041@hometime.school.example",
            .date = parse_utc_time("2026-11-24T15:30:07.5Z").value(),
            .subject = "2 families have written",
            .text = "2 families have written.\r\n.\r\nReply by 16:00.\r\n",
            .html = "<p>2 families have written.</p>\n",
            .list_unsubscribe = "https://hometime.school.example/u/4Q7Z"};
}

std::vector<std::string> names(const Headers& headers) {
    std::vector<std::string> out;
    for (const auto& [name, value] : headers) out.push_back(name);
    return out;
}

std::string value_of(const Headers& headers, std::string_view name) {
    for (const auto& [known, value] : headers) {
        if (known == name) return value;
    }
    return "(none)";
}

std::string boundary_in(const Headers& headers) {
    const auto type = value_of(headers, "Content-Type");
    const auto begin = type.find('"') + 1;
    return type.substr(begin, type.rfind('"') - begin);
}

const std::vector<std::string> kNames{"Date",
                                      "From",
                                      "To",
                                      "Message-ID",
                                      "Subject",
                                      "Auto-Submitted",
                                      "X-Auto-Response-Suppress",
                                      "List-Unsubscribe",
                                      "List-Unsubscribe-Post",
                                      "MIME-Version",
                                      "Content-Type"};

/// The message says what the mail says, in exactly these headers and two parts.
void expect_faithful(const Mail& mail, const std::string& message) {
    const auto [headers, body] = hometime::test::split_message(message);
    ASSERT_EQ(names(headers), kNames);
    EXPECT_EQ(decode_words(value_of(headers, "Subject")), mail.subject);
    EXPECT_EQ(value_of(headers, "Message-ID"), '<' + mail.message_id + '>');
    const auto parts = hometime::test::split_parts(body, boundary_in(headers));
    ASSERT_EQ(parts.size(), 2U);
    const std::vector<std::string> of_part{"Content-Type", "Content-Transfer-Encoding"};
    EXPECT_EQ(names(parts[0].first), of_part);
    EXPECT_EQ(value_of(parts[0].first, "Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(value_of(parts[1].first, "Content-Type"), "text/html; charset=utf-8");
    const auto unix_lines = [](std::string text) {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text.compare(i, 2, "\r\n") != 0) out += text[i];
        }
        return out;
    };
    EXPECT_EQ(unix_lines(decode_quoted_printable(parts[0].second)), unix_lines(mail.text));
    EXPECT_EQ(unix_lines(decode_quoted_printable(parts[1].second)), unix_lines(mail.html));
}

/// Seven bits, CRLF and nothing else of the control characters, and no line beyond what servers must take.
void expect_safe(const std::string& message) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < message.size(); ++i) {
        if (message.compare(i, 2, "\r\n") == 0) {
            ASSERT_LE(length, 998U);
            length = 0;
            ++i;
            continue;
        }
        ++length;
        ASSERT_TRUE((message[i] >= ' ' && message[i] <= '~') || message[i] == '\t')
            << "byte " << static_cast<int>(message[i]);
    }
    ASSERT_EQ(length, 0U) << "the last line ends too";
}

/// What people and their programs have written into forms to break them.
std::vector<std::string> nasty_texts() {
    using namespace std::string_literals;
    return {"\r\n.\r\n"s,
            "\n.\n"s,
            "\r.\r"s,
            ".\r\n"s,
            "..\r\n"s,
            "\r\n\r\n--=_\r\n"s,
            "--=_cf3c5c8ab7fb1e0b--\r\n"s,
            "Bcc: evil@school.example\r\n\r\n"s,
            "\r\nBcc: evil@school.example\r\n"s,
            "\r\n.\r\nMAIL FROM:<evil@school.example>\r\n"s,
            "=\r\n.\r\n"s,
            "=2E=0D=0A"s,
            "=?UTF-8?B?DQpCY2M6?= x"s,
            "=?utf-8?q?=0d=0aBcc:?="s,
            "a\0b"s,
            "\x01\x7f\x1b[31m"s,
            "\xc2\x85\xe2\x80\xa8\xe2\x80\xa9"s,
            "\xe2\x80\xae\xef\xbb\xbf"s,
            "\xc0\xae\xff\xfe"s,
            "\xed\xa0\x80"s,
            "cut short \xe2\x82"s,
            " leading and trailing "s,
            "\t\t"s,
            "\"; boundary=\"x"s,
            "> <evil@school.example>, \""s,
            std::string(5000, 'x'),
            std::string(300, '.') + "\r\n" + std::string(300, ' '),
            "From nobody\nFrom somebody\n"s,
            "%0d%0aBcc:"s,
            "${x} {} {0} %s %n"s};
}

TEST(Mail, IsTheseBytes) {
    std::ifstream file(std::string(HOMETIME_SOURCE_DIR) + "/tests/notifier/channels/email/golden.eml",
                       std::ios::binary);
    std::stringstream golden;
    golden << file.rdbuf();
    auto mail = a_mail();
    mail.subject = "2 Familien haben geschrieben – bis 16:00 antworten";
    mail.from_name = "Grundschule am Hügel";
    mail.text =
        "2 Familien haben geschrieben.\n\n.\n– Zoë = 1 Nachricht \nEine sehr lange Zeile, die über "
        "sechsundsiebzig Zeichen hinausgeht und umbrochen wird.\n";
    EXPECT_EQ(compose(mail).value(), golden.str());
}

TEST(Mail, SaysWhatItWasGiven) {
    const auto message = compose(a_mail()).value();
    expect_safe(message);
    expect_faithful(a_mail(), message);
    const auto headers = hometime::test::split_message(message).first;
    EXPECT_EQ(value_of(headers, "Date"), "Tue, 24 Nov 2026 15:30:07 +0000");
    EXPECT_EQ(value_of(headers, "From"), "\"Hill School\" <hometime@school.example>");
    EXPECT_EQ(value_of(headers, "To"), "n.okafor@school.example");
    EXPECT_EQ(value_of(headers, "Auto-Submitted"), "auto-generated");
    EXPECT_EQ(value_of(headers, "X-Auto-Response-Suppress"), "All");
    EXPECT_EQ(value_of(headers, "List-Unsubscribe"), "<https://hometime.school.example/u/4Q7Z>");
    EXPECT_EQ(value_of(headers, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
}

TEST(Mail, NeedsNeitherANameNorALink) {
    auto mail = a_mail();
    mail.from_name.clear();
    mail.list_unsubscribe.reset();
    const auto headers = hometime::test::split_message(compose(mail).value()).first;
    EXPECT_EQ(value_of(headers, "From"), "hometime@school.example");
    EXPECT_EQ(value_of(headers, "List-Unsubscribe"), "(none)");
    EXPECT_EQ(value_of(headers, "List-Unsubscribe-Post"), "(none)");
}

TEST(Mail, TheSameMailIsTheSameBytesAndAnotherHasAnotherBoundary) {
    EXPECT_EQ(compose(a_mail()).value(), compose(a_mail()).value());
    auto other = a_mail();
    other.message_id = "d-28T5CY4G-1042@hometime.school.example";
    EXPECT_NE(boundary_in(hometime::test::split_message(compose(other).value()).first),
              boundary_in(hometime::test::split_message(compose(a_mail()).value()).first));
}

TEST(Mail, DatesAreWrittenAsRfc5322HasThem) {
    auto mail = a_mail();
    for (const auto& [instant, text] : std::vector<std::pair<const char*, const char*>>{
             {"2027-01-01T00:00:00Z", "Fri, 1 Jan 2027 00:00:00 +0000"},
             {"2026-12-31T23:59:59.999999Z", "Thu, 31 Dec 2026 23:59:59 +0000"},
             {"2028-02-29T12:00:00Z", "Tue, 29 Feb 2028 12:00:00 +0000"},
             {"2026-03-29T01:30:00+01:00", "Sun, 29 Mar 2026 00:30:00 +0000"}}) {
        mail.date = parse_utc_time(instant).value();
        EXPECT_EQ(value_of(hometime::test::split_message(compose(mail).value()).first, "Date"), text);
    }
    mail.date = UtcTime::max();
    EXPECT_EQ(compose(mail).error().code, ErrorCode::invalid);
}

TEST(Mail, NoTextEndsAPartOrAddsAHeader) {
    for (const auto& nasty : nasty_texts()) {
        auto mail = a_mail();
        mail.text = nasty;
        mail.html = nasty + nasty;
        const auto message = compose(mail);
        if (!message) continue;  // Not UTF-8: see below.
        expect_safe(*message);
        expect_faithful(mail, *message);
    }
}

/// A boundary that the text knows beforehand, for it knows the id.
TEST(Mail, ATextThatNamesTheBoundaryDoesNotEndItsPart) {
    auto mail = a_mail();
    const auto boundary = boundary_in(hometime::test::split_message(compose(mail).value()).first);
    mail.text = "--" + boundary + "\r\nContent-Type: text/html\r\n\r\n<b>evil</b>\r\n--" + boundary + "--\r\n";
    mail.html = mail.text;
    expect_faithful(mail, compose(mail).value());
}

TEST(Mail, NoHeaderValueAddsAHeader) {
    std::size_t taken = 0;
    std::size_t refused = 0;
    for (const auto& nasty : nasty_texts()) {
        for (auto member : {&Mail::subject, &Mail::from_name, &Mail::message_id, &Mail::from, &Mail::to}) {
            auto mail = a_mail();
            mail.*member = nasty;
            const auto message = compose(mail);
            if (message) {
                ++taken;
                expect_safe(*message);
                expect_faithful(mail, *message);
            } else {
                ++refused;
                EXPECT_EQ(message.error().code, ErrorCode::invalid);
            }
        }
        auto mail = a_mail();
        mail.list_unsubscribe = "https://school.example/" + nasty;
        if (const auto message = compose(mail)) expect_safe(*message), expect_faithful(mail, *message);
    }
    EXPECT_GT(taken, 10U) << "harmless ones are encoded, not refused";
    EXPECT_GT(refused, 100U);
}

TEST(Mail, ControlCharactersInHeadersAreRefusedByName) {
    for (const char* control : {"\r", "\n", "\r\n ", "\x01", "\t", "\x1f", "\x7f", "\xc2\x80", "\xc2\x9f"}) {
        for (const auto& [member, name] :
             std::vector<std::pair<std::string Mail::*, std::string>>{{&Mail::subject, "subject"},
                                                                      {&Mail::from_name, "from_name"},
                                                                      {&Mail::message_id, "message_id"},
                                                                      {&Mail::from, "from"},
                                                                      {&Mail::to, "to"}}) {
            auto mail = a_mail();
            (mail.*member).insert(3, control);
            const auto message = compose(mail);
            ASSERT_FALSE(message) << name << testing::PrintToString(control);
            EXPECT_EQ(message.error().code, ErrorCode::invalid);
            EXPECT_TRUE(message.error().detail.starts_with(name + ": ")) << message.error().detail;
        }
    }
    auto mail = a_mail();
    mail.subject = std::string("a\0b", 3);
    EXPECT_FALSE(compose(mail));
    mail.subject = "\xc2\xa0 is a blank, not a control character";
    EXPECT_TRUE(compose(mail));
}

TEST(Mail, WhatIsNotUtf8IsRefused) {
    for (auto member : {&Mail::subject, &Mail::from_name, &Mail::text, &Mail::html}) {
        auto mail = a_mail();
        mail.*member = "caf\xe9";
        EXPECT_FALSE(compose(mail));
    }
}

TEST(Mail, EverythingHasABound) {
    const auto taken = [](auto member, std::size_t length) {
        auto mail = a_mail();
        mail.*member = std::string(length, 'x');
        return compose(mail).has_value();
    };
    EXPECT_TRUE(taken(&Mail::subject, kSubjectMax));
    EXPECT_FALSE(taken(&Mail::subject, kSubjectMax + 1));
    EXPECT_FALSE(taken(&Mail::subject, 0));
    EXPECT_TRUE(taken(&Mail::from_name, kNameMax));
    EXPECT_FALSE(taken(&Mail::from_name, kNameMax + 1));
    for (auto part : {&Mail::text, &Mail::html}) {
        EXPECT_TRUE(taken(part, kPartMax));
        EXPECT_FALSE(taken(part, kPartMax + 1));
        EXPECT_FALSE(taken(part, 0));
    }
    auto mail = a_mail();
    mail.message_id = std::string(kMessageIdMax - 10, 'x') + "@a.example";
    EXPECT_TRUE(compose(mail));
    mail.message_id.insert(0, "x");
    EXPECT_FALSE(compose(mail));
    mail = a_mail();
    mail.list_unsubscribe = "https://school.example/";
    mail.list_unsubscribe->append(kLinkMax - mail.list_unsubscribe->size(), 'x');
    expect_safe(compose(mail).value());
    mail.list_unsubscribe->push_back('x');
    EXPECT_FALSE(compose(mail));
}

TEST(Mail, LinksAreHttpsAndIdsHaveADomain) {
    for (const char* link :
         {"", "http://school.example/", "mailto:a@school.example", "https://", "javascript:x",
          "https://school.example/a b", "https://school.example/>,<mailto:a@b.example", "https://zoë.example/"}) {
        auto mail = a_mail();
        mail.list_unsubscribe = link;
        EXPECT_FALSE(compose(mail)) << link;
    }
    for (const char* id : {"", "d-1", "@school.example", "d-1@", "d-1@local", "<d-1@school.example>",
                           "d 1@school.example", "d-1@school.example@x", "d..1@school.example"}) {
        auto mail = a_mail();
        mail.message_id = id;
        EXPECT_FALSE(compose(mail)) << id;
    }
}

/// Random UTF-8 of characters that have a meaning somewhere.
TEST(Mail, RandomTextsArriveAsTheyAre) {
    const auto seed = hometime::test::given("HOMETIME_TEST_SEED", 17);
    SCOPED_TRACE(seed);
    SeededRandom random(seed);
    const std::vector<std::string> pieces{"\r\n", "\n", "\r", ".",  "--", "=_", "=",  "=?", "?=", " ",  "\t",   ":",
                                          "Bcc",  "ü",  "€",  "😀", "<",  ">",  "\"", "\\", "a",  "bc", "\x01", ";"};
    const auto text = [&](std::size_t most) {
        std::string out;
        const std::size_t count = 1 + random.bytes<1>()[0] % most;
        for (std::size_t i = 0; i < count; ++i) out += pieces[random.bytes<1>()[0] % pieces.size()];
        return out;
    };
    std::size_t taken = 0;
    for (int round = 0; round < 2000; ++round) {
        auto mail = a_mail();
        mail.text = text(120);
        mail.html = text(120);
        mail.subject = text(6);
        mail.from_name = text(6);
        const auto message = compose(mail);
        if (!message) continue;
        ++taken;
        expect_safe(*message);
        expect_faithful(mail, *message);
        if (testing::Test::HasFailure()) break;
    }
    EXPECT_GT(taken, 200U);
}

}  // namespace
}  // namespace hometime::email
