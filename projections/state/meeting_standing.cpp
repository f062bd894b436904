#include "projections/state/meeting_standing.h"

#include <algorithm>

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
    const auto shown = [&](const MeetingStep& step) {
        if (step.by == side) return true;
        if (side == MeetingSide::guardian) {
            const ReplyId carrier{step.carrier.value};
            return !school.held_reply(meeting.guardian, carrier) && !school.undelivered(carrier);
        }
        const MessageId carrier{step.carrier.value};
        return carrier && !school.held(meeting.staff, carrier) && !school.never_shown(carrier);
    };
    std::vector<MeetingStep> known;
    std::copy_if(meeting.steps.begin(), meeting.steps.end(), std::back_inserter(known), shown);
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
