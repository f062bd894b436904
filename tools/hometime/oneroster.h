// A OneRoster 1.1 CSV folder as the document that a roster import sends. Birth dates are not read.
#pragma once

#include <boost/json.hpp>
#include <filesystem>

#include "tools/hometime/csv_table.h"

namespace hometime::tools {

/// What the folder holds, as the body of a roster import, and how much that is.
struct Roster {
    boost::json::object document;
    std::size_t classes = 0;
    std::size_t staff = 0;
    std::size_t pupils = 0;
    std::size_t adults = 0;
};

/// All or nothing: with any error the roster must not be used. Rows that are marked tobedeleted, users
/// who are not enabled, and what refers to either are passed over. Administrators become staff without a class.
[[nodiscard]] Roster read_oneroster(const std::filesystem::path& folder, RowErrors& errors);

/// The terms in academicSessions.csv alone, by their first day, as the body of a request has them; where there is no
/// term, the semesters. Without either there is an error. All or nothing, as above.
[[nodiscard]] boost::json::array read_roster_terms(const std::filesystem::path& folder, RowErrors& errors);

}  // namespace hometime::tools
