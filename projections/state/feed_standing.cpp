#include "projections/state/feed_standing.h"

#include <algorithm>
#include <set>

#include "projections/state/link_access.h"

namespace hometime {

bool is_shown(const PostRow& post, UtcTime now) {
    return post.shown_at <= now && !post.never_shown;
}

bool has_seen(const SeenRow* seen, const PostRow& post) {
    return seen != nullptr && post.id <= seen->up_to && post.shown_at <= seen->at;
}

bool reads_feed(const School& school, GuardianId guardian, ClassId feed, UtcTime now) {
    const auto feeds = feeds_of(school, guardian, now);
    return std::find(feeds.begin(), feeds.end(), feed) != feeds.end();
}

std::vector<ClassId> feeds_of(const School& school, GuardianId guardian, UtcTime now) {
    const auto row = school.guardian(guardian);
    if (!row) return {};
    std::set<ClassId> feeds;
    for (const auto id : row->linked) {
        const auto pupil = school.pupil(id);
        if (!pupil || link_access(school, guardian, id, now) == LinkAccess::none) continue;
        feeds.emplace();
        const auto in = school.school_class(pupil->class_id);
        if (in && in->active) feeds.insert(in->id);
    }
    return {feeds.begin(), feeds.end()};
}

}  // namespace hometime
