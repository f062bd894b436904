// Facts about what the school office does with what came in (S28-S30), and who is away.
#pragma once

#include <optional>

#include "eventstore/base/json.h"
#include "eventstore/events/calendar_types.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// The office has dealt with a message, or (`handled` false) has not after all.
struct MessageHandled {
    static constexpr EventTag kTag = EventTag::message_handled;
    static constexpr std::uint16_t kSchema = 1;
    MessageId message;
    ThreadId thread;
    StaffId staff;  ///< who did
    bool handled = true;
    friend bool operator==(const MessageHandled&, const MessageHandled&) = default;
};
BOOST_DESCRIBE_STRUCT(MessageHandled, (), (message, thread, staff, handled))

enum class AwayKind : std::uint8_t { absent = 1, late = 2, leaves_early = 3 };
BOOST_DESCRIBE_ENUM(AwayKind, absent, late, leaves_early)

/// A pupil is away on these dates, both included; the teachers of the class are told. `message` 0: by telephone.
struct AwayRecorded {
    static constexpr EventTag kTag = EventTag::away_recorded;
    static constexpr std::uint16_t kSchema = 1;
    PupilId pupil;
    DateRange dates;
    AwayKind kind{};
    std::optional<LocalMinute> at;  ///< when they come, or go; only with late and leaves_early
    MessageId message;
    friend bool operator==(const AwayRecorded&, const AwayRecorded&) = default;
};
BOOST_DESCRIBE_STRUCT(AwayRecorded, (), (pupil, dates, kind, at, message))

struct AwayWithdrawn {
    static constexpr EventTag kTag = EventTag::away_withdrawn;
    static constexpr std::uint16_t kSchema = 1;
    AwayId away;
    PupilId pupil;
    friend bool operator==(const AwayWithdrawn&, const AwayWithdrawn&) = default;
};
BOOST_DESCRIBE_STRUCT(AwayWithdrawn, (), (away, pupil))

}  // namespace hometime
