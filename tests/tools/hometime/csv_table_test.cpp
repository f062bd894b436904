#include "tools/hometime/csv_table.h"

#include <gtest/gtest.h>

#include "tests/support/folder_faults.h"
#include "tests/support/temp_dir.h"

namespace hometime::tools {
namespace {

struct Read {
    std::vector<CsvRow> rows;
    std::string errors;
};

Read read(std::string_view text, const std::vector<std::string>& columns = {"id", "name"}) {
    const test::TempDir folder;
    test::spill(folder / "t.csv", text);
    RowErrors errors;
    Read result{read_csv(folder.path(), "t.csv", columns, errors), ""};
    for (const auto& error : errors) result.errors += to_string(error) + "\n";
    return result;
}

TEST(CsvTable, RowsKnowTheirColumnsAndLines) {
    const auto table = read("extra,name,id\nx,Ann,1\ny,Bob,2\n");
    EXPECT_EQ(table.errors, "");
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(table.rows[1].at("name"), "Bob");
    EXPECT_EQ(table.rows[1].at("id"), "2");
    EXPECT_EQ(table.rows[1].at("extra"), "y");
    EXPECT_EQ(table.rows[1].at("none"), "");
    EXPECT_EQ(table.rows[1].line, 3U);
}

TEST(CsvTable, AByteOrderMarkAndOtherLineEndsAreFine) {
    for (const auto* text : {"\xEF\xBB\xBFid,name\r\n1,Ann\r\n2,Bob\r\n", "id,name\r1,Ann\r2,Bob",
                             "id,name\n1,Ann\n2,Bob", "\"id\",\"name\"\n\"1\",\"Ann\"\n\"2\",\"Bob\"\n\n\n"}) {
        const auto table = read(text);
        EXPECT_EQ(table.errors, "");
        ASSERT_EQ(table.rows.size(), 2U) << text;
        EXPECT_EQ(table.rows[1].at("id"), "2");
        EXPECT_EQ(table.rows[1].at("name"), "Bob");
        EXPECT_EQ(table.rows[1].line, 3U);
    }
}

TEST(CsvTable, QuotedCellsKeepCommasQuotesAndLines) {
    const auto table = read("id,name\n1,\"O\"\"Neil, \nAnn\"\n2,Bob\n");
    EXPECT_EQ(table.errors, "");
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(table.rows[0].at("name"), "O\"Neil, \nAnn");
    EXPECT_EQ(table.rows[1].line, 4U);
}

TEST(CsvTable, EmptyLinesAreCounted) {
    for (const auto* text : {"id,name\n\n1,Ann\n\n\n2,Bob\n", "id,name\r\n\r\n1,Ann\r\n\r\n\r\n2,Bob\r\n"}) {
        const auto table = read(text);
        ASSERT_EQ(table.rows.size(), 2U);
        EXPECT_EQ(table.rows[0].line, 3U);
        EXPECT_EQ(table.rows[1].line, 6U);
    }
}

TEST(CsvTable, RowsOfAnotherLengthAreNamedAndTheRestIsRead) {
    const auto table = read("id,name\n1\n2,Bob\n3,Cat,x\n");
    EXPECT_EQ(table.errors,
              "t.csv:2: has 1 cells where the header has 2\n"
              "t.csv:4: has 3 cells where the header has 2\n");
    EXPECT_EQ(table.rows.size(), 1U);
}

TEST(CsvTable, HeadersMustHaveEachColumnOnce) {
    EXPECT_EQ(read("x,y\n").errors, "t.csv:1: id: this column is missing\nt.csv:1: name: this column is missing\n");
    EXPECT_EQ(read("id,name,name\n1,Ann,Bob\n").errors, "t.csv:1: name: this column stands twice\n");
    EXPECT_EQ(read("id,name\n").errors, "");
}

TEST(CsvTable, AFileThatIsNoTextTableIsRefusedWhole) {
    EXPECT_EQ(read("").errors, "t.csv: the file is empty\n");
    EXPECT_EQ(read("\n\n").errors, "t.csv: the file is empty\n");
    EXPECT_EQ(read("id,name\n1,J\xF6rg\n").errors, "t.csv: the file is not UTF-8: export it as UTF-8\n");
    EXPECT_EQ(read("id,name\n1,Ann\n2,\"Bob\n3,Cat\n").errors,
              "t.csv:3: from here the file is not well-formed CSV: check its quotes\n");
    EXPECT_EQ(read("id,name\n1,A\"n\"n\n").errors,
              "t.csv:2: from here the file is not well-formed CSV: check its quotes\n");
}

TEST(CsvTable, SizesAreBounded) {
    const auto cell = [](std::size_t size) { return "id,name\n1,Ann\n2," + std::string(size, 'x') + "\n3,Cat\n"; };
    EXPECT_EQ(read(cell(kCsvFieldMax)).errors, "");
    EXPECT_EQ(read(cell(kCsvFieldMax + 1)).errors, "t.csv:3: has a cell longer than 4096 bytes\n");
    std::string large = "id,name\n";
    large.resize(kCsvFileMax + 1, '\n');
    EXPECT_EQ(read(large).errors, "t.csv: the file is larger than 16 MiB\n");
}

TEST(CsvTable, AFolderInPlaceOfTheFileIsAnError) {
    const test::TempDir folder;
    std::filesystem::create_directory(folder / "t.csv");
    RowErrors errors;
    EXPECT_TRUE(read_csv(folder.path(), "t.csv", {"id"}, errors).empty());
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(to_string(errors.front()), "t.csv: the file is missing or cannot be read");
}

}  // namespace
}  // namespace hometime::tools
