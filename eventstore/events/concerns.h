// Facts about safeguarding and wellbeing concerns (S52-S55): raised, acknowledged, added to, closed. What is written is
// never changed, only added to, and sealed under the concern itself.
#pragma once

#include <vector>

#include "eventstore/base/json.h"
#include "eventstore/events/people.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// What stands in the sealed part of a concern, as JSON.
struct ConcernWords {
    std::string facts;             ///< what was seen or heard, in the raiser's own words
    std::string immediate_action;  ///< what was done at once
};
BOOST_DESCRIBE_STRUCT(ConcernWords, (), (facts, immediate_action))

/// Somebody is worried about a child: a member of staff, or a guardian (the actor says which).
struct ConcernRaised {
    static constexpr EventTag kTag = EventTag::concern_raised;
    static constexpr std::uint16_t kSchema = 1;
    std::vector<PupilId> pupils;
    MessageId message;     ///< where it was noticed; 0: not in a message
    UtcTime seen_at;       ///< when it was noticed; when it was recorded is the fact's own instant
    UtcTime escalates_at;  ///< when the deputies are told, unless somebody has acknowledged it by then (S54)
    Private words;         ///< ConcernWords
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::concern, 0}, RetentionClass::safeguarding}; }
    friend bool operator==(const ConcernRaised&, const ConcernRaised&) = default;
};
BOOST_DESCRIBE_STRUCT(ConcernRaised, (), (pupils, message, seen_at, escalates_at, words))

struct ConcernAdded {
    static constexpr EventTag kTag = EventTag::concern_added;
    static constexpr std::uint16_t kSchema = 1;
    ConcernId concern;
    Private text;
    [[nodiscard]] SealScope seal_scope() const {
        return {{SubjectKind::concern, concern.value}, RetentionClass::safeguarding};
    }
    friend bool operator==(const ConcernAdded&, const ConcernAdded&) = default;
};
BOOST_DESCRIBE_STRUCT(ConcernAdded, (), (concern, text))

/// Somebody of the safeguarding team has it in hand. The actor.
struct ConcernAcknowledged {
    static constexpr EventTag kTag = EventTag::concern_acknowledged;
    static constexpr std::uint16_t kSchema = 1;
    ConcernId concern;
    friend bool operator==(const ConcernAcknowledged&, const ConcernAcknowledged&) = default;
};
BOOST_DESCRIBE_STRUCT(ConcernAcknowledged, (), (concern))

/// Nobody acknowledged it in time: the deputies are told.
struct ConcernEscalated {
    static constexpr EventTag kTag = EventTag::concern_escalated;
    static constexpr std::uint16_t kSchema = 1;
    ConcernId concern;
    friend bool operator==(const ConcernEscalated&, const ConcernEscalated&) = default;
};
BOOST_DESCRIBE_STRUCT(ConcernEscalated, (), (concern))

/// What came of it. It can still be added to.
struct ConcernClosed {
    static constexpr EventTag kTag = EventTag::concern_closed;
    static constexpr std::uint16_t kSchema = 1;
    ConcernId concern;
    Private outcome;
    [[nodiscard]] SealScope seal_scope() const {
        return {{SubjectKind::concern, concern.value}, RetentionClass::safeguarding};
    }
    friend bool operator==(const ConcernClosed&, const ConcernClosed&) = default;
};
BOOST_DESCRIBE_STRUCT(ConcernClosed, (), (concern, outcome))

/// The safeguarding team names a colleague who may read it.
struct ConcernShared {
    static constexpr EventTag kTag = EventTag::concern_shared;
    static constexpr std::uint16_t kSchema = 1;
    ConcernId concern;
    StaffId staff;
    friend bool operator==(const ConcernShared&, const ConcernShared&) = default;
};
BOOST_DESCRIBE_STRUCT(ConcernShared, (), (concern, staff))

/// And no longer.
struct ConcernUnshared {
    static constexpr EventTag kTag = EventTag::concern_unshared;
    static constexpr std::uint16_t kSchema = 1;
    ConcernId concern;
    StaffId staff;
    friend bool operator==(const ConcernUnshared&, const ConcernUnshared&) = default;
};
BOOST_DESCRIBE_STRUCT(ConcernUnshared, (), (concern, staff))

/// A leader of the school read it without being named, for a reason. The safeguarding team sees that it happened.
struct ConcernBreakGlass {
    static constexpr EventTag kTag = EventTag::concern_break_glass;
    static constexpr std::uint16_t kSchema = 1;
    ConcernId concern;
    Private reason;
    [[nodiscard]] SealScope seal_scope() const {
        return {{SubjectKind::concern, concern.value}, RetentionClass::safeguarding};
    }
    friend bool operator==(const ConcernBreakGlass&, const ConcernBreakGlass&) = default;
};
BOOST_DESCRIBE_STRUCT(ConcernBreakGlass, (), (concern, reason))

}  // namespace hometime
