// What changed in a school between two moments: rows of decision state, and rows of every view.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <functional>
#include <string>

#include "eventstore/base/ids.h"
#include "eventstore/base/result.h"

namespace hometime::tools {

struct DifferenceCount {
    std::uint64_t added = 0;
    std::uint64_t changed = 0;
    std::uint64_t removed = 0;
    [[nodiscard]] bool any() const { return added + changed + removed > 0; }
};

/// Tells `line` of each row that differs: {"in": "state" or a view, "change": "added" | "changed" | "removed", "row",
/// "key", and "before", "after" as far as there are such}. Of what changed within a row, only the members that did.
/// `from`, `to`: instants or sequences; `to` may be the earlier one. Errors: as replay().
[[nodiscard]] Result<DifferenceCount> difference_between(const std::filesystem::path& folder, SchoolId school,
                                                         const std::string& from, const std::string& to,
                                                         const std::function<void(const boost::json::object&)>& line);

}  // namespace hometime::tools
