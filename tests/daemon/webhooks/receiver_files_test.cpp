// What the files of receivers may say, and how they are told what is wrong.
#include "daemon/webhooks/receiver_files.h"

#include <gmock/gmock.h>

#include <fstream>

#include "daemon/webhooks/owner_letters.h"
#include "eventstore/base/random.h"
#include "tests/support/temp_dir.h"

namespace hometime {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ReceiverFiles : public testing::Test {
protected:
    ReceiverFiles() {
        std::filesystem::create_directory(folder_);
        chmod(folder_, 0755);
        write_secret({secret_});
    }
    static void chmod(const std::filesystem::path& path, unsigned mode) {
        std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
    }
    std::string fresh() { return webhook::WebhookSecret::generate(random_).text(); }
    void write_secret(const std::vector<std::string>& lines, unsigned mode = 0600) {
        std::ofstream out(temp_ / "mis.secret");
        for (const auto& line : lines) out << line << '\n';
        out.close();
        chmod(temp_ / "mis.secret", mode);
    }
    void write(const std::string& name, const std::string& text, unsigned mode = 0644) {
        std::ofstream(folder_ / name) << text;
        chmod(folder_ / name, mode);
    }
    [[nodiscard]] std::string good(const std::string& more = {}) const {
        return "url = \"https://mis.example/hooks/7f3a\"\n"
               "secret = \"" +
               (temp_ / "mis.secret").string() +
               "\"\n"
               "streams = [\"e1/sch_7Q2K9DAB/flow/\", \"e1/sch_7Q2K9DAB/calendar/\"]\n"
               "until = 2027-07-31\n"
               "owner = \"MIS vendor, contract 2026-114\"\n" +
               more;
    }
    /// The good file with one line changed.
    [[nodiscard]] std::string with(const std::string& key, const std::string& value) const {
        auto text = good();
        const auto at = text.find(key + " = ");
        text.replace(at, text.find('\n', at) - at, key + " = " + value);
        return text;
    }
    /// What is said of mis.toml, without its name.
    std::vector<std::string> said(const std::string& text) {
        write("mis.toml", text);
        std::vector<std::string> all;
        for (const auto& error : read_receiver_files(folder_).errors) {
            const auto line = to_string(error);
            EXPECT_THAT(line, StartsWith(folder_.string()));
            all.push_back(line.substr((folder_ / "mis.toml").string().size()));
        }
        return all;
    }

    SystemRandom random_;
    test::TempDir temp_;
    std::filesystem::path folder_ = temp_ / "webhooks.d";
    std::string secret_ = fresh();
};

TEST_F(ReceiverFiles, AGoodFileIsReadWhole) {
    write("mis.toml", good("owner_email = \"office@ashgrove.example\"\nfrom = \"beginning\"\n"));
    write("website.toml", with("until", "\"2026-12-24\""));
    write("notes.txt", "Anything.");
    const auto read = load_receivers(folder_);
    ASSERT_TRUE(read) << read.error().detail;
    ASSERT_EQ(read->size(), 2U);
    const auto& mis = read->front();
    EXPECT_EQ(mis.name, "mis");
    EXPECT_EQ(mis.url, "https://mis.example/hooks/7f3a");
    EXPECT_EQ(mis.streams, (std::set<std::string>{"e1/sch_7Q2K9DAB/flow/", "e1/sch_7Q2K9DAB/calendar/"}));
    EXPECT_EQ(mis.until, *parse_local_date("2027-07-31"));
    EXPECT_EQ(mis.owner_email, "office@ashgrove.example");
    EXPECT_TRUE(mis.from_beginning);
    ASSERT_EQ(mis.secrets.size(), 1U);
    EXPECT_EQ(mis.secrets.front().text(), secret_);
    EXPECT_FALSE(read->back().from_beginning);
    EXPECT_EQ(read->back().until, *parse_local_date("2026-12-24"));
}

TEST_F(ReceiverFiles, EveryMistakeIsNamedAtItsPlace) {
    EXPECT_THAT(said(with("url", "\"http://mis.example/hook\"")),
                ElementsAre(AllOf(StartsWith(":1:7: error: must be"), HasSubstr("https"))));
    EXPECT_THAT(said(with("url", "\"https://user@mis.example/hook\"")), ElementsAre(HasSubstr("without a user")));
    EXPECT_THAT(said(with("streams", "[\"e1/sch_7Q2K9DAB/flow/\", \"e1/sch_7Q2K9DAB/\"]")),
                ElementsAre(StartsWith(":3:37: error: is no stream")));
    EXPECT_THAT(said(with("streams", "[]")), ElementsAre(HasSubstr("1 to 64 streams")));
    EXPECT_THAT(said(with("until", "\"next summer\"")), ElementsAre(HasSubstr("must be a date")));
    EXPECT_THAT(said(with("owner", "\"\"")), ElementsAre(HasSubstr("1 to 200 characters")));
    EXPECT_THAT(said(good("owner_email = \"office\"\n")), ElementsAre(StartsWith(":6:15: error: ")));
    EXPECT_THAT(said(good("form = \"beginning\"\n")), ElementsAre(HasSubstr("did you mean 'from'?")));
    EXPECT_THAT(said(good("from = \"yesterday\"\n")), ElementsAre(HasSubstr("\"beginning\" or \"now\"")));
    EXPECT_THAT(said("url = \n"), ElementsAre(StartsWith(":1:")));
    EXPECT_EQ(said("").size(), 5U) << "everything that is missing";
    EXPECT_THAT(said(with("url", "7")), ElementsAre(HasSubstr("must be text in quotes")));
}

TEST_F(ReceiverFiles, OneBadFileAndNoneOfThemCounts) {
    write("a.toml", good());
    write("b.toml", with("until", "7"));
    EXPECT_EQ(read_receiver_files(folder_).errors.size(), 1U);
    EXPECT_FALSE(load_receivers(folder_));
}

TEST_F(ReceiverFiles, ASecretIsReadByNobodyElseAndRepeatedNowhere) {
    const auto old = fresh();
    write_secret({secret_, old});
    write("mis.toml", good());
    EXPECT_EQ(load_receivers(folder_)->front().secrets.size(), 2U);
    for (const unsigned mode : {0640U, 0604U, 0660U}) {
        write_secret({secret_}, mode);
        EXPECT_THAT(said(good()), ElementsAre(HasSubstr("chmod it to 0600"))) << mode;
    }
    for (const std::vector<std::string>& lines :
         {std::vector<std::string>{}, {"whsec_canary"}, {secret_ + "canary"}, {secret_, old, fresh()}}) {
        write_secret(lines);
        EXPECT_THAT(said(good()), ElementsAre(AllOf(HasSubstr("must hold one secret"), Not(HasSubstr("canary")),
                                                    Not(HasSubstr(secret_)))));
    }
    EXPECT_THAT(said(with("secret", "\"mis.secret\"")), ElementsAre(HasSubstr("absolute path")));
    EXPECT_THAT(said(with("secret", "\"" + secret_ + "\"")),
                ElementsAre(AllOf(HasSubstr("absolute path"), Not(HasSubstr(secret_)))));
    EXPECT_THAT(said(with("secret", "\"/nowhere/at/all\"")), ElementsAre(HasSubstr("cannot be read")));
}

TEST_F(ReceiverFiles, NamesModesAndNumbersAreBounded) {
    write("Mis.toml", good());
    EXPECT_THAT(to_string(read_receiver_files(folder_).errors.at(0)), HasSubstr("small letters"));
    std::filesystem::remove(folder_ / "Mis.toml");
    write("mis.toml", good(), 0666);
    EXPECT_THAT(to_string(read_receiver_files(folder_).errors.at(0)), HasSubstr("can be changed by others"));
    write("mis.toml", good());
    chmod(folder_, 0777);
    EXPECT_THAT(to_string(read_receiver_files(folder_).errors.at(0)), HasSubstr("can be changed by others"));
    chmod(folder_, 0755);
    for (std::size_t i = 1; i < webhook::kReceiversMax; ++i) write("r" + std::to_string(i) + ".toml", good());
    EXPECT_TRUE(load_receivers(folder_));
    write("one-more.toml", good());
    EXPECT_THAT(to_string(read_receiver_files(folder_).errors.at(0)), HasSubstr("more than 20"));
    EXPECT_THAT(to_string(read_receiver_files(temp_ / "nowhere").errors.at(0)), HasSubstr("cannot be read"));
}

TEST(OwnerLetter, SaysWhichReceiverAndWhyAndNothingElse) {
    webhook::Receiver receiver;
    receiver.name = "mis";
    receiver.url = "https://mis.example/hooks/7f3a";
    receiver.owner_email = "office@ashgrove.example";
    const webhook::ReceiverOff off{*parse_utc_time("2026-11-24T11:10:00.5Z"), "410: the receiver wants no more"};
    const auto mail = owner_letter("hometime@ashgrove.example", receiver, off);
    EXPECT_EQ(mail.subject, "Hometime: webhooks to mis were switched off");
    EXPECT_EQ(mail.to, "office@ashgrove.example");
    EXPECT_EQ(mail.text,
              "Webhooks to the receiver mis were switched off at 2026-11-24T11:10:00Z.\n\n"
              "What came of the last attempt: 410: the receiver wants no more.\n");
    const auto bytes = email::compose(mail);
    ASSERT_TRUE(bytes) << bytes.error().detail;
    EXPECT_THAT(*bytes, Not(HasSubstr("7f3a")));
    EXPECT_EQ(*bytes, *email::compose(owner_letter("hometime@ashgrove.example", receiver, off)));
}

}  // namespace
}  // namespace hometime
