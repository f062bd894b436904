#include "projections/state/fold.h"

namespace hometime::state {

void fold(const Folding& f, const Posted& e) {
    const auto id = f.created<PostId>();
    f.put(keys::feed(f.school, e.class_id), FeedRow{id});
    f.put(keys::post(f.school, id), PostRow{id, e.class_id, e.author, e.kind, f.sequence(), false});
}

void fold(const Folding& f, const PostEdited& e) {
    f.change<PostRow>(keys::post(f.school, e.post), [&](PostRow& row) { row.version = f.sequence(); });
}

void fold(const Folding& f, const PostRetracted& e) {
    f.change<PostRow>(keys::post(f.school, e.post), [&](PostRow& row) {
        row.version = f.sequence();
        row.retracted = true;
    });
}

void fold(const Folding& f, const FeedSeen& e) {
    f.put(keys::seen(f.school, e.person_kind, e.person, e.class_id), SeenRow{e.up_to});
}

}  // namespace hometime::state
