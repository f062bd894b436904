// Which facts may use the last room on a disk.
#pragma once

#include <vector>

#include "eventstore/events/catalogue.h"

namespace hometime {

/// Whether a command that records these concerns a child's safety: a concern or the safety form, what the safeguarding
/// team does with it, and that somebody read it, without which nobody may.
[[nodiscard]] bool concern_safety(const std::vector<Event>& facts);

}  // namespace hometime
