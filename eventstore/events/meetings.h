// Facts about meetings of a guardian with a teacher (S27): asked for, answered, agreed, called off. What somebody
// wrote stands in the message or the reply that carries a step; a step holds times only.
#pragma once

#include <vector>

#include "eventstore/base/json.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// Whose step it is.
enum class MeetingSide : std::uint8_t { guardian = 1, staff = 2 };
BOOST_DESCRIBE_ENUM(MeetingSide, guardian, staff)

/// A guardian asks for a meeting. Its topic is the text of `carrier`, a message that is held like every other.
struct MeetingRequested {
    static constexpr EventTag kTag = EventTag::meeting_requested;
    static constexpr std::uint16_t kSchema = 1;
    ThreadId thread;
    GuardianId guardian;
    StaffId staff;
    PupilId pupil;
    MessageId carrier;
    std::uint32_t minutes = 0;   ///< how long it would last
    std::vector<UtcTime> times;  ///< beginnings to choose from, as the guardian ordered them
    friend bool operator==(const MeetingRequested&, const MeetingRequested&) = default;
};
BOOST_DESCRIBE_STRUCT(MeetingRequested, (), (thread, guardian, staff, pupil, carrier, minutes, times))

/// Other times instead of those on the table. `carrier`: the message (a guardian's) or reply (a teacher's) that
/// brings it to the other side.
struct MeetingTimesProposed {
    static constexpr EventTag kTag = EventTag::meeting_times_proposed;
    static constexpr std::uint16_t kSchema = 1;
    MeetingId meeting;
    MeetingSide by{};
    Sequence carrier;
    std::vector<UtcTime> times;
    friend bool operator==(const MeetingTimesProposed&, const MeetingTimesProposed&) = default;
};
BOOST_DESCRIBE_STRUCT(MeetingTimesProposed, (), (meeting, by, carrier, times))

/// One of the times on the table is taken.
struct MeetingAgreed {
    static constexpr EventTag kTag = EventTag::meeting_agreed;
    static constexpr std::uint16_t kSchema = 1;
    MeetingId meeting;
    MeetingSide by{};
    Sequence carrier;
    UtcTime time;
    friend bool operator==(const MeetingAgreed&, const MeetingAgreed&) = default;
};
BOOST_DESCRIBE_STRUCT(MeetingAgreed, (), (meeting, by, carrier, time))

/// None of the times, and no others. The reason is the carrier's text.
struct MeetingDeclined {
    static constexpr EventTag kTag = EventTag::meeting_declined;
    static constexpr std::uint16_t kSchema = 1;
    MeetingId meeting;
    MeetingSide by{};
    Sequence carrier;
    friend bool operator==(const MeetingDeclined&, const MeetingDeclined&) = default;
};
BOOST_DESCRIBE_STRUCT(MeetingDeclined, (), (meeting, by, carrier))

/// Called off, before or after it was agreed. `carrier` 0: the teacher had not been shown the request, and never
/// will be (its message was withdrawn by the fact before this one).
struct MeetingCancelled {
    static constexpr EventTag kTag = EventTag::meeting_cancelled;
    static constexpr std::uint16_t kSchema = 1;
    MeetingId meeting;
    MeetingSide by{};
    Sequence carrier;
    friend bool operator==(const MeetingCancelled&, const MeetingCancelled&) = default;
};
BOOST_DESCRIBE_STRUCT(MeetingCancelled, (), (meeting, by, carrier))

}  // namespace hometime
