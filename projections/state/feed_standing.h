// What guardians see of the feeds at an instant, and whose feeds they are (S3, D15).
#pragma once

#include <vector>

#include "projections/state/school.h"

namespace hometime {

/// Guardians see it, if only that there was a post which was taken back.
[[nodiscard]] bool is_shown(const PostRow& post, UtcTime now);
/// `seen`: how far somebody has seen the post's feed; empty: they never looked. A post that was shown after they looked
/// is not seen, although a newer one is.
[[nodiscard]] bool has_seen(const SeenRow* seen, const PostRow& post);

/// The guardian reads this feed: a pupil of theirs is in the class, or (0) at the school. No class that was closed.
[[nodiscard]] bool reads_feed(const School& school, GuardianId guardian, ClassId feed, UtcTime now);
/// The feeds that the guardian reads: the school's, then those of classes, by number; none without a link.
[[nodiscard]] std::vector<ClassId> feeds_of(const School& school, GuardianId guardian, UtcTime now);

}  // namespace hometime
