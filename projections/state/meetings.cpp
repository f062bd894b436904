#include "projections/state/fold.h"

namespace hometime::state {

namespace {

/// A message that carries a step is known by it for as long as it is held.
void carry(const Folding& f, const MeetingRow& row, Sequence carrier) {
    f.change<HeldRow>(keys::held(f.school, row.staff, MessageId::at(carrier)),
                      [&](HeldRow& held) { held.meeting = row.id; });
}

template <class Fact>
void step(const Folding& f, const Fact& e, MeetingStepKind kind, std::vector<UtcTime> times) {
    f.change<MeetingRow>(keys::meeting(f.school, e.meeting), [&](MeetingRow& row) {
        row.steps.push_back({kind, e.by, e.carrier, f.header.recorded_at, std::move(times)});
        if (e.by == MeetingSide::guardian) carry(f, row, e.carrier);
    });
}

}  // namespace

void fold(const Folding& f, const MeetingRequested& e) {
    const auto id = f.created<MeetingId>();
    MeetingRow row{id, e.thread, e.guardian, e.staff, e.pupil, e.minutes, {}};
    row.steps.push_back(
        {MeetingStepKind::requested, MeetingSide::guardian, e.carrier.sequence(), f.header.recorded_at, e.times});
    carry(f, row, e.carrier.sequence());
    f.put(keys::meeting(f.school, id), std::move(row));
    f.put(keys::meeting_of_thread(f.school, e.thread), MeetingOfThreadRow{id});
}

void fold(const Folding& f, const MeetingTimesProposed& e) {
    step(f, e, MeetingStepKind::proposed, e.times);
}
void fold(const Folding& f, const MeetingAgreed& e) {
    step(f, e, MeetingStepKind::agreed, {e.time});
}
void fold(const Folding& f, const MeetingDeclined& e) {
    step(f, e, MeetingStepKind::declined, {});
}
void fold(const Folding& f, const MeetingCancelled& e) {
    step(f, e, MeetingStepKind::cancelled, {});
}

}  // namespace hometime::state
