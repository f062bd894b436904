#include "projections/state/fold.h"

namespace hometime::state {

namespace {

void add(const Folding& f, GuardianId guardian, ConductStep step) {
    step.fact = f.sequence();
    step.at = f.header.recorded_at;
    if (f.header.actor.kind == ActorKind::staff) step.by = StaffId{f.header.actor.id};
    f.upsert<ConductRow>(keys::conduct(f.school, guardian), [&](ConductRow& row) {
        row.guardian = guardian;
        row.steps.push_back(std::move(step));
    });
}

ConductStep step(ConductStepKind kind) {
    ConductStep made;
    made.kind = kind;
    return made;
}

}  // namespace

void fold(const Folding& f, const MisuseMarked& e) {
    auto marked = step(ConductStepKind::marked);
    marked.message = e.message;
    marked.rule = e.rule;
    add(f, e.guardian, marked);
    f.put(keys::marked(f.school, e.message), MarkedRow{f.created<MarkId>()});
}

void fold(const Folding& f, const ReminderSent& e) {
    auto reminded = step(ConductStepKind::reminded);
    reminded.about = e.mark.sequence();
    reminded.rule = e.rule;
    add(f, e.guardian, reminded);
}

void fold(const Folding& f, const MarkWithdrawn& e) {
    auto withdrawn = step(ConductStepKind::mark_withdrawn);
    withdrawn.about = e.mark.sequence();
    add(f, e.guardian, withdrawn);
}

void fold(const Folding& f, const ConductItemRaised& e) {
    add(f, e.guardian, step(ConductStepKind::item_raised));
}

void fold(const Folding& f, const ConductItemDismissed& e) {
    auto dismissed = step(ConductStepKind::item_dismissed);
    dismissed.about = e.item.sequence();
    add(f, e.guardian, dismissed);
}

void fold(const Folding& f, const GuardianSuspended& e) {
    auto suspended = step(ConductStepKind::suspended);
    suspended.about = e.item.sequence();
    suspended.until = e.until;
    suspended.review_on = e.review_on;
    add(f, e.guardian, suspended);
}

void fold(const Folding& f, const GuardianRemoved& e) {
    auto removed = step(ConductStepKind::removed);
    removed.about = e.item.sequence();
    removed.review_on = e.review_on;
    add(f, e.guardian, removed);
}

void fold(const Folding& f, const GuardianReinstated& e) {
    add(f, e.guardian, step(ConductStepKind::reinstated));
}

}  // namespace hometime::state
