// A CSV file as rows with named columns, each knowing its line. Owns libcsv.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hometime::tools {

/// One thing wrong with a file that somebody exported: where, and what to do about it.
struct RowError {
    std::string file;
    std::size_t line = 0;  ///< from 1; 0: the file as a whole
    std::string column;    ///< empty: the row as a whole
    std::string message;
};
using RowErrors = std::vector<RowError>;

/// "users.csv:14: role: must be …"
[[nodiscard]] std::string to_string(const RowError& error);

/// At most this many are reported at once.
inline constexpr std::size_t kRowErrorsMax = 20;
/// Largest file and longest cell, bytes. A large school's users.csv is a twentieth of it.
inline constexpr std::size_t kCsvFileMax = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t kCsvFieldMax = 4096;

void add_error(RowErrors& errors, RowError error);

struct CsvRow {
    std::size_t line = 0;
    std::map<std::string, std::string, std::less<>> cells;
    [[nodiscard]] const std::string& at(std::string_view column) const;
};

/// Reads `folder`/`file`, whose header must have `columns` (more are fine). Strict: every row has as many
/// cells as the header, all text is UTF-8. What is wrong goes to `errors`.
[[nodiscard]] std::vector<CsvRow> read_csv(const std::filesystem::path& folder, const std::string& file,
                                           const std::vector<std::string>& columns, RowErrors& errors);

}  // namespace hometime::tools
