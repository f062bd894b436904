// Facts about cover: who stands in for an absent member of staff, and when.
#pragma once

#include "eventstore/base/json.h"
#include "eventstore/events/calendar_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// On these dates, both included, `cover` stands in for `absent`: a recipient of their own, with their own windows.
/// No window of the absent person opens. Is a CalendarVersion.
struct CoverArranged {
    static constexpr EventTag kTag = EventTag::cover_arranged;
    static constexpr std::uint16_t kSchema = 1;
    StaffId absent;
    StaffId cover;
    DateRange dates;
    friend bool operator==(const CoverArranged&, const CoverArranged&) = default;
};
BOOST_DESCRIBE_STRUCT(CoverArranged, (), (absent, cover, dates))

/// It ends now, or never begins. Is a CalendarVersion.
struct CoverEnded {
    static constexpr EventTag kTag = EventTag::cover_ended;
    static constexpr std::uint16_t kSchema = 1;
    CoverId cover;
    StaffId absent;
    friend bool operator==(const CoverEnded&, const CoverEnded&) = default;
};
BOOST_DESCRIBE_STRUCT(CoverEnded, (), (cover, absent))

}  // namespace hometime
