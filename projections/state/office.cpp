#include "projections/state/fold.h"

namespace hometime::state {

void fold(const Folding& f, const MessageHandled& e) {
    const auto key = keys::handled(f.school, e.message);
    if (!e.handled) return f.erase(key);
    f.put(key, HandledRow{e.message, e.staff});
}

void fold(const Folding& f, const AwayRecorded& e) {
    const auto id = f.created<AwayId>();
    f.put(keys::away(f.school, id), AwayRow{id, e.pupil, e.dates, e.kind, e.at});
}

void fold(const Folding& f, const AwayWithdrawn& e) {
    f.erase(keys::away(f.school, e.away));
}

}  // namespace hometime::state
