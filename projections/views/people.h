// The directory: who is in which class, who teaches it, who is linked to whom. Names are not here: `details`
// is the record whose private part holds the newest ones. A link that ended, a pupil or a staff member who
// left is gone from here at once (S17, S22).
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eventstore/events/guardians.h"
#include "eventstore/events/staff.h"
#include "projections/state/rows.h"
#include "projections/views/page.h"

namespace hometime::views {

struct ClassView {
    ClassId id;
    std::string external_id;  ///< the roster's own id; empty: not from a roster
    Sequence details;
    bool active = true;
    std::set<StaffId> teachers;
    std::set<StaffId> assistants;
    std::set<PupilId> pupils;
};
BOOST_DESCRIBE_STRUCT(ClassView, (), (id, external_id, details, active, teachers, assistants, pupils))

struct StaffView {
    StaffId id;
    std::string external_id;
    Sequence details;
    bool active = true;
    std::set<StaffRole> granted;  ///< office, slt, dsl
    std::set<ClassId> teaches;
    std::set<ClassId> assists;
    bool has_account = false;
};
BOOST_DESCRIBE_STRUCT(StaffView, (), (id, external_id, details, active, granted, teaches, assists, has_account))

/// An adult's tie to a pupil; `linked`: it gives access now.
struct AdultView {
    GuardianId guardian;
    std::optional<Relationship> relationship;  ///< empty: none recorded
    bool linked = false;
};
BOOST_DESCRIBE_STRUCT(AdultView, (), (guardian, relationship, linked))

struct PupilView {
    PupilId id;
    std::string external_id;
    ClassId class_id;
    Sequence details;
    bool active = true;
    std::vector<AdultView> adults;  ///< in the order in which they became known
};
BOOST_DESCRIBE_STRUCT(PupilView, (), (id, external_id, class_id, details, active, adults))

struct GuardianView {
    GuardianId id;
    std::string external_id;
    Sequence details;
    std::set<PupilId> linked;  ///< pupils this guardian has access to
    bool has_account = false;
};
BOOST_DESCRIBE_STRUCT(GuardianView, (), (id, external_id, details, linked, has_account))

[[nodiscard]] std::optional<ClassView> school_class(const ViewSource& source, SchoolId school, ClassId id);
[[nodiscard]] std::optional<StaffView> staff(const ViewSource& source, SchoolId school, StaffId id);
[[nodiscard]] std::optional<PupilView> pupil(const ViewSource& source, SchoolId school, PupilId id);
[[nodiscard]] std::optional<GuardianView> guardian(const ViewSource& source, SchoolId school, GuardianId id);
/// By id, those who left too; a page's place is an id.
[[nodiscard]] std::vector<ClassView> classes(const ViewSource& source, SchoolId school, const Page& page = {});
[[nodiscard]] std::vector<StaffView> all_staff(const ViewSource& source, SchoolId school, const Page& page = {});
[[nodiscard]] std::vector<PupilView> pupils(const ViewSource& source, SchoolId school, const Page& page = {});
[[nodiscard]] std::vector<GuardianView> guardians(const ViewSource& source, SchoolId school, const Page& page = {});
/// The id behind a roster's own id; 0: unknown.
[[nodiscard]] std::uint64_t by_external_id(const ViewSource& source, SchoolId school, ExternalKind kind,
                                           std::string_view external_id);
/// The feeds a person may read: the school's (0) first, then classes by id; empty for a guardian without a
/// link and for staff who left. Class access follows from the pupils' enrolment (S3, S17).
[[nodiscard]] std::vector<ClassId> feeds_of(const ViewSource& source, SchoolId school, GuardianId guardian);
[[nodiscard]] std::vector<ClassId> feeds_of(const ViewSource& source, SchoolId school, StaffId staff);

}  // namespace hometime::views
