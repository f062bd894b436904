// Facts about staff: who works here, what they may do, how they first sign in.
#pragma once

#include <string>

#include "eventstore/events/people.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// Numbers are written to disk. A roster gives `teacher` and `teaching_assistant` (by assignment to a
/// class) and nothing else; office, slt, dsl and deputy_dsl are granted by name.
enum class StaffRole : std::uint8_t {
    teacher = 1,
    teaching_assistant = 2,
    office = 3,
    slt = 4,
    dsl = 5,
    deputy_dsl = 6
};
BOOST_DESCRIBE_ENUM(StaffRole, teacher, teaching_assistant, office, slt, dsl, deputy_dsl)

struct StaffAdded {
    static constexpr EventTag kTag = EventTag::staff_added;
    static constexpr std::uint16_t kSchema = 1;
    std::string external_id;
    std::string mac;
    Private details;  ///< JSON of PersonDetails
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::staff, 0}, RetentionClass::identity}; }
    friend bool operator==(const StaffAdded&, const StaffAdded&) = default;
};
BOOST_DESCRIBE_STRUCT(StaffAdded, (), (external_id, mac, details))

struct StaffDetailsChanged {
    static constexpr EventTag kTag = EventTag::staff_details_changed;
    static constexpr std::uint16_t kSchema = 1;
    StaffId staff;
    std::string mac;
    Private details;
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::staff, staff.value}, RetentionClass::identity}; }
    friend bool operator==(const StaffDetailsChanged&, const StaffDetailsChanged&) = default;
};
BOOST_DESCRIBE_STRUCT(StaffDetailsChanged, (), (staff, mac, details))

struct StaffLeft {
    static constexpr EventTag kTag = EventTag::staff_left;
    static constexpr std::uint16_t kSchema = 1;
    StaffId staff;
    friend bool operator==(const StaffLeft&, const StaffLeft&) = default;
};
BOOST_DESCRIBE_STRUCT(StaffLeft, (), (staff))

/// A staff member works with a class, as `teacher` or `teaching_assistant`.
struct StaffAssigned {
    static constexpr EventTag kTag = EventTag::staff_assigned;
    static constexpr std::uint16_t kSchema = 1;
    StaffId staff;
    ClassId class_id;
    StaffRole role{};
    friend bool operator==(const StaffAssigned&, const StaffAssigned&) = default;
};
BOOST_DESCRIBE_STRUCT(StaffAssigned, (), (staff, class_id, role))

struct StaffUnassigned {
    static constexpr EventTag kTag = EventTag::staff_unassigned;
    static constexpr std::uint16_t kSchema = 1;
    StaffId staff;
    ClassId class_id;
    friend bool operator==(const StaffUnassigned&, const StaffUnassigned&) = default;
};
BOOST_DESCRIBE_STRUCT(StaffUnassigned, (), (staff, class_id))

struct StaffRoleGranted {
    static constexpr EventTag kTag = EventTag::staff_role_granted;
    static constexpr std::uint16_t kSchema = 1;
    StaffId staff;
    StaffRole role{};
    friend bool operator==(const StaffRoleGranted&, const StaffRoleGranted&) = default;
};
BOOST_DESCRIBE_STRUCT(StaffRoleGranted, (), (staff, role))

struct StaffRoleRevoked {
    static constexpr EventTag kTag = EventTag::staff_role_revoked;
    static constexpr std::uint16_t kSchema = 1;
    StaffId staff;
    StaffRole role{};
    friend bool operator==(const StaffRoleRevoked&, const StaffRoleRevoked&) = default;
};
BOOST_DESCRIBE_STRUCT(StaffRoleRevoked, (), (staff, role))

/// A one-time code by which a staff member makes an account. A newer code replaces an older one.
struct StaffCodeIssued {
    static constexpr EventTag kTag = EventTag::staff_code_issued;
    static constexpr std::uint16_t kSchema = 1;
    StaffId staff;
    std::string selector;   ///< the code's first three characters: finds it, proves nothing
    std::string code_hash;  ///< Argon2id of the whole code
    UtcTime expires_at;
    friend bool operator==(const StaffCodeIssued&, const StaffCodeIssued&) = default;
};
BOOST_DESCRIBE_STRUCT(StaffCodeIssued, (), (staff, selector, code_hash, expires_at))

}  // namespace hometime
