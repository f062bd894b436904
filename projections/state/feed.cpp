#include "projections/state/fold.h"

namespace hometime::state {

void fold(const Folding& f, const Posted& e) {
    f.put(keys::feed(f.school, e.class_id), FeedRow{f.created<PostId>()});
}

void fold(const Folding& f, const FeedSeen& e) {
    f.put(keys::seen(f.school, e.person_kind, e.person, e.class_id), SeenRow{e.up_to});
}

}  // namespace hometime::state
