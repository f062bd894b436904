#include "projections/state/fold.h"

namespace hometime::state {

void fold(const Folding& f, const Posted& e) {
    const auto id = f.created<PostId>();
    f.upsert<FeedRow>(keys::feed(f.school, e.class_id), [&](FeedRow& row) {
        row.newest = id;
        row.recent.push_back(id);
        if (row.recent.size() > kFeedDigestPostsMax) row.recent.erase(row.recent.begin());
    });
    f.put(keys::post(f.school, id), PostRow{id, e.class_id, e.author, e.kind, f.sequence(),
                                            e.shown_at.value_or(f.header.recorded_at), false, false});
}

void fold(const Folding& f, const PostEdited& e) {
    f.change<PostRow>(keys::post(f.school, e.post), [&](PostRow& row) { row.version = f.sequence(); });
}

void fold(const Folding& f, const PostRetracted& e) {
    f.change<PostRow>(keys::post(f.school, e.post), [&](PostRow& row) {
        row.version = f.sequence();
        row.retracted = true;
        row.never_shown = f.header.recorded_at < row.shown_at;
    });
}

void fold(const Folding& f, const FeedSeen& e) {
    f.put(keys::seen(f.school, e.person_kind, e.person, e.class_id), SeenRow{e.up_to, f.header.recorded_at});
}

}  // namespace hometime::state
