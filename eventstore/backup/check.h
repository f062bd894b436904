// Whether a copy of a log is one: opened, compared with HEAD and with what was signed, every record hashed again.
#pragma once

#include <filesystem>
#include <map>
#include <set>

#include "eventstore/recovery.h"

namespace hometime {

/// A log's tree hashed from its records' bytes: its root at these sizes, and at the log's own. Every record's checksum,
/// place and log are checked on the way. Errors: `corrupt` names the record; `unavailable`.
[[nodiscard]] Result<std::map<std::uint64_t, Hash>> roots_of(const RocksReader& log, const LogHead& head,
                                                             const std::set<std::uint64_t>& sizes);

/// What is wrong with the database in `log`, which nobody writes to: it must hold exactly what `head` says, every
/// school's records must hash to what HEAD and each of `signed_sizes` say, and every row of every table must be
/// readable. Empty: nothing. Writes nothing.
/// Errors: `corrupt` it does not open at all; `unavailable`; `permission`.
[[nodiscard]] Result<Findings> check_copy(const std::filesystem::path& log, const Head& head,
                                          const std::vector<SignedSize>& signed_sizes);

}  // namespace hometime
