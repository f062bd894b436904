// Facts about who looked at what, and why: a leader in a thread (D13), an export for its subject (S64, S65), a sign-in
// from a device that was not seen before (S14).
#pragma once

#include "eventstore/base/json.h"
#include "eventstore/events/schools.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// A leader of the school reads a thread that is not theirs, for a purpose; durable before the first byte left, and
/// shown in the thread's audit.
struct ThreadInspected {
    static constexpr EventTag kTag = EventTag::thread_inspected;
    static constexpr std::uint16_t kSchema = 1;
    ThreadId thread;
    PupilId pupil;
    StaffId staff;  ///< who reads
    Private purpose;
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::pupil, pupil.value}, RetentionClass::messages}; }
    friend bool operator==(const ThreadInspected&, const ThreadInspected&) = default;
};
BOOST_DESCRIBE_STRUCT(ThreadInspected, (), (thread, pupil, staff, purpose))

/// Everything about one person was exported; durable before the first byte left. Who did it is the actor.
struct SubjectExported {
    static constexpr EventTag kTag = EventTag::subject_exported;
    static constexpr std::uint16_t kSchema = 1;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    Sequence up_to;             ///< the newest fact that was looked at
    bool safeguarding = false;  ///< the safeguarding part, which is exported apart
    Private purpose;
    [[nodiscard]] SealScope seal_scope() const {
        switch (person_kind) {
            case PersonKind::guardian: return {{SubjectKind::guardian, person}, RetentionClass::reports};
            case PersonKind::staff: return {{SubjectKind::staff, person}, RetentionClass::reports};
            case PersonKind::pupil: break;
        }
        return {{SubjectKind::pupil, person}, RetentionClass::reports};
    }
    friend bool operator==(const SubjectExported&, const SubjectExported&) = default;
};
BOOST_DESCRIBE_STRUCT(SubjectExported, (), (person_kind, person, up_to, safeguarding, purpose))

/// Somebody signed in on a device that this account was not used on before: the person is told.
struct NewDeviceSignedIn {
    static constexpr EventTag kTag = EventTag::new_device_signed_in;
    static constexpr std::uint16_t kSchema = 1;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    std::uint64_t session = 0;  ///< the sign-in's number
    friend bool operator==(const NewDeviceSignedIn&, const NewDeviceSignedIn&) = default;
};
BOOST_DESCRIBE_STRUCT(NewDeviceSignedIn, (), (person_kind, person, session))

}  // namespace hometime
