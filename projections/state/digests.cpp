#include "eventstore/base/mutants.h"
#include "projections/state/fold.h"

namespace hometime::state {

void fold(const Folding& f, const DigestSealed& e) {
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
