// A school as its log folded up to a moment: decision state and views, in memory.
#pragma once

#include "eventstore/audit.h"
#include "projections/state/school.h"
#include "projections/views/build.h"

namespace hometime::tools {

/// The head of a school. Errors: `not_found` no such school.
[[nodiscard]] Result<LogHead> head_of(const AuditLog& audit, SchoolId school);
/// Folds the facts (`after`, `until`] of a school into `rows`, telling `visit` (may be null) of each before it is
/// folded. Errors: `corrupt`, `unavailable`.
[[nodiscard]] Result<void> fold_rows(const AuditLog& audit, SchoolId school, Sequence after, Sequence until,
                                     MemoryRows& rows, const std::function<void(const Record&)>& visit = {});
/// Folds a school's facts up to `until`, and no other school's, into views. Errors: as rebuild_views().
[[nodiscard]] Result<void> fold_views(const AuditLog& audit, SchoolId school, Sequence until, Projections projections,
                                      ViewSink& views);
/// A school's rows of one view, by key.
[[nodiscard]] std::map<std::string, std::string> rows_of(const ViewSource& views, const ViewName& view,
                                                         SchoolId school);

}  // namespace hometime::tools
