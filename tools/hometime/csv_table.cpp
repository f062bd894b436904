#include "tools/hometime/csv_table.h"

#include <csv.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "eventstore/base/utf8.h"

namespace hometime::tools {

namespace {

/// Collects what libcsv calls back with.
struct Collector {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> lines;
    std::vector<std::string> row;
    std::size_t line = 1;      ///< where the row in hand begins
    std::size_t newlines = 0;  ///< inside its quoted cells
    int ended_by = 0;          ///< the line end that was read last, with nothing behind it yet
    std::size_t too_long = 0;  ///< line of the first row with a cell beyond the bound; 0: none
};

void on_cell(void* text, std::size_t size, void* context) {
    auto& collector = *static_cast<Collector*>(context);
    if (size > kCsvFieldMax && collector.too_long == 0) collector.too_long = collector.line;
    collector.ended_by = 0;
    collector.row.emplace_back(static_cast<const char*>(text), size);
    collector.newlines +=
        static_cast<std::size_t>(std::count(collector.row.back().begin(), collector.row.back().end(), '\n'));
}

/// Called at every line end, of empty lines too; CR LF are two calls.
void on_row(int line_end, void* context) {
    auto& collector = *static_cast<Collector*>(context);
    const bool second_half = line_end == '\n' && collector.ended_by == '\r';
    collector.ended_by = line_end;
    if (second_half) return;
    if (!collector.row.empty()) {
        collector.rows.push_back(std::move(collector.row));
        collector.lines.push_back(collector.line);
    }
    collector.line += 1 + collector.newlines;
    collector.newlines = 0;
    collector.row.clear();
}

bool parse(const std::string& text, Collector& collector) {
    csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL) != 0) return false;
    const bool good = csv_parse(&parser, text.data(), text.size(), on_cell, on_row, &collector) == text.size() &&
                      csv_fini(&parser, on_cell, on_row, &collector) == 0;
    csv_free(&parser);
    return good;
}

bool read_all(const std::filesystem::path& path, std::string& text) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return false;
    std::stringstream all;
    all << file.rdbuf();
    text = all.str();
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
    return true;
}

bool has_columns(const std::string& file, const std::vector<std::string>& header,
                 const std::vector<std::string>& columns, RowErrors& errors) {
    const auto before = errors.size();
    for (const auto& column : columns) {
        if (std::find(header.begin(), header.end(), column) == header.end()) {
            add_error(errors, {file, 1, column, "this column is missing"});
        } else if (std::count(header.begin(), header.end(), column) > 1) {
            add_error(errors, {file, 1, column, "this column stands twice"});
        }
    }
    return errors.size() == before;
}

}  // namespace

std::string to_string(const RowError& error) {
    std::string text = error.file;
    if (error.line != 0) text += ":" + std::to_string(error.line);
    if (!error.column.empty()) text += ": " + error.column;
    return text + ": " + error.message;
}

void add_error(RowErrors& errors, RowError error) {
    if (errors.size() < kRowErrorsMax) errors.push_back(std::move(error));
}

const std::string& CsvRow::at(std::string_view column) const {
    static const std::string kNone;
    const auto found = cells.find(column);
    return found == cells.end() ? kNone : found->second;
}

std::vector<CsvRow> read_csv(const std::filesystem::path& folder, const std::string& file,
                             const std::vector<std::string>& columns, RowErrors& errors) {
    std::string text;
    std::error_code ec;
    const auto size = std::filesystem::file_size(folder / file, ec);
    if (!ec && size > kCsvFileMax) {
        add_error(errors, {file, 0, "", "the file is larger than 16 MiB"});
        return {};
    }
    if (ec || !read_all(folder / file, text)) {
        add_error(errors, {file, 0, "", "the file is missing or cannot be read"});
        return {};
    }
    Collector collector;
    if (!is_utf8(text)) {
        add_error(errors, {file, 0, "", "the file is not UTF-8: export it as UTF-8"});
        return {};
    }
    if (!parse(text, collector)) {
        add_error(errors, {file, collector.line, "", "from here the file is not well-formed CSV: check its quotes"});
        return {};
    }
    if (collector.rows.empty()) {
        add_error(errors, {file, 0, "", "the file is empty"});
        return {};
    }
    if (collector.too_long != 0) {
        add_error(errors, {file, collector.too_long, "", "has a cell longer than 4096 bytes"});
        return {};
    }
    const auto& header = collector.rows.front();
    if (!has_columns(file, header, columns, errors)) return {};
    std::vector<CsvRow> rows;
    for (std::size_t i = 1; i < collector.rows.size(); ++i) {
        const auto& cells = collector.rows[i];
        if (cells.size() != header.size()) {
            add_error(errors, {file, collector.lines[i], "",
                               "has " + std::to_string(cells.size()) + " cells where the header has " +
                                   std::to_string(header.size())});
            continue;
        }
        CsvRow row{collector.lines[i], {}};
        for (std::size_t k = 0; k < cells.size(); ++k) row.cells.emplace(header[k], cells[k]);
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace hometime::tools
