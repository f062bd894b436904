#include "projections/state/fold.h"

namespace hometime::state {

namespace {

template <class Change>
void change(const Folding& f, ConcernId concern, Change apply) {
    f.change<ConcernRow>(keys::concern(f.school, concern), apply);
}

void note(const Folding& f, ConcernId concern, ConcernStepKind kind) {
    change(f, concern,
           [&](ConcernRow& row) { row.steps.push_back({kind, f.sequence(), f.header.recorded_at, f.header.actor}); });
}

}  // namespace

void fold(const Folding& f, const ConcernRaised& e) {
    ConcernRow row;
    row.id = f.created<ConcernId>();
    row.raised_by = f.header.actor;
    row.raised_at = f.header.recorded_at;
    row.pupils = e.pupils;
    row.message = e.message;
    row.seen_at = e.seen_at;
    row.escalates_at = e.escalates_at;
    f.put(keys::concern(f.school, row.id), std::move(row));
}

void fold(const Folding& f, const ConcernAdded& e) {
    note(f, e.concern, ConcernStepKind::added);
}

void fold(const Folding& f, const ConcernAcknowledged& e) {
    note(f, e.concern, ConcernStepKind::acknowledged);
    change(f, e.concern, [&](ConcernRow& row) { row.acknowledged_at = f.header.recorded_at; });
}

void fold(const Folding& f, const ConcernEscalated& e) {
    note(f, e.concern, ConcernStepKind::escalated);
    change(f, e.concern, [&](ConcernRow& row) { row.escalated_at = f.header.recorded_at; });
}

void fold(const Folding& f, const ConcernClosed& e) {
    note(f, e.concern, ConcernStepKind::closed);
    change(f, e.concern, [&](ConcernRow& row) { row.closed_at = f.header.recorded_at; });
}

void fold(const Folding& f, const ConcernShared& e) {
    note(f, e.concern, ConcernStepKind::shared);
    change(f, e.concern, [&](ConcernRow& row) { row.readers.insert(e.staff); });
}

void fold(const Folding& f, const ConcernUnshared& e) {
    note(f, e.concern, ConcernStepKind::unshared);
    change(f, e.concern, [&](ConcernRow& row) { row.readers.erase(e.staff); });
}

void fold(const Folding& f, const ConcernBreakGlass& e) {
    note(f, e.concern, ConcernStepKind::break_glass);
}

}  // namespace hometime::state
