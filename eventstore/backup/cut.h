// Cutting the end off one school's log, for a restore to a position. Works on a database that nobody serves yet.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "eventstore/rocks_reader.h"

namespace hometime {

/// The rows of decision state that a school's log folds into, up to its head.
using FoldRows = std::function<Result<std::map<std::string, std::string>>(const RocksReader& log, SchoolId school)>;

struct CutLog {
    LogHead head;               ///< as the log is afterwards
    std::uint64_t replies = 0;  ///< stored replies of commands whose facts went
};

/// Whether a log can end at `last`: the facts of one command stay together. Errors: `invalid` it cannot; the detail
/// says where it could. `not_found` there is no such record; `corrupt`.
[[nodiscard]] Result<void> check_cut(const RocksReader& log, SchoolId school, Sequence last);

/// Leaves records 1 to `last` of the school, and what belongs to them: tiles and edge, replies, and the rows of
/// decision state that `fold` makes of them. The database counts one commit more. It must be opened to write, and must
/// not be served; after an error it is of no use.
/// Errors: as check_cut; those of `fold`; `unavailable`.
[[nodiscard]] Result<CutLog> cut_log(std::unique_ptr<RocksDb> db, SchoolId school, Sequence last, const FoldRows& fold);

}  // namespace hometime
