// Facts about parents' evenings: dated windows that a member of staff opens for themself by joining.
#pragma once

#include "eventstore/base/json.h"
#include "eventstore/events/calendar_types.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// Is a CalendarVersion only for those who join.
struct EveningAnnounced {
    static constexpr EventTag kTag = EventTag::evening_announced;
    static constexpr std::uint16_t kSchema = 1;
    DatedSpan when;
    Private label;  ///< the school's public words for it
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::school, 0}, RetentionClass::calendar}; }
    friend bool operator==(const EveningAnnounced&, const EveningAnnounced&) = default;
};
BOOST_DESCRIBE_STRUCT(EveningAnnounced, (), (when, label))

/// Also for those who had joined.
struct EveningCancelled {
    static constexpr EventTag kTag = EventTag::evening_cancelled;
    static constexpr std::uint16_t kSchema = 1;
    EveningId evening;
    friend bool operator==(const EveningCancelled&, const EveningCancelled&) = default;
};
BOOST_DESCRIBE_STRUCT(EveningCancelled, (), (evening))

/// On that evening a window of theirs is open, whatever their quiet hours say. Nobody joins for somebody else.
struct EveningJoined {
    static constexpr EventTag kTag = EventTag::evening_joined;
    static constexpr std::uint16_t kSchema = 1;
    EveningId evening;
    StaffId staff;
    friend bool operator==(const EveningJoined&, const EveningJoined&) = default;
};
BOOST_DESCRIBE_STRUCT(EveningJoined, (), (evening, staff))

struct EveningLeft {
    static constexpr EventTag kTag = EventTag::evening_left;
    static constexpr std::uint16_t kSchema = 1;
    EveningId evening;
    StaffId staff;
    friend bool operator==(const EveningLeft&, const EveningLeft&) = default;
};
BOOST_DESCRIBE_STRUCT(EveningLeft, (), (evening, staff))

}  // namespace hometime
