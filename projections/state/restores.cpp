#include "projections/state/fold.h"

namespace hometime::state {

void fold(const Folding& f, const LogRestored& e) {
    f.change<SchoolRow>(keys::school(f.school), [&](SchoolRow& row) { row.epoch = e.epoch; });
}

}  // namespace hometime::state
