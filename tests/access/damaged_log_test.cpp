// A record that was acknowledged and cannot be read any more is never answered as if it had not been.
#include <gtest/gtest.h>

#include "eventstore/data_folder.h"
#include "eventstore/log_rows.h"
#include "eventstore/rocks_db.h"
#include "tests/support/school_day.h"

namespace hometime::test {
namespace {

class DamagedLog : public testing::Test {
protected:
    DamagedLog() {
        // Into a full tile of the tree: what a start reads anyway, it finds by itself.
        const auto teacher = school_.tokens.at(Role::teacher);
        while (daemon_.app().log.head(school_.school)->size < 256) std::ignore = day_.award(teacher, school_.pupils[0]);
        daemon_.stop();
        damage(rows::record_key(school_.school, Sequence{day_.own.message}));
    }
    void damage(const std::string& key) const {
        DbOptions options;
        options.path = DataFolder{daemon_.folder()}.log();
        {
            const auto db = RocksDb::open(options).value();
            auto frame = db->get(Table::records, key).value().value();
            frame[frame.size() / 2] = static_cast<char>(frame[frame.size() / 2] ^ 1);
            auto batch = db->batch();
            batch.put(Table::records, key, frame);
            ASSERT_TRUE(db->write(batch));
        }
        // Moves it into a sorted file: from a write-ahead log a start would cut what HEAD does not vouch for.
        ASSERT_TRUE(RocksDb::open(options));
    }
    [[nodiscard]] std::string message(const std::string& rest = "") const {
        return school_.path("/messages/" + std::to_string(day_.own.message) + rest);
    }
    /// The process would have ended before this answer.
    void expect_the_end(const RawAnswer& answer) const {
        EXPECT_EQ(answer.status, 500) << answer.body;
        const auto fatal = daemon_.fatal();
        ASSERT_TRUE(fatal);
        EXPECT_EQ(fatal->code, ErrorCode::corrupt);
        const auto place = "record " + std::to_string(day_.own.message) + " of " + to_string(school_.school) + ": ";
        EXPECT_TRUE(fatal->detail.starts_with(place)) << fatal->detail;
        EXPECT_EQ(answer.body.find(fatal->detail), std::string::npos) << "it is for the journal";
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
};

TEST_F(DamagedLog, AMessageThatCannotBeReadIsNotAnsweredAsAbsent) {
    daemon_.restart();
    EXPECT_FALSE(daemon_.failed()) << "nobody has read it yet";
    expect_the_end(school_.client(Role::guardian).send("GET", message()));
}

TEST_F(DamagedLog, AThreadIsNotShownWithoutIt) {
    daemon_.restart();
    expect_the_end(
        school_.client(Role::guardian).send("GET", school_.path("/threads/" + std::to_string(day_.own.thread))));
}

TEST_F(DamagedLog, ACommandAboutItIsNotRefusedAsOneAboutNothing) {
    daemon_.restart();
    expect_the_end(school_.client(Role::teacher)
                       .send("POST", message("/reports"), boost::json::object{{"reason", "A rude word."}}));
}

TEST_F(DamagedLog, ViewsThatAreMadeAgainStopAtIt) {
    std::filesystem::remove_all(daemon_.folder() / "views");
    daemon_.restart();
    const auto answer = school_.client(Role::guardian).send("GET", school_.path("/threads"));
    EXPECT_EQ(answer.status, 503) << answer.body;
    ASSERT_TRUE(daemon_.fatal());
    EXPECT_EQ(daemon_.fatal()->code, ErrorCode::corrupt);
    EXPECT_FALSE(daemon_.daemon().healthy());
}

}  // namespace
}  // namespace hometime::test
