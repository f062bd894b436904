// The rules that a batch must keep to be committed, whatever keeps the log.
#pragma once

#include <functional>
#include <optional>

#include "eventstore/log.h"

namespace hometime {

/// Where a school's log ends.
struct LogTip {
    Sequence sequence;
    UtcTime recorded_at;
};

/// Sequences have no hole, recorded_at never goes back, and a log begins with LogOpened, once, naming its school.
/// `tip` says where the log of a school ends; nullopt: the school is new.
/// Errors: `invalid`, naming the first record that breaks a rule.
[[nodiscard]] Result<void> check_batch(const CommitBatch& batch,
                                       const std::function<std::optional<LogTip>(SchoolId)>& tip);

}  // namespace hometime
