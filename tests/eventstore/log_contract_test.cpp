// What every EventLog promises, in memory and on disk.
#include <gtest/gtest.h>

#include "eventstore/codec.h"
#include "eventstore/merkle.h"
#include "eventstore/open.h"
#include "tests/support/log_maker.h"
#include "tests/support/memory_log.h"
#include "tests/support/temp_dir.h"

namespace hometime {
namespace {

using namespace test;

struct InMemory {
    MemoryLog log;
    EventLog& get() { return log; }
};

struct OnDisk {
    TempDir folder;
    SeededRandom random{42};
    OpenOutcome outcome = open_log({folder.path(), {}, nullptr, nullptr}, random).value();
    EventLog& get() { return *outcome.log; }
};

template <class Keeper>
class EventLogContract : public testing::Test {
protected:
    EventLog& log() { return keeper_.get(); }
    void refused(const CommitBatch& batch) {
        const auto heads = log().heads();
        const auto receipt = log().commit(batch);
        ASSERT_FALSE(receipt);
        EXPECT_EQ(receipt.error().code, ErrorCode::invalid);
        EXPECT_EQ(log().heads(), heads);
    }

private:
    Keeper keeper_;
};

using Keepers = testing::Types<InMemory, OnDisk>;
TYPED_TEST_SUITE(EventLogContract, Keepers);

TYPED_TEST(EventLogContract, BeginsEmpty) {
    EXPECT_TRUE(this->log().heads().empty());
    EXPECT_FALSE(this->log().head(kSchool));
    EXPECT_EQ(this->log().read({kSchool, Sequence{1}}).error().code, ErrorCode::not_found);
}

TYPED_TEST(EventLogContract, ALogBeginsWithLogOpened) {
    this->refused({{pending(kSchool, 1, PupilMoved{PupilId{1}, ClassId{2}})}, {}, {}});
    this->refused({{pending(kSchool, 1, LogOpened{kOtherSchool, log_of(kSchool)})}, {}, {}});
    extend(this->log(), kSchool, 1);
    ASSERT_TRUE(this->log().head(kSchool));
    EXPECT_EQ(this->log().head(kSchool)->log, log_of(kSchool));
    EXPECT_EQ(this->log().read({kSchool, Sequence{1}}).value().header.log, log_of(kSchool));
}

TYPED_TEST(EventLogContract, ALogIsOpenedOnce) {
    extend(this->log(), kSchool, 3);
    this->refused({{pending(kSchool, 4, LogOpened{kSchool, log_of(kOtherSchool)})}, {}, {}});
}

TYPED_TEST(EventLogContract, RefusesAHoleARepeatAndAFactBeforeItsTurn) {
    extend(this->log(), kSchool, 3);
    this->refused(batch_after(kSchool, 4, 1));
    this->refused(batch_after(kSchool, 2, 1));
    auto batch = batch_after(kSchool, 3, 2);
    std::swap(batch.records[0], batch.records[1]);
    this->refused(batch);
    extend(this->log(), kSchool, 1);
    EXPECT_EQ(this->log().head(kSchool)->size, 4U);
}

TYPED_TEST(EventLogContract, RefusesTimeThatGoesBack) {
    extend(this->log(), kSchool, 3);
    auto batch = batch_after(kSchool, 3, 1);
    batch.records[0].header.recorded_at = kStart + std::chrono::seconds(3) - std::chrono::microseconds(1);
    this->refused(batch);
    batch.records[0].header.recorded_at = kStart + std::chrono::seconds(3);
    EXPECT_TRUE(this->log().commit(batch));
}

TYPED_TEST(EventLogContract, NothingOfARefusedBatchIsKept) {
    extend(this->log(), kSchool, 3);
    auto batch = batch_after(kSchool, 3, 2);
    std::get<MessageSent>(batch.records[0].event).text.text.assign(kRecordBytesMax, 'x');
    this->refused(batch);
    EXPECT_FALSE(this->log().row(row_key(kSchool, 4)).value());
    EXPECT_FALSE(this->log().reply(reply_key(kSchool, 4)).value());
    EXPECT_EQ(this->log().read({kSchool, Sequence{4}}).error().code, ErrorCode::not_found);
    extend(this->log(), kSchool, 2);
    EXPECT_EQ(this->log().unseal(kSchool, this->log().read({kSchool, Sequence{4}}).value()), text_at(4));
}

TYPED_TEST(EventLogContract, TheReceiptIsWhatStandsInTheLog) {
    const auto receipt = this->log().commit(batch_after(kSchool, 0, 5));
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt->commit_number, 1U);
    ASSERT_EQ(receipt->records.size(), 5U);
    for (const auto& logged : receipt->records) {
        const auto read = this->log().read(logged->position());
        ASSERT_TRUE(read);
        EXPECT_EQ(read->header, logged->record.header);
        EXPECT_EQ(read->event, logged->record.event);
        EXPECT_EQ(read->sealed, logged->record.sealed);
    }
    EXPECT_EQ(std::get<MessageSent>(receipt->records[1]->record.event).text.text, "");
    EXPECT_EQ(this->log().commit(batch_after(kSchool, 5, 1)).value().commit_number, 2U);
}

TYPED_TEST(EventLogContract, AnEmptyBatchIsNoCommit) {
    extend(this->log(), kSchool, 1);
    EXPECT_EQ(this->log().commit({}).value().commit_number, 1U);
}

TYPED_TEST(EventLogContract, ScanGivesEachRecordOnceInOrderUpToTheHead) {
    extend(this->log(), kSchool, 20);
    extend(this->log(), kOtherSchool, 7);
    for (const std::uint64_t from : {0U, 1U, 13U, 20U, 21U, 99U}) {
        auto expected = std::max<std::uint64_t>(from, 1);
        const auto scanned = this->log().scan(kSchool, Sequence{from}, [&](const Record& record) {
            EXPECT_EQ(record.header.sequence.value, expected++);
            EXPECT_EQ(record.header.log, log_of(kSchool));
            return true;
        });
        EXPECT_TRUE(scanned);
        EXPECT_EQ(expected, std::max<std::uint64_t>(from, 21));
    }
}

TYPED_TEST(EventLogContract, ScanStopsWhenAsked) {
    extend(this->log(), kSchool, 20);
    int seen = 0;
    EXPECT_TRUE(this->log().scan(kSchool, Sequence{1}, [&](const Record&) { return ++seen < 3; }));
    EXPECT_EQ(seen, 3);
}

TYPED_TEST(EventLogContract, EachOfSomeRecordsIsReadInOrder) {
    extend(this->log(), kSchool, 200);
    extend(this->log(), kOtherSchool, 7);
    const std::vector<Sequence> wanted{Sequence{1},  Sequence{2},   Sequence{5},
                                       Sequence{60}, Sequence{199}, Sequence{200}};
    std::vector<Sequence> seen;
    const auto read = this->log().read_each(kSchool, wanted, [&](Record&& record) {
        const auto alone = this->log().read({kSchool, record.header.sequence}).value();
        EXPECT_EQ(record.header, alone.header);
        EXPECT_EQ(record.event, alone.event);
        EXPECT_TRUE(record.sealed.empty());
        seen.push_back(record.header.sequence);
        return true;
    });
    EXPECT_TRUE(read);
    EXPECT_EQ(seen, wanted);
}

TYPED_TEST(EventLogContract, EachOfSomeRecordsStopsWhenAskedAndKnowsNoneBehindTheHead) {
    extend(this->log(), kSchool, 20);
    extend(this->log(), kOtherSchool, 30);
    const std::vector<Sequence> three{Sequence{18}, Sequence{19}, Sequence{20}};
    const std::vector<Sequence> beyond{Sequence{20}, Sequence{21}};
    int seen = 0;
    EXPECT_TRUE(this->log().read_each(kSchool, three, [&](Record&&) { return ++seen < 2; }));
    EXPECT_EQ(seen, 2);
    const auto all = [](Record&&) { return true; };
    EXPECT_EQ(this->log().read_each(kSchool, beyond, all).error().code, ErrorCode::not_found);
    EXPECT_EQ(this->log().read_each(SchoolId{77}, three, all).error().code, ErrorCode::not_found);
    EXPECT_TRUE(this->log().read_each(SchoolId{77}, {}, all));
}

TYPED_TEST(EventLogContract, TheHeadIsTheRootOverAllLeaves) {
    for (const std::uint64_t count : {1U, 6U, 250U, 300U}) {
        extend(this->log(), kSchool, count);
        const auto head = this->log().head(kSchool);
        MerkleTree tree;
        for (std::uint64_t at = 1; at <= head->size; ++at) {
            tree.append(this->log().leaf({kSchool, Sequence{at}}).value());
        }
        EXPECT_EQ(head->root, tree.root());
    }
}

TYPED_TEST(EventLogContract, TextsOpenAgainPartByPart) {
    extend(this->log(), kSchool, 5);
    const auto record = this->log().read({kSchool, Sequence{5}});
    ASSERT_TRUE(record);
    EXPECT_EQ(std::get<MessageSent>(record->event).text.text, "");
    EXPECT_EQ(this->log().unseal(kSchool, *record), text_at(5));
    EXPECT_EQ(this->log().unseal(kSchool, *record, 2).error().code, ErrorCode::not_found);
}

TYPED_TEST(EventLogContract, RowsAreReadBackAndDeleted) {
    extend(this->log(), kSchool, 1);
    EXPECT_EQ(this->log().row(row_key(kSchool, 1)).value(), "newest 1");
    auto batch = batch_after(kSchool, 1, 1);
    batch.rows = {{row_key(kSchool, 1), std::nullopt}, {row_key(kSchool, 2), "two"}, {"never there", std::nullopt}};
    ASSERT_TRUE(this->log().commit(batch));
    EXPECT_FALSE(this->log().row(row_key(kSchool, 1)).value());
    EXPECT_EQ(this->log().row(row_key(kSchool, 2)).value(), "two");
}

TYPED_TEST(EventLogContract, RowsOfAPrefixComeInKeyOrder) {
    auto batch = batch_after(kSchool, 0, 1);
    batch.rows = {{"b\xFF\xFF"
                   "2",
                   "4"},
                  {"b\xFF\xFF", "3"},
                  {"b\xFF", "2"},
                  {"b", "1"},
                  {"a", "0"},
                  {"c", "5"}};
    ASSERT_TRUE(this->log().commit(batch));
    const auto values = [&](std::string_view prefix, std::size_t max) {
        std::string all;
        EXPECT_TRUE(this->log().rows(prefix, [&](std::string_view key, std::string_view value) {
            EXPECT_TRUE(key.starts_with(prefix));
            all += value;
            return all.size() < max;
        }));
        return all;
    };
    EXPECT_EQ(values("b", 9), "1234");
    EXPECT_EQ(values("b\xFF\xFF", 9), "34");
    EXPECT_EQ(values("", 9), "012345");
    EXPECT_EQ(values("", 2), "01");
    EXPECT_EQ(values("x", 9), "");
}

TYPED_TEST(EventLogContract, RepliesAreKeptPerSchoolAccountAndId) {
    extend(this->log(), kSchool, 3);
    const auto reply = this->log().reply(reply_key(kSchool, 3));
    ASSERT_TRUE(reply && *reply);
    EXPECT_EQ((*reply)->reply, "3");
    EXPECT_EQ((*reply)->request_mac, Hash{3});
    auto other = reply_key(kSchool, 3);
    other.account = 8;
    EXPECT_FALSE(this->log().reply(other).value());
    EXPECT_FALSE(this->log().reply(reply_key(kOtherSchool, 3)).value());
}

TYPED_TEST(EventLogContract, MacsAndDerivedKeysAreStableAndApart) {
    auto& log = this->log();
    EXPECT_EQ(log.request_mac(as_bytes("a")), log.request_mac(as_bytes("a")));
    EXPECT_NE(log.request_mac(as_bytes("a")), log.request_mac(as_bytes("b")));
    EXPECT_EQ(log.derived_key("logins"), log.derived_key("logins"));
    EXPECT_NE(log.derived_key("logins"), log.derived_key("codes"));
}

TYPED_TEST(EventLogContract, ABatchMayHoldSeveralSchools) {
    auto batch = batch_after(kOtherSchool, 0, 2);
    auto more = batch_after(kSchool, 0, 3);
    batch.records.insert(batch.records.begin() + 1, more.records.begin(), more.records.end());
    ASSERT_TRUE(this->log().commit(batch));
    const auto heads = this->log().heads();
    ASSERT_EQ(heads.size(), 2U);
    EXPECT_EQ(heads[0].school, kSchool);
    EXPECT_EQ(heads[0].size, 3U);
    EXPECT_EQ(heads[1].school, kOtherSchool);
    EXPECT_EQ(heads[1].size, 2U);
}

}  // namespace
}  // namespace hometime
