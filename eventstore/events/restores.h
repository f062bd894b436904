// Facts about logs that came back from a backup.
#pragma once

#include <optional>
#include <string>

#include "eventstore/base/json.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// The log was restored from a backup and goes on from here: a new epoch. Whoever followed the log before and has seen
/// more of it than `size` records has seen records that are lost; they start anew.
struct LogRestored {
    static constexpr EventTag kTag = EventTag::log_restored;
    static constexpr std::uint16_t kSchema = 1;
    Uuid epoch;                               ///< names what follows
    std::string backup;                       ///< which one: the stamp of its creation
    std::uint64_t size = 0;                   ///< records that came back
    std::string root;                         ///< the tree's root over them, hex
    std::optional<std::uint64_t> known_size;  ///< records that the log is known to have had; absent: not known
    friend bool operator==(const LogRestored&, const LogRestored&) = default;
};
BOOST_DESCRIBE_STRUCT(LogRestored, (), (epoch, backup, size, root, known_size))

}  // namespace hometime
