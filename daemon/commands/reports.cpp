#include "daemon/commands/commands.h"
#include "daemon/commands/text.h"

namespace hometime {

namespace {

constexpr std::size_t kReasonBytesMax = 4000;

/// Reports are few; the state has one row for each.
bool reported_already(const School& school, MessageId message, StaffId staff) {
    bool found = false;
    school.each_report([&](const ReportRow& row) {
        found = row.open && row.message == message && row.staff == staff;
        return !found;
    });
    return found;
}

}  // namespace

Decision decide(const School& school, const ReportMessage& command, const Context& context) {
    const StaffId reporter{context.actor.id};
    if (!school.thread(command.thread)) return Refused{Refusal::unknown_message, {}, {}};
    if (command.recipient && (command.recipient != reporter || school.held(reporter, command.message) ||
                              school.never_shown(command.message))) {
        return Refused{Refusal::unknown_message, {}, {}};  // Held means hidden, also from this.
    }
    if (reported_already(school, command.message, reporter)) return Refused{Refusal::already_reported, {}, {}};
    json::FieldErrors errors;
    check_text("/reason", command.reason, true, kReasonBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    return Accepted{{MessageReported{command.message, command.thread, command.pupil, command.guardian, reporter,
                                     command.leaf, Private{command.reason}}},
                    {{"report", context.next.value}, {"message", command.message.value}},
                    command.message.sequence()};
}

Decision decide(const School& school, const CloseReport& command, const Context& context) {
    const auto report = school.report(command.report);
    if (!report) return Refused{Refusal::unknown_report, {}, {}};
    if (!report->open) return Refused{Refusal::report_closed, {}, {}};
    json::FieldErrors errors;
    check_text("/outcome", command.outcome, true, kReasonBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    return Accepted{{ReportClosed{command.report, report->pupil, StaffId{context.actor.id}, Private{command.outcome}}},
                    {{"report", command.report.value}},
                    command.report.sequence()};
}

}  // namespace hometime
