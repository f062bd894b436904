#include "projections/state/conduct_standing.h"

#include <algorithm>

namespace hometime {

namespace {

void apply(ConductStanding& standing, const ConductStep& step) {
    switch (step.kind) {
        case ConductStepKind::marked:
        case ConductStepKind::reminded:
        case ConductStepKind::mark_withdrawn: return;
        case ConductStepKind::item_raised: standing.open_item = ConductItemId{step.fact.value}; return;
        case ConductStepKind::item_dismissed: standing.open_item = {}; return;
        case ConductStepKind::suspended: standing = {Conduct::suspended, step, {}}; return;
        case ConductStepKind::removed: standing = {Conduct::removed, step, {}}; return;
        case ConductStepKind::reinstated: standing = {Conduct::good, std::nullopt, standing.open_item}; return;
    }
}

}  // namespace

ConductStanding conduct_standing(const School& school, GuardianId guardian, UtcTime now) {
    ConductStanding standing;
    const auto row = school.conduct(guardian);
    if (!row) return standing;
    for (const auto& step : row->steps) apply(standing, step);
    if (standing.conduct == Conduct::suspended && *standing.decided->until <= now) {
        standing.conduct = Conduct::good;
        standing.decided.reset();
    }
    return standing;
}

std::vector<ConductStep> marks_since(const ConductRow& row, UtcTime since) {
    std::vector<ConductStep> marks;
    for (const auto& step : row.steps) {
        if (step.kind == ConductStepKind::marked && step.at >= since) marks.push_back(step);
        if (step.kind != ConductStepKind::mark_withdrawn) continue;
        std::erase_if(marks, [&](const ConductStep& mark) { return mark.fact == step.about; });
    }
    return marks;
}

}  // namespace hometime
