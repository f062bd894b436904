// All-day events of an iCalendar file, as closures. Owns libical. A stranger's file: everything is bounded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/result.h"
#include "eventstore/base/time.h"

namespace hometime::tools {

/// Largest file and longest line that is parsed, bytes. Longer ones make the parser very slow.
inline constexpr std::size_t kIcalFileMax = std::size_t{256} * 1024;
inline constexpr std::size_t kIcalLineMax = std::size_t{8} * 1024;
/// Dates that one repeating event may stand for.
inline constexpr std::size_t kIcalOccurrencesMax = 400;

/// One closed stretch of whole days, both included.
struct ClosureDraft {
    std::string uid;
    LocalDate from;
    LocalDate to;
    std::string summary;
};
struct ClosureDrafts {
    std::vector<ClosureDraft> closures;
    std::size_t timed_events = 0;  ///< events at a time of day: passed over
};

/// Errors: `invalid` says which event cannot be used and why.
[[nodiscard]] Result<ClosureDrafts> read_closures(std::string_view text);

}  // namespace hometime::tools
