// How a meeting stands, as one side knows it. Letters cross: neither side knows of the other's step while the message
// or the reply that carries it is held, and decides without it.
#pragma once

#include <optional>
#include <vector>

#include "projections/state/school.h"

namespace hometime {

enum class MeetingStage : std::uint8_t { waits_for_teacher, waits_for_guardian, agreed, declined, cancelled };
BOOST_DESCRIBE_ENUM(MeetingStage, waits_for_teacher, waits_for_guardian, agreed, declined, cancelled)

struct MeetingStanding {
    MeetingStage stage{};
    std::vector<UtcTime> times;   ///< on the table, while somebody is waited for
    std::optional<UtcTime> time;  ///< the one that was agreed; kept when the meeting is called off
};

/// The steps that `side` knows of, oldest first. Empty: this side does not know of the meeting.
[[nodiscard]] std::vector<MeetingStep> steps_known_to(MeetingSide side, const School& school,
                                                      const MeetingRow& meeting);
/// What `steps` (at least one) come to. A meeting that is declined or cancelled stays so.
[[nodiscard]] MeetingStanding standing_after(const std::vector<MeetingStep>& steps);
/// Declined, cancelled, or agreed and past.
[[nodiscard]] bool is_over(const MeetingStanding& standing, const MeetingRow& meeting, UtcTime now);

}  // namespace hometime
