#include "projections/state/meeting_standing.h"

namespace hometime {

namespace {

bool is_closed(MeetingStage stage) {
    return stage == MeetingStage::declined || stage == MeetingStage::cancelled;
}

void apply(MeetingStanding& standing, const MeetingStep& step) {
    switch (step.kind) {
        case MeetingStepKind::requested:
        case MeetingStepKind::proposed:
            standing.stage =
                step.by == MeetingSide::guardian ? MeetingStage::waits_for_teacher : MeetingStage::waits_for_guardian;
            standing.times = step.times;
            return;
        case MeetingStepKind::agreed:
            standing.stage = MeetingStage::agreed;
            standing.time = step.times.front();
            break;
        case MeetingStepKind::declined: standing.stage = MeetingStage::declined; break;
        case MeetingStepKind::cancelled: standing.stage = MeetingStage::cancelled; break;
    }
    standing.times.clear();
}

}  // namespace

std::vector<MeetingStep> steps_known_to(MeetingSide side, const School& school, const MeetingRow& meeting) {
    if (side == MeetingSide::guardian) return meeting.steps;
    std::vector<MeetingStep> known;
    for (const auto& step : meeting.steps) {
        const MessageId carrier{step.carrier.value};
        const bool shown = step.by == MeetingSide::staff ||
                           (carrier && !school.held(meeting.staff, carrier) && !school.never_shown(carrier));
        if (shown) known.push_back(step);
    }
    return known;
}

MeetingStanding standing_after(const std::vector<MeetingStep>& steps) {
    MeetingStanding standing;
    for (const auto& step : steps) {
        if (!is_closed(standing.stage)) apply(standing, step);
    }
    return standing;
}

bool is_over(const MeetingStanding& standing, const MeetingRow& meeting, UtcTime now) {
    if (is_closed(standing.stage)) return true;
    return standing.stage == MeetingStage::agreed && *standing.time + std::chrono::minutes{meeting.minutes} <= now;
}

}  // namespace hometime
