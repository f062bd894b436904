// Facts about pupils.
#pragma once

#include <string>

#include "eventstore/events/people.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

struct PupilEnrolled {
    static constexpr EventTag kTag = EventTag::pupil_enrolled;
    static constexpr std::uint16_t kSchema = 1;
    std::string external_id;
    ClassId class_id;
    std::string mac;
    Private details;  ///< JSON of PersonDetails
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::pupil, 0}, RetentionClass::identity}; }
    friend bool operator==(const PupilEnrolled&, const PupilEnrolled&) = default;
};
BOOST_DESCRIBE_STRUCT(PupilEnrolled, (), (external_id, class_id, mac, details))

struct PupilDetailsChanged {
    static constexpr EventTag kTag = EventTag::pupil_details_changed;
    static constexpr std::uint16_t kSchema = 1;
    PupilId pupil;
    std::string mac;
    Private details;
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::pupil, pupil.value}, RetentionClass::identity}; }
    friend bool operator==(const PupilDetailsChanged&, const PupilDetailsChanged&) = default;
};
BOOST_DESCRIBE_STRUCT(PupilDetailsChanged, (), (pupil, mac, details))

/// The pupil is in another class; guardians' class access follows (S17).
struct PupilMoved {
    static constexpr EventTag kTag = EventTag::pupil_moved;
    static constexpr std::uint16_t kSchema = 1;
    PupilId pupil;
    ClassId class_id;
    friend bool operator==(const PupilMoved&, const PupilMoved&) = default;
};
BOOST_DESCRIBE_STRUCT(PupilMoved, (), (pupil, class_id))

struct PupilLeft {
    static constexpr EventTag kTag = EventTag::pupil_left;
    static constexpr std::uint16_t kSchema = 1;
    PupilId pupil;
    friend bool operator==(const PupilLeft&, const PupilLeft&) = default;
};
BOOST_DESCRIBE_STRUCT(PupilLeft, (), (pupil))

/// A one-time code by which a pupil makes an account that shows their own points (D16). A newer code replaces an older.
struct PupilCodeIssued {
    static constexpr EventTag kTag = EventTag::pupil_code_issued;
    static constexpr std::uint16_t kSchema = 1;
    PupilId pupil;
    std::string selector;   ///< the code's first three characters: finds it, proves nothing
    std::string code_hash;  ///< Argon2id of the whole code
    UtcTime expires_at;
    friend bool operator==(const PupilCodeIssued&, const PupilCodeIssued&) = default;
};
BOOST_DESCRIBE_STRUCT(PupilCodeIssued, (), (pupil, selector, code_hash, expires_at))

}  // namespace hometime
