// Worked cases: calendars, instants, and the answers that were expected. Calendars get debugged with
// such files: `hometime calendar check-cases FILE.json`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/result.h"

namespace hometime {

struct WindowCasesReport {
    std::size_t passed = 0;
    std::vector<std::string> mismatches;  ///< one sentence each: the case, what was expected, what came
};

/// Evaluates a file of cases. Errors: `invalid` names the case and the member that cannot be read.
[[nodiscard]] Result<WindowCasesReport> check_window_cases(std::string_view text);

}  // namespace hometime
