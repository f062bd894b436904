#include "daemon/commands/commands.h"
#include "daemon/commands/retention.h"
#include "daemon/commands/shown.h"
#include "daemon/commands/text.h"

namespace hometime {

namespace {

/// Why somebody orders or ends something, bytes of UTF-8.
constexpr std::size_t kReasonBytesMax = 1000;

}  // namespace

Decision decide(const School& school, const PlaceLegalHold& command, const Context& context) {
    if (!is_known(school, command.subject)) return Refused{Refusal::unknown_person, {}, {}};
    json::FieldErrors errors;
    check_text("/reason", command.reason, true, kReasonBytesMax, errors);
    if (command.until && *command.until <= context.now) {
        errors.push_back({"/until", "in-the-past", "must be an instant to come"});
    }
    if (!errors.empty()) return Refused{Refusal::hold_invalid, std::move(errors), {}};
    return Accepted{{LegalHoldPlaced{command.subject, command.classes, command.until, Private{command.reason}}},
                    {{"hold", context.next.value}},
                    {}};
}

Decision decide(const School& school, const LiftLegalHold& command, const Context&) {
    const auto hold = school.legal_hold(command.hold);
    if (!hold) return Refused{Refusal::unknown_hold, {}, {}};
    if (hold->lifted_at) return Refused{Refusal::hold_over, {}, {}};
    json::FieldErrors errors;
    check_text("/reason", command.reason, true, kReasonBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::hold_invalid, std::move(errors), {}};
    return Accepted{{LegalHoldLifted{command.hold, hold->subject, Private{command.reason}}},
                    {{"hold", command.hold.value}},
                    command.hold.sequence()};
}

}  // namespace hometime
