// Exports of everything about one person: all of it and only it, recorded first, read by whoever made them.
#include <gtest/gtest.h>

#include "tests/support/naming_oracle.h"
#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;
using boost::json::value;

std::uint64_t number(const value& from) {
    return from.to_number<std::uint64_t>();
}

class Exports : public testing::Test {
protected:
    [[nodiscard]] std::string records_of(std::uint64_t id, const std::string& query = "") const {
        return school_.path("/exports/" + std::to_string(id) + "/records" + query);
    }
    /// All pages of an export, `limit` records each.
    [[nodiscard]] std::vector<value> read_all(Role by, std::uint64_t id, int limit = 7) const {
        std::vector<value> records;
        for (std::uint64_t after = 0;;) {
            const auto page = school_.client(by).call(
                "GET", records_of(id, "?limit=" + std::to_string(limit) + "&after=" + std::to_string(after)));
            for (const auto& record : page.at("records").as_array()) records.push_back(record);
            EXPECT_LE(page.at("records").as_array().size(), static_cast<std::size_t>(limit));
            if (page.at("next").is_null()) return records;
            EXPECT_GT(number(page.at("next")), after) << "a page that goes nowhere";
            after = number(page.at("next"));
        }
    }
    [[nodiscard]] std::vector<value> records_about(Role by, const char* kind, std::uint64_t person) const {
        return read_all(by, day_.export_of(by, kind, person));
    }
    [[nodiscard]] NamingOracle oracle() {
        NamingOracle learned;
        EXPECT_TRUE(daemon_.app().log.scan(school_.school, Sequence{1}, [&](const Record& record) {
            learned.learn(record.header, record.event);
            return true;
        }));
        return learned;
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
};

TEST_F(Exports, S65_EverybodysHoldsEveryRecordThatNamesThemAndNoOther) {
    const auto marked = day_.fresh_mark();
    EXPECT_NE(marked, 0U);
    const auto learned = oracle();
    const auto newest = daemon_.app().log.head(school_.school)->size;
    const auto only_then = [&](const char* kind, std::uint64_t person) {
        for (const auto by : {Role::slt, Role::dsl}) {
            std::set<std::uint64_t> found;
            for (const auto& record : records_about(by, kind, person)) {
                const auto position = number(record.at("position"));
                if (position <= newest) found.insert(position);  // Later ones are the exports made here.
            }
            const auto name = NamingOracle::name(kind, person);
            EXPECT_EQ(found, learned.positions_of(name, by == Role::dsl, newest)) << name;
            if (by == Role::slt) EXPECT_FALSE(found.empty()) << name;
        }
    };
    for (const auto pupil : school_.pupils) only_then("pupil", pupil);
    for (const auto adult : school_.adults) only_then("guardian", adult);
    for (const auto staff : {school_.tina, school_.theo, school_.asha, school_.otis, school_.sue, school_.dee}) {
        only_then("staff", staff);
    }
}

TEST_F(Exports, S65_TextsAreUnsealedAndWhatIsOtherPeoplesIsMarked) {
    const auto records = records_about(Role::slt, "guardian", school_.adults[0]);
    bool own = false;
    bool reply = false;
    for (const auto& record : records) {
        if (number(record.at("position")) == day_.own.message) {
            own = true;
            const auto& text = record.at("texts").at(0);
            EXPECT_EQ(text.at("text").as_string(), "Ada forgot her coat. Lane");
            EXPECT_FALSE(text.at("written_by_other").as_bool()) << "their own words";
            std::set<std::string> others;
            for (const auto& other : record.at("third_parties").as_array()) {
                others.insert(NamingOracle::name(std::string(other.at("kind").as_string()), number(other.at("id"))));
                EXPECT_NE(std::string(other.at("name").as_string()).find("Lane"), std::string::npos);
            }
            EXPECT_EQ(others, (Names{NamingOracle::name("pupil", school_.pupils[0]),
                                     NamingOracle::name("staff", school_.tina)}));
        }
        if (record.at("kind") == "reply_sent") {
            reply = true;
            EXPECT_TRUE(record.at("texts").at(0).at("written_by_other").as_bool());
        }
    }
    EXPECT_TRUE(own && reply);
}

TEST_F(Exports, S65_SecretsOfTheServerAreNoPartOfIt) {
    const auto text =
        boost::json::serialize(value(boost::json::value_from(records_about(Role::slt, "guardian", school_.adults[0]))));
    EXPECT_NE(text.find("invite_issued"), std::string::npos);
    for (const char* secret : {"code_hash", "selector", "mac_key", "\"mac\"", "argon2", "\"account\""}) {
        EXPECT_EQ(text.find(secret), std::string::npos) << secret;
    }
}

TEST_F(Exports, S65_SafeguardingIsApartAndNothingOfItInTheGeneralPart) {
    const auto general =
        boost::json::serialize(boost::json::value_from(records_about(Role::slt, "pupil", school_.pupils[0])));
    const auto apart =
        boost::json::serialize(boost::json::value_from(records_about(Role::dsl, "pupil", school_.pupils[0])));
    for (const char* word : {"Hungry at nine", "concern_", "Gave breakfast"}) {
        EXPECT_EQ(general.find(word), std::string::npos) << word;
        EXPECT_NE(apart.find(word), std::string::npos) << word;
    }
    EXPECT_EQ(apart.find("Ada forgot her coat"), std::string::npos);
    const object body{{"person_kind", "pupil"}, {"person", school_.pupils[0]}, {"purpose", "Asked."}};
    EXPECT_EQ(school_.client(Role::slt).send("POST", school_.path("/safeguarding-exports"), body).status, 403);
    EXPECT_EQ(school_.client(Role::dsl).send("POST", school_.path("/exports"), body).status, 403);
}

TEST_F(Exports, S64_OneIsAFactWithActorPurposeAndScopeBeforeAnyRecordIsRead) {
    const auto before = daemon_.app().log.head(school_.school)->size;
    const auto id = day_.export_of(Role::slt, "pupil", school_.pupils[0]);
    EXPECT_EQ(id, before + 1) << "one fact";
    const auto record = daemon_.app().log.read({school_.school, Sequence{id}});
    ASSERT_TRUE(record);
    const auto& fact = std::get<SubjectExported>(record->event);
    EXPECT_EQ(fact.person_kind, PersonKind::pupil);
    EXPECT_EQ(fact.person, school_.pupils[0]);
    EXPECT_EQ(fact.up_to.value, before);
    EXPECT_FALSE(fact.safeguarding);
    EXPECT_EQ(record->header.actor, (Actor{ActorKind::staff, school_.sue}));
    EXPECT_EQ(daemon_.app().log.unseal(school_.school, *record).value(), "Asked by letter. Lane");
    std::ignore = read_all(Role::slt, id);
    EXPECT_EQ(daemon_.app().log.head(school_.school)->size, id) << "reading its pages adds none";
}

TEST_F(Exports, WithoutAPurposeOrAPersonThereIsNone) {
    const auto before = daemon_.app().log.head(school_.school)->size;
    const auto post = [&](const char* kind, std::uint64_t person, const char* purpose) {
        const object body{{"person_kind", kind}, {"person", person}, {"purpose", purpose}};
        return school_.client(Role::slt).send("POST", school_.path("/exports"), body);
    };
    const auto silent = post("pupil", school_.pupils[0], "");
    EXPECT_EQ(silent.status, 422);
    EXPECT_EQ(silent.json().at("code").as_string(), "purpose-required");
    EXPECT_EQ(post("pupil", school_.adults[0], "Asked.").status, 404) << "another kind of person";
    EXPECT_EQ(post("guardian", 999'999, "Asked.").status, 404);
    EXPECT_EQ(daemon_.app().log.head(school_.school)->size, before);
}

TEST_F(Exports, OneIsReadForADayByWhoMadeItAndByNobodyElse) {
    const auto id = day_.export_of(Role::slt, "pupil", school_.pupils[0]);
    EXPECT_EQ(school_.client(Role::dsl).send("GET", records_of(id)).status, 404);
    EXPECT_EQ(school_.client(Role::slt).send("GET", records_of(day_.own.message)).status, 404) << "no export";
    EXPECT_EQ(school_.client(Role::office).send("GET", records_of(id)).status, 403);
    daemon_.clock().advance(std::chrono::hours{24} - std::chrono::microseconds{1});
    school_.tokens[Role::slt] = school_.fresh_token(Role::slt);
    EXPECT_EQ(school_.client(Role::slt).send("GET", records_of(id)).status, 200);
    daemon_.clock().advance(std::chrono::microseconds{1});
    EXPECT_EQ(school_.client(Role::slt).send("GET", records_of(id)).status, 404);
}

TEST_F(Exports, APageGoesForwardsFromAPlace) {
    const auto id = day_.export_of(Role::slt, "pupil", school_.pupils[0]);
    const auto slt = school_.client(Role::slt);
    EXPECT_EQ(slt.send("GET", records_of(id, "?order=newest")).status, 400);
    const auto behind = slt.call("GET", records_of(id, "?after=18446744073709551615"));
    EXPECT_TRUE(behind.at("records").as_array().empty());
    EXPECT_TRUE(behind.at("next").is_null());
    EXPECT_EQ(read_all(Role::slt, id, 1).size(), read_all(Role::slt, id, 100).size());
}

}  // namespace
}  // namespace hometime::test
