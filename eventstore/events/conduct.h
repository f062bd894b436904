// Facts about misuse of messages (S31-S34): marked, reminded, and where it is repeated, decided by people. Every step
// can be taken back by a later one.
#pragma once

#include <optional>
#include <vector>

#include "eventstore/base/json.h"
#include "eventstore/events/people.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// Staff say that a guardian's message breaks a rule of the policy. The message itself stays as it is.
struct MisuseMarked {
    static constexpr EventTag kTag = EventTag::misuse_marked;
    static constexpr std::uint16_t kSchema = 1;
    MessageId message;
    ThreadId thread;
    GuardianId guardian;
    StaffId staff;
    std::uint32_t rule = 0;  ///< its number in the policy in force
    Private note;            ///< for those who decide; never shown to the guardian
    [[nodiscard]] SealScope seal_scope() const {
        return {{SubjectKind::guardian, guardian.value}, RetentionClass::reports};
    }
    friend bool operator==(const MisuseMarked&, const MisuseMarked&) = default;
};
BOOST_DESCRIBE_STRUCT(MisuseMarked, (), (message, thread, guardian, staff, rule, note))

/// The guardian is reminded of the rule, in the policy's own words.
struct ReminderSent {
    static constexpr EventTag kTag = EventTag::reminder_sent;
    static constexpr std::uint16_t kSchema = 1;
    MarkId mark;
    GuardianId guardian;
    std::uint32_t rule = 0;
    friend bool operator==(const ReminderSent&, const ReminderSent&) = default;
};
BOOST_DESCRIBE_STRUCT(ReminderSent, (), (mark, guardian, rule))

/// The mark was a mistake: it and its reminder no longer count.
struct MarkWithdrawn {
    static constexpr EventTag kTag = EventTag::mark_withdrawn;
    static constexpr std::uint16_t kSchema = 1;
    MarkId mark;
    GuardianId guardian;
    Private reason;
    [[nodiscard]] SealScope seal_scope() const {
        return {{SubjectKind::guardian, guardian.value}, RetentionClass::reports};
    }
    friend bool operator==(const MarkWithdrawn&, const MarkWithdrawn&) = default;
};
BOOST_DESCRIBE_STRUCT(MarkWithdrawn, (), (mark, guardian, reason))

/// The policy's number of reminders is reached: SLT has something to decide (S32). Decides nothing itself.
struct ConductItemRaised {
    static constexpr EventTag kTag = EventTag::conduct_item_raised;
    static constexpr std::uint16_t kSchema = 1;
    GuardianId guardian;
    std::vector<MarkId> marks;  ///< those that count, oldest first
    friend bool operator==(const ConductItemRaised&, const ConductItemRaised&) = default;
};
BOOST_DESCRIBE_STRUCT(ConductItemRaised, (), (guardian, marks))

/// A person of SLT decided that nothing follows.
struct ConductItemDismissed {
    static constexpr EventTag kTag = EventTag::conduct_item_dismissed;
    static constexpr std::uint16_t kSchema = 1;
    ConductItemId item;
    GuardianId guardian;
    Private reason;
    [[nodiscard]] SealScope seal_scope() const {
        return {{SubjectKind::guardian, guardian.value}, RetentionClass::reports};
    }
    friend bool operator==(const ConductItemDismissed&, const ConductItemDismissed&) = default;
};
BOOST_DESCRIBE_STRUCT(ConductItemDismissed, (), (item, guardian, reason))

/// What stands in the sealed part of a suspension or removal, as JSON.
struct ConductGrounds {
    std::string reason;          ///< for SLT
    std::string appeal_contact;  ///< for the guardian: to whom they can turn (S33)
};
BOOST_DESCRIBE_STRUCT(ConductGrounds, (), (reason, appeal_contact))

/// No messaging until an instant. Ends by itself.
struct GuardianSuspended {
    static constexpr EventTag kTag = EventTag::guardian_suspended;
    static constexpr std::uint16_t kSchema = 1;
    GuardianId guardian;
    ConductItemId item;  ///< 0: decided without one
    UtcTime until;
    LocalDate review_on;
    Private grounds;  ///< ConductGrounds
    [[nodiscard]] SealScope seal_scope() const {
        return {{SubjectKind::guardian, guardian.value}, RetentionClass::reports};
    }
    friend bool operator==(const GuardianSuspended&, const GuardianSuspended&) = default;
};
BOOST_DESCRIBE_STRUCT(GuardianSuspended, (), (guardian, item, until, review_on, grounds))

/// No messaging until somebody reinstates them.
struct GuardianRemoved {
    static constexpr EventTag kTag = EventTag::guardian_removed;
    static constexpr std::uint16_t kSchema = 1;
    GuardianId guardian;
    ConductItemId item;
    LocalDate review_on;
    Private grounds;
    [[nodiscard]] SealScope seal_scope() const {
        return {{SubjectKind::guardian, guardian.value}, RetentionClass::reports};
    }
    friend bool operator==(const GuardianRemoved&, const GuardianRemoved&) = default;
};
BOOST_DESCRIBE_STRUCT(GuardianRemoved, (), (guardian, item, review_on, grounds))

struct GuardianReinstated {
    static constexpr EventTag kTag = EventTag::guardian_reinstated;
    static constexpr std::uint16_t kSchema = 1;
    GuardianId guardian;
    Private reason;
    [[nodiscard]] SealScope seal_scope() const {
        return {{SubjectKind::guardian, guardian.value}, RetentionClass::reports};
    }
    friend bool operator==(const GuardianReinstated&, const GuardianReinstated&) = default;
};
BOOST_DESCRIBE_STRUCT(GuardianReinstated, (), (guardian, reason))

}  // namespace hometime
