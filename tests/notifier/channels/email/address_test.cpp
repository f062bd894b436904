#include "notifier/channels/email/address.h"

#include <gtest/gtest.h>

namespace hometime::email {
namespace {

std::string of_length(std::size_t local, std::size_t domain) {
    std::string name = "a.";
    while (name.size() + 64 < domain) name += std::string(63, 'b') + '.';
    name += std::string(domain - name.size(), 'c');
    return std::string(local, 'x') + '@' + name;
}

TEST(Address, TakesWhatSchoolsAndFamiliesHave) {
    for (const char* address :
         {"n.okafor@school.example", "a@b.example", "parent+school@mail.example.org", "o'brien_99@x-y.example",
          "UPPER@CASE.EXAMPLE", "1@2.example", "kind@xn--mnchen-3ya.example", "!#$%&'*+-/=?^_`{|}~@school.example"}) {
        EXPECT_EQ(check_address(address), "") << address;
    }
}

TEST(Address, RefusesWhatIsMisspeltOrCouldBeReadAsMoreThanAnAddress) {
    using namespace std::string_literals;
    for (const auto& address : {""s,
                                "@"s,
                                "a"s,
                                "a@"s,
                                "@b.example"s,
                                "a@b"s,
                                "a@b@c.example"s,
                                ".a@b.example"s,
                                "a.@b.example"s,
                                "a..b@c.example"s,
                                "a@.example"s,
                                "a@b..example"s,
                                "a@b.example."s,
                                "a@-b.example"s,
                                "a@b-.example"s,
                                "a@b_c.example"s,
                                "a@[127.0.0.1]"s,
                                "a@127.0.0.1"s,
                                "a b@c.example"s,
                                "a@c.example "s,
                                "<a@b.example>"s,
                                "A <a@b.example>"s,
                                "\"a b\"@c.example"s,
                                "a(note)@b.example"s,
                                "a@b.example\r\nRCPT TO:<evil@b.example>"s,
                                "a\n@b.example"s,
                                "a@b.exam\0ple"s,
                                "a\t@b.example"s,
                                "a,b@c.example"s,
                                "a@b.example,c@d.example"s,
                                "a:b@c.example"s,
                                "a;b@c.example"s,
                                "a\\b@c.example"s,
                                "a\x7f@b.example"s,
                                "a@b.example>"s}) {
        EXPECT_NE(check_address(address), "") << testing::PrintToString(address);
    }
}

TEST(Address, HasBoundsForItsNameItsLabelsAndTheWhole) {
    EXPECT_EQ(check_address(of_length(64, 100)), "");
    EXPECT_NE(check_address(of_length(65, 100)), "");
    EXPECT_EQ(check_address(of_length(64, 254 - 65)), "");
    EXPECT_NE(check_address(of_length(64, 255 - 65)), "");
    EXPECT_EQ(check_address("a@" + std::string(63, 'b') + ".example"), "");
    EXPECT_NE(check_address("a@" + std::string(64, 'b') + ".example"), "");
}

TEST(Address, SaysThatInternationalOnesCannotBeUsed) {
    for (const char* address : {"zoë@school.example", "a@münchen.example", "почта@пример.example"}) {
        EXPECT_NE(check_address(address).find("international addresses"), std::string::npos) << address;
    }
}

TEST(Address, SentencesDoNotRepeatTheAddress) {
    for (const char* address :
         {"secret name@school.example", "secret", "secret..name@school.example", "secret@hidden"}) {
        const auto sentence = check_address(address);
        EXPECT_NE(sentence, "");
        EXPECT_EQ(sentence.find("secret"), std::string::npos) << sentence;
        EXPECT_EQ(sentence.find("hidden"), std::string::npos) << sentence;
    }
}

TEST(HostName, MayBeOneLabelWhereADomainMayNot) {
    EXPECT_TRUE(is_host_name("localhost"));
    EXPECT_TRUE(is_host_name("mail.school.example"));
    for (const char* name : {"", ".", "mail.", ".mail", "a..b", "a b", "a/b", "-a", "a:25", "a\r\n"}) {
        EXPECT_FALSE(is_host_name(name)) << name;
    }
    EXPECT_NE(check_domain("localhost"), "");
}

}  // namespace
}  // namespace hometime::email
