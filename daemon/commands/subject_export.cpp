#include "daemon/commands/commands.h"
#include "daemon/commands/text.h"

namespace hometime {

namespace {

constexpr std::size_t kPurposeBytesMax = 1000;

/// Somebody who ever was of this school: people who left have the same rights.
bool is_known(const School& school, PersonKind kind, std::uint64_t person) {
    switch (kind) {
        case PersonKind::guardian: return school.guardian(GuardianId{person}) != nullptr;
        case PersonKind::staff: return school.staff(StaffId{person}) != nullptr;
        case PersonKind::pupil: return school.pupil(PupilId{person}) != nullptr;
    }
    return false;
}

}  // namespace

Decision decide(const School& school, const ExportSubject& command, const Context& context) {
    if (!is_known(school, command.person_kind, command.person)) return Refused{Refusal::unknown_person, {}, {}};
    json::FieldErrors errors;
    check_text("/purpose", command.purpose, true, kPurposeBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::purpose_required, std::move(errors), {}};
    const Sequence up_to{context.next.value - 1};
    return Accepted{
        {SubjectExported{command.person_kind, command.person, up_to, command.safeguarding, Private{command.purpose}}},
        {{"export", context.next.value}, {"up_to", up_to.value}},
        {}};
}

}  // namespace hometime
