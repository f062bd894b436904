// The cache of decided rows: ahead of what the log shows, and never behind it.
#include <gtest/gtest.h>

#include "projections/state/school.h"
#include "tests/support/memory_log.h"

namespace hometime::test {
namespace {

constexpr SchoolId kSchool{0x77};

std::string key(std::uint64_t staff) {
    return keys::staff(kSchool, StaffId{staff});
}

std::shared_ptr<const Row> row(std::uint64_t staff, const std::string& external_id) {
    StaffRow made;
    made.id = StaffId{staff};
    made.external_id = external_id;
    return std::make_shared<const Row>(std::move(made));
}

class CachedRowsTest : public testing::Test {
protected:
    /// As a fence does: what a batch changed stands in the log.
    void log_shows(std::uint64_t staff, const std::shared_ptr<const Row>& shown) {
        CommitBatch batch;
        batch.rows.push_back({key(staff), shown ? std::optional(encode_row(*shown)) : std::nullopt});
        ASSERT_TRUE(log_.commit(batch));
    }
    std::string found(std::uint64_t staff) const {
        const auto row = rows_.find(key(staff));
        return row ? std::get<StaffRow>(*row).external_id : "";
    }
    std::string scanned() const {
        std::string all;
        rows_.scan(keys::prefix(kSchool, RowKind::staff), [&](const std::string&, const std::shared_ptr<const Row>& r) {
            all += std::get<StaffRow>(*r).external_id + " ";
            return true;
        });
        return all;
    }

    MemoryLog log_;
    CachedRows rows_{log_, 2};
};

TEST_F(CachedRowsTest, WhatWasDecidedIsSeenBeforeTheLogShowsIt) {
    log_shows(1, row(1, "one"));
    log_shows(3, row(3, "three"));
    EXPECT_EQ(scanned(), "one three ");
    rows_.absorb(1, key(1), row(1, "uno"));
    rows_.absorb(1, key(2), row(2, "due"));
    rows_.absorb(2, key(3), nullptr);
    EXPECT_EQ(found(1), "uno");
    EXPECT_EQ(found(3), "");
    EXPECT_EQ(scanned(), "uno due ");
}

TEST_F(CachedRowsTest, NothingIsForgottenBeforeTheLogShowsIt) {
    for (std::uint64_t staff = 1; staff <= 5; ++staff) rows_.absorb(staff, key(staff), row(staff, "decided"));
    for (std::uint64_t staff = 1; staff <= 5; ++staff) EXPECT_EQ(found(staff), "decided") << staff;
    for (std::uint64_t staff = 1; staff <= 5; ++staff) log_shows(staff, row(staff, "shown"));
    rows_.shown(5);
    for (std::uint64_t staff = 6; staff <= 9; ++staff) EXPECT_EQ(found(staff), "");  // Pushes the others out.
    EXPECT_EQ(found(1), "shown") << "forgotten, and read from the log again";
    EXPECT_EQ(scanned(), "shown shown shown shown shown ");
}

TEST_F(CachedRowsTest, ARowThatChangedAgainStaysUntilItsNewestBatchIsShown) {
    rows_.absorb(1, key(1), row(1, "first"));
    rows_.absorb(2, key(1), row(1, "second"));
    log_shows(1, row(1, "first"));
    rows_.shown(1);
    EXPECT_EQ(scanned(), "second ");
    log_shows(1, row(1, "second"));
    rows_.shown(2);
    EXPECT_EQ(scanned(), "second ");
    EXPECT_EQ(found(1), "second");
}

TEST_F(CachedRowsTest, AScanEndsWhenItIsToldTo) {
    log_shows(1, row(1, "one"));
    rows_.absorb(1, key(2), row(2, "two"));
    int visits = 0;
    rows_.scan(keys::prefix(kSchool, RowKind::staff),
               [&](const std::string&, const std::shared_ptr<const Row>&) { return ++visits < 1; });
    EXPECT_EQ(visits, 1);
}

}  // namespace
}  // namespace hometime::test
