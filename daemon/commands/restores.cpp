#include "daemon/commands/commands.h"

namespace hometime {

/// Once an epoch: a start that died after recording it may ask again.
Decision decide(const School& school, const RecordRestore& command, const Context&) {
    if (school.school()->epoch == command.epoch) return Accepted{{}, {{"epoch", to_string(command.epoch)}}, {}};
    return Accepted{{LogRestored{command.epoch, command.backup, command.size, command.root, command.known_size}},
                    {{"epoch", to_string(command.epoch)}},
                    {}};
}

}  // namespace hometime
