// Places in a school's history, as a person names them: an instant, or a sequence.
#pragma once

#include <optional>
#include <string>

#include "eventstore/rocks_reader.h"

namespace hometime::tools {

/// An instant, or a sequence; neither: the newest fact.
struct Moment {
    std::optional<UtcTime> instant;
    std::optional<std::uint64_t> sequence;
    /// "2026-11-24T15:30:00Z", "10455", "". Errors: `invalid`, naming `option`.
    [[nodiscard]] static Result<Moment> parse(const std::string& text, const std::string& option);
};

/// The last fact of a moment.
struct Until {
    Sequence sequence;  ///< 0: there was nothing yet
    UtcTime instant;    ///< the one that was named; of a sequence, when its fact was recorded
};
/// Facts recorded up to and at an instant count; a sequence beyond the newest is the newest.
/// Errors: those of the log.
[[nodiscard]] Result<Until> find_end(const RocksReader& log, const LogHead& head, const Moment& moment);
/// The first fact at or after an instant; a sequence is itself; neither: 1. Errors: those of the log.
[[nodiscard]] Result<Sequence> find_begin(const RocksReader& log, const LogHead& head, const Moment& moment);

}  // namespace hometime::tools
