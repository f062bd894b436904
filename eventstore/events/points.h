// Facts about points: praise, and its retraction. There are no negative points (D10).
#pragma once

#include <string>

#include "eventstore/base/json.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

struct PointAwarded {
    static constexpr EventTag kTag = EventTag::point_awarded;
    static constexpr std::uint16_t kSchema = 1;
    PupilId pupil;
    ClassId class_id;  ///< the pupil's class at the time
    StaffId staff;
    std::string skill;  ///< a slug of the policy's list
    friend bool operator==(const PointAwarded&, const PointAwarded&) = default;
};
BOOST_DESCRIBE_STRUCT(PointAwarded, (), (pupil, class_id, staff, skill))

struct PointRetracted {
    static constexpr EventTag kTag = EventTag::point_retracted;
    static constexpr std::uint16_t kSchema = 1;
    AwardId award;
    PupilId pupil;
    StaffId staff;
    Private reason;
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::pupil, pupil.value}, RetentionClass::points}; }
    friend bool operator==(const PointRetracted&, const PointRetracted&) = default;
};
BOOST_DESCRIBE_STRUCT(PointRetracted, (), (award, pupil, staff, reason))

}  // namespace hometime
