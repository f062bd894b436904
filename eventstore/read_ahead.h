// Reading a long log with two threads: one reads, checks and decodes, the other works with the records.
#pragma once

#include <functional>

#include "eventstore/rocks_reader.h"

namespace hometime {

/// As log.scan_clear() (no sealed parts): calls `visit`, on the calling thread, for the records from `from` on, in
/// order, until it returns false or the head is reached. Another thread decodes a few thousand records ahead. An
/// exception of `visit` comes through. Errors: `corrupt` names the sequence; everything before it was visited.
[[nodiscard]] Result<void> scan_ahead(const RocksReader& log, SchoolId school, Sequence from,
                                      const std::function<bool(const Record&)>& visit);

}  // namespace hometime
