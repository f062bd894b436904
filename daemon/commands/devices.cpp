#include "daemon/commands/commands.h"

namespace hometime {

namespace {

/// Somebody who can read their notices.
bool is_told(const School& school, const RecordNewDevice& command) {
    switch (command.person_kind) {
        case PersonKind::guardian: return school.guardian(GuardianId{command.person}) != nullptr;
        case PersonKind::staff: return school.staff(StaffId{command.person}) != nullptr;
        case PersonKind::pupil: break;
    }
    return false;
}

}  // namespace

Decision decide(const School& school, const RecordNewDevice& command, const Context&) {
    if (!is_told(school, command)) return Refused{Refusal::unknown_person, {}, {}};
    return Accepted{
        {NewDeviceSignedIn{command.person_kind, command.person, command.session}}, {{"session", command.session}}, {}};
}

}  // namespace hometime
