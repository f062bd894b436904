// Facts about adults at home: who they are, how they are tied to a pupil, how they were linked.
#pragma once

#include <optional>
#include <string>

#include "eventstore/events/people.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// Recorded tie of an adult to a pupil (S19).
enum class Relationship : std::uint8_t {
    parent = 1,
    mother = 2,
    father = 3,
    step_parent = 4,
    guardian = 5,
    foster_carer = 6,
    grandparent = 7,
    relative = 8,
    carer = 9
};
BOOST_DESCRIBE_ENUM(Relationship, parent, mother, father, step_parent, guardian, foster_carer, grandparent, relative,
                    carer)

/// An adult is known to the school by name. Gives no access to anything.
struct GuardianRecorded {
    static constexpr EventTag kTag = EventTag::guardian_recorded;
    static constexpr std::uint16_t kSchema = 1;
    std::string external_id;  ///< empty: recorded by the office, not by a roster
    std::string mac;
    Private details;  ///< JSON of PersonDetails
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::guardian, 0}, RetentionClass::identity}; }
    friend bool operator==(const GuardianRecorded&, const GuardianRecorded&) = default;
};
BOOST_DESCRIBE_STRUCT(GuardianRecorded, (), (external_id, mac, details))

struct GuardianDetailsChanged {
    static constexpr EventTag kTag = EventTag::guardian_details_changed;
    static constexpr std::uint16_t kSchema = 1;
    GuardianId guardian;
    std::string mac;
    Private details;
    [[nodiscard]] SealScope seal_scope() const {
        return {{SubjectKind::guardian, guardian.value}, RetentionClass::identity};
    }
    friend bool operator==(const GuardianDetailsChanged&, const GuardianDetailsChanged&) = default;
};
BOOST_DESCRIBE_STRUCT(GuardianDetailsChanged, (), (guardian, mac, details))

struct RelationshipRecorded {
    static constexpr EventTag kTag = EventTag::relationship_recorded;
    static constexpr std::uint16_t kSchema = 1;
    GuardianId guardian;
    PupilId pupil;
    Relationship relationship{};
    friend bool operator==(const RelationshipRecorded&, const RelationshipRecorded&) = default;
};
BOOST_DESCRIBE_STRUCT(RelationshipRecorded, (), (guardian, pupil, relationship))

/// A further adult may be linked in spite of the limit, in special circumstances (S21). The approver
/// is the actor.
struct AdultApproved {
    static constexpr EventTag kTag = EventTag::adult_approved;
    static constexpr std::uint16_t kSchema = 1;
    PupilId pupil;
    GuardianId guardian;
    std::optional<UtcTime> until;  ///< empty: no end date
    Private reason;
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::pupil, pupil.value}, RetentionClass::links}; }
    friend bool operator==(const AdultApproved&, const AdultApproved&) = default;
};
BOOST_DESCRIBE_STRUCT(AdultApproved, (), (pupil, guardian, until, reason))

/// A single-use code for one named adult and one pupil (S16, S19). The issuer is the actor.
struct InviteIssued {
    static constexpr EventTag kTag = EventTag::invite_issued;
    static constexpr std::uint16_t kSchema = 1;
    PupilId pupil;
    GuardianId guardian;
    Relationship relationship{};
    ApprovalId approval;    ///< 0: within the standard limit
    std::string selector;   ///< the code's first three characters: finds it, proves nothing
    std::string code_hash;  ///< Argon2id of the whole code
    UtcTime expires_at;
    friend bool operator==(const InviteIssued&, const InviteIssued&) = default;
};
BOOST_DESCRIBE_STRUCT(InviteIssued, (), (pupil, guardian, relationship, approval, selector, code_hash, expires_at))

/// An unused code no longer works (also when a new one replaces it).
struct InviteRevoked {
    static constexpr EventTag kTag = EventTag::invite_revoked;
    static constexpr std::uint16_t kSchema = 1;
    InviteId invite;
    PupilId pupil;
    friend bool operator==(const InviteRevoked&, const InviteRevoked&) = default;
};
BOOST_DESCRIBE_STRUCT(InviteRevoked, (), (invite, pupil))

struct GuardianLinked {
    static constexpr EventTag kTag = EventTag::guardian_linked;
    static constexpr std::uint16_t kSchema = 1;
    PupilId pupil;
    GuardianId guardian;
    InviteId invite;
    ApprovalId approval;  ///< 0: a standard link
    friend bool operator==(const GuardianLinked&, const GuardianLinked&) = default;
};
BOOST_DESCRIBE_STRUCT(GuardianLinked, (), (pupil, guardian, invite, approval))

/// Access ends at once; history stays (S22).
struct GuardianUnlinked {
    static constexpr EventTag kTag = EventTag::guardian_unlinked;
    static constexpr std::uint16_t kSchema = 1;
    PupilId pupil;
    GuardianId guardian;
    Private reason;
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::pupil, pupil.value}, RetentionClass::links}; }
    friend bool operator==(const GuardianUnlinked&, const GuardianUnlinked&) = default;
};
BOOST_DESCRIBE_STRUCT(GuardianUnlinked, (), (pupil, guardian, reason))

/// The last fact of a roster import: how much it changed.
struct RosterImported {
    static constexpr EventTag kTag = EventTag::roster_imported;
    static constexpr std::uint16_t kSchema = 1;
    std::uint32_t added = 0;
    std::uint32_t changed = 0;
    std::uint32_t left = 0;
    friend bool operator==(const RosterImported&, const RosterImported&) = default;
};
BOOST_DESCRIBE_STRUCT(RosterImported, (), (added, changed, left))

}  // namespace hometime
