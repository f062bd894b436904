// A record that must be there.
#pragma once

#include <stdexcept>

#include "eventstore/log.h"

namespace hometime {

/// For what the log itself has named, or somebody was told of. Throws std::runtime_error when it cannot be read: it
/// must never pass for "no such thing".
[[nodiscard]] inline Record record_at(const EventLog& log, Position position) {
    auto record = log.read(position);
    if (!record) throw std::runtime_error("a record cannot be read: " + record.error().detail);
    return std::move(*record);
}

}  // namespace hometime
