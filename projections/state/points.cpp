#include "projections/state/fold.h"

namespace hometime::state {

void fold(const Folding& f, const PointAwarded& e) {
    const auto id = f.created<AwardId>();
    f.put(keys::award(f.school, id), AwardRow{id, e.pupil, e.staff, false});
}

void fold(const Folding& f, const PointRetracted& e) {
    f.change<AwardRow>(keys::award(f.school, e.award), [](AwardRow& row) { row.retracted = true; });
}

}  // namespace hometime::state
