// What an import of closures would change, day by day. Pure.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "eventstore/base/time.h"

namespace hometime::tools {

/// One day, as it stands in the file or in the calendar in force.
struct DayChange {
    LocalDate date;
    /// "closes", "other kind", "unchanged", "opens again", or "not in the file": it stays closed.
    std::string change;
    std::string kind;
    std::string label;  ///< of the file; empty for what the file does not have
    friend bool operator==(const DayChange&, const DayChange&) = default;
};

/// By date, then in the order of the file. `closures`: what was sent, as in a request; `reply`: that of the dry run.
/// Throws what boost.json throws for a reply that is none.
[[nodiscard]] std::vector<DayChange> day_by_day(const boost::json::array& closures, const boost::json::value& reply);

}  // namespace hometime::tools
