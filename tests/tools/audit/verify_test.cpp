#include "tools/audit/verify.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "eventstore/base/encoding.h"
#include "eventstore/data_folder.h"
#include "eventstore/frame.h"
#include "eventstore/log_rows.h"
#include "projections/views/queries.h"
#include "tests/tools/audit/school_folder.h"

namespace hometime::tools {
namespace {

using test::SchoolFolder;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string difference(const SchoolFolder& folder) {
    const auto report = verify(folder.path());
    return report ? report->difference : "error: " + report.error().detail;
}
std::string school() {
    return to_string(SchoolFolder::left().school);
}
std::string flipped(std::string bytes, std::size_t at) {
    bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
    return bytes;
}
std::string with_crc(std::string frame) {
    frame.resize(frame.size() - kFrameCrcBytes);
    append_be(frame, crc32c(as_bytes(frame)));
    return frame;
}
/// The newest record: it stands in no full tile, so that opening the folder finds it already.
std::string newest_record(const SchoolFolder& folder) {
    return folder.keys(Table::records).back();
}

TEST(AuditVerify, AGoodFolderIsReadWhole) {
    const SchoolFolder folder;
    std::uint64_t told = 0;
    const auto report = verify(folder.path(), [&](std::uint64_t done, std::uint64_t) { told = done; });
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->difference, "");
    EXPECT_EQ(report->schools, 1U);
    EXPECT_EQ(report->records, folder.keys(Table::records).size());
    EXPECT_GT(report->records, 256U);
    EXPECT_EQ(report->rows, folder.keys(Table::state).size());
    EXPECT_EQ(report->views, views::all_projections().size());
    EXPECT_LE(told, report->records);
}

TEST(AuditVerify, ChangesNothingInTheFolder) {
    const SchoolFolder folder;
    const auto state_of = [&] {
        std::map<std::filesystem::path, std::string> all;
        for (const auto& file : test::files_below(folder.path())) all[file] = test::slurp(folder.path() / file);
        return all;
    };
    const auto before = state_of();
    EXPECT_EQ(difference(folder), "");
    EXPECT_EQ(state_of(), before);
}

TEST(AuditVerify, BesideARunningDaemonItReadsWhatWasAcknowledged) {
    test::RunningDaemon daemon;
    const test::SmallSchool small(daemon);
    const auto report = verify(daemon.folder());
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->difference, "");
    EXPECT_EQ(report->schools, 1U);
    EXPECT_GT(report->records, 10U);
}

/// The log and the views move on between our looks at them: that is no difference.
TEST(AuditVerify, BesideADaemonThatIsWritingNothingIsADifference) {
    test::RunningDaemon daemon;
    const test::SmallSchool small(daemon);
    std::atomic<bool> enough{false};
    std::thread writer([&] {
        const auto teacher = small.client(Role::teacher);
        const auto path = small.path("/pupils/" + std::to_string(small.pupils[0]) + "/points");
        while (!enough) std::ignore = teacher.send("POST", path, boost::json::object{{"skill", "kindness"}});
    });
    std::uint64_t records = 0;
    for (int look = 0; look < 6; ++look) {
        const auto report = verify(daemon.folder());
        if (!report) ADD_FAILURE() << report.error().detail;
        if (!report) break;
        EXPECT_EQ(report->difference, "");
        EXPECT_EQ(report->views, views::all_projections().size());
        EXPECT_GT(report->records, records) << "nothing was written meanwhile";
        records = report->records;
    }
    enough = true;
    writer.join();
}

TEST(AuditVerify, AChangedByteOfARecordIsNamedByItsSequence) {
    SchoolFolder folder;
    folder.change_row(Table::records, rows::record_key(SchoolFolder::left().school, Sequence{7}),
                      [](std::string frame) { return flipped(std::move(frame), frame.size() / 2); });
    EXPECT_EQ(difference(folder), school() + " record 7: the record is not as written: its crc is wrong");
}

TEST(AuditVerify, ARecordWrittenAnewWithAGoodChecksumIsFoundByTheTree) {
    SchoolFolder folder;
    constexpr std::size_t kSession = 57;  // Any byte that no fold looks at.
    folder.change_row(Table::records, newest_record(folder),
                      [](std::string frame) { return with_crc(flipped(std::move(frame), kSession + 7)); });
    EXPECT_THAT(difference(folder), HasSubstr("the newest records and tiles do not hash to the tree's edge"));
}

TEST(AuditVerify, AnOldRecordWrittenAnewIsFoundByItsTile) {
    SchoolFolder folder;
    folder.change_row(Table::records, rows::record_key(SchoolFolder::left().school, Sequence{7}),
                      [](std::string frame) { return with_crc(flipped(std::move(frame), 64)); });
    EXPECT_EQ(difference(folder), school() + " record 256: a tile of the tree is not what its records hash to");
}

TEST(AuditVerify, AMissingRecordIsNamed) {
    SchoolFolder folder;
    folder.change_row(Table::records, rows::record_key(SchoolFolder::left().school, Sequence{9}),
                      [](const std::string&) { return std::nullopt; });
    EXPECT_EQ(difference(folder), "record 9 of " + school() + ": it is missing");
}

TEST(AuditVerify, AChangedRowOfStateIsADifference) {
    SchoolFolder folder;
    const auto keys = folder.keys(Table::state);
    folder.change_row(Table::state, keys[keys.size() / 2],
                      [](std::string row) { return flipped(std::move(row), row.size() / 2); });
    EXPECT_THAT(difference(folder), testing::AllOf(StartsWith(school() + ": a row of decision state (kind "),
                                                   HasSubstr(") is not what the log folds into")));
}

TEST(AuditVerify, AMissingOrAFurtherRowOfStateIsADifference) {
    SchoolFolder less;
    const auto last = less.keys(Table::state).back();
    less.change_row(Table::state, last, [](const std::string&) { return std::nullopt; });
    EXPECT_THAT(difference(less), HasSubstr(") is missing"));

    SchoolFolder more;
    more.change_row(Table::state, last + "x", [](const std::string&) { return std::string("{}"); });
    EXPECT_THAT(difference(more), HasSubstr(") is not what the log folds into"));
}

TEST(AuditVerify, AChangedRowOfAViewIsADifferenceOfThatView) {
    for (const auto& projection : views::all_projections()) {
        const auto name = projection->view();
        SchoolFolder folder;
        folder.change_view(name, {{"\x7f planted", std::string("{}")}});
        EXPECT_THAT(difference(folder),
                    AllOf(StartsWith(to_string(name) + ": "), HasSubstr("a row of kind 100 is in no fold of the log")));
    }
}

TEST(AuditVerify, AChangedCheckpointDoesNotVerify) {
    SchoolFolder folder;
    const auto path = folder.names().checkpoint(SchoolFolder::left().school);
    ASSERT_TRUE(std::filesystem::exists(path));
    const auto note = test::slurp(path);
    test::spill(path, flipped(note, note.find('\n') + 1));
    EXPECT_NE(difference(folder), "");
}

TEST(AuditVerify, WithoutViewsTheLogIsStillVerified) {
    const SchoolFolder folder;
    std::filesystem::remove_all(folder.names().views());
    const auto report = verify(folder.path());
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->difference, "");
    EXPECT_EQ(report->views, 0U);
}

TEST(AuditVerify, AFolderThatIsNoneIsAnError) {
    const test::TempDir empty;
    const auto report = verify(empty.path());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace hometime::tools
