#include "daemon/commands/commands.h"
#include "daemon/commands/text.h"

namespace hometime {

namespace {

constexpr std::size_t kPurposeBytesMax = 1000;

}  // namespace

Decision decide(const School& school, const InspectThread& command, const Context& context) {
    const auto thread = school.thread(command.thread);
    if (!thread) return Refused{Refusal::unknown_thread, {}, {}};
    json::FieldErrors errors;
    check_text("/purpose", command.purpose, true, kPurposeBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::purpose_required, std::move(errors), {}};
    return Accepted{
        {ThreadInspected{command.thread, thread->pupil, StaffId{context.actor.id}, Private{command.purpose}}},
        {{"inspection", context.next.value}, {"thread", command.thread.value}},
        command.thread.sequence()};
}

}  // namespace hometime
