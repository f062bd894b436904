// Whoever reads the log and meets damage, its owner hears of it, with the school and the range.
#include "daemon/watched_log.h"

#include <gtest/gtest.h>

#include "projections/state/keys.h"
#include "tests/support/memory_log.h"

namespace hometime {
namespace {

constexpr SchoolId kSchool{0x77};

/// Every read ends with this error; the school's log has 41 records.
class FailingLog final : public test::MemoryLog {
public:
    explicit FailingLog(ErrorCode code) : error_{code, "record 9 of it: as it is"} {}
    [[nodiscard]] std::optional<LogHead> head(SchoolId school) const override { return LogHead{school, {}, 41, {}}; }
    [[nodiscard]] Result<Record> read(Position) const override { return tl::unexpected(error_); }
    [[nodiscard]] Result<Hash> leaf(Position) const override { return tl::unexpected(error_); }
    [[nodiscard]] Result<void> scan(SchoolId, Sequence, const std::function<bool(const Record&)>&) const override {
        return tl::unexpected(error_);
    }
    [[nodiscard]] Result<std::string> unseal(SchoolId, const Record&, std::uint8_t) const override {
        return tl::unexpected(error_);
    }
    [[nodiscard]] Result<std::optional<std::string>> row(std::string_view) const override {
        return tl::unexpected(error_);
    }
    [[nodiscard]] Result<void> rows(std::string_view,
                                    const std::function<bool(std::string_view, std::string_view)>&) const override {
        return tl::unexpected(error_);
    }
    [[nodiscard]] Result<std::optional<StoredReply>> reply(const ReplyKey&) const override {
        return tl::unexpected(error_);
    }

private:
    Error error_;
};

/// What the owner was told at each kind of read, in order. Every read has to return its error too.
std::vector<std::string> told_of_every_read(ErrorCode code) {
    FailingLog log(code);
    std::vector<std::string> told;
    const WatchedLog watched(log, [&](const Error& error) {
        EXPECT_EQ(error.code, code);
        told.push_back(error.detail);
    });
    EXPECT_FALSE(watched.read({kSchool, Sequence{9}}));
    EXPECT_FALSE(watched.leaf({kSchool, Sequence{9}}));
    EXPECT_FALSE(watched.scan(kSchool, Sequence{1}, [](const Record&) { return true; }));
    EXPECT_FALSE(watched.unseal(kSchool, Record{}));
    EXPECT_FALSE(watched.row(keys::school(kSchool)));
    EXPECT_FALSE(watched.rows(keys::prefix(kSchool, RowKind::pupil), [](auto, auto) { return true; }));
    EXPECT_FALSE(watched.reply({kSchool, 1, {}}));
    return told;
}

TEST(WatchedLog, TellsItsOwnerOfDamageWithTheSchoolAndTheRange) {
    const std::string record = "record 9 of it: as it is";
    const std::string range = " of " + to_string(kSchool) + " (records 1 to 41): " + record;
    EXPECT_EQ(told_of_every_read(ErrorCode::corrupt),
              (std::vector<std::string>{record, record, record, record, "decision state" + range,
                                        "decision state" + range, "stored replies" + range}));
}

TEST(WatchedLog, TellsItsOwnerThatTheDiskRefusedARead) {
    EXPECT_EQ(told_of_every_read(ErrorCode::unavailable).size(), 7U);
}

TEST(WatchedLog, WhatIsNotThereIsNoDamage) {
    for (const auto code : {ErrorCode::not_found, ErrorCode::key_missing}) {
        EXPECT_EQ(told_of_every_read(code), std::vector<std::string>{}) << to_string(code);
    }
}

}  // namespace
}  // namespace hometime
