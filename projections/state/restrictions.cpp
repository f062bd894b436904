#include <algorithm>

#include "projections/state/fold.h"

namespace hometime::state {

void fold(const Folding& f, const ContactRestricted& e) {
    f.upsert<RestrictionsRow>(keys::restrictions(f.school, e.pupil), [&](RestrictionsRow& row) {
        row.all.push_back({f.created<RestrictionId>(), e.guardian, e.kind, e.from, e.until, std::nullopt});
    });
}

void fold(const Folding& f, const RestrictionLifted& e) {
    f.change<RestrictionsRow>(keys::restrictions(f.school, e.pupil), [&](RestrictionsRow& row) {
        const auto found = std::find_if(row.all.begin(), row.all.end(),
                                        [&](const Restriction& one) { return one.id == e.restriction; });
        if (found != row.all.end()) found->lifted_at = f.header.recorded_at;
    });
}

}  // namespace hometime::state
