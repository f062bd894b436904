#include "eventstore/base/mutants.h"
#include "projections/state/outbox.h"

namespace hometime::state {

namespace {

/// The earliest instant by which an answer to one of them is expected.
std::optional<UtcTime> earliest_due(const Folding& f, const DigestSealed& e) {
    std::optional<UtcTime> earliest;
    for (const auto message : e.messages) {
        const auto held = f.get<HeldRow>(keys::held(f.school, e.staff, message));
        if (held && held->due && (!earliest || *held->due < *earliest)) earliest = held->due;
    }
    return earliest;
}

}  // namespace

void fold(const Folding& f, const DigestSealed& e) {
    add_to_outbox(f, PersonKind::staff, e.staff.value,
                  {f.sequence(), NotificationKind::inbox, f.header.recorded_at,
                   static_cast<std::uint32_t>(e.messages.size()), earliest_due(f, e)});
    for (const auto message : e.messages) {
        if (mutant(Mutant::held_kept) && message == e.messages.front()) continue;
        f.erase(keys::held(f.school, e.staff, message));
    }
    f.upsert<OccurrenceRow>(keys::occurrence(f.school, e.staff, e.occurrence), [](OccurrenceRow& row) {
        if (!mutant(Mutant::counter_stands)) ++row.digests;
    });
    const auto id = f.created<DigestId>();
    f.put(keys::digest(f.school, id), DigestRow{id, e.staff, e.channel});
}

void fold(const Folding& f, const DigestDelivered& e) {
    f.erase(keys::digest(f.school, e.digest));
}

}  // namespace hometime::state
