// The feeds as routes show them.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "daemon/http/app.h"

namespace hometime::http {

/// "school" is 0; a class is its number.
[[nodiscard]] ClassId feed_in_path(const Call& call);
[[nodiscard]] Object the_feed(const Call& call);
/// The post named in the path, if it stands in the feed named there; else one that does not exist.
[[nodiscard]] Object the_post(const Call& call);
[[nodiscard]] std::string feed_name(ClassId feed);
/// A class's title, or the school's name.
[[nodiscard]] std::string feed_title(const Call& call, ClassId feed);
/// The feeds that the caller may read.
[[nodiscard]] std::vector<ClassId> feeds_of(const Call& call);
/// The caller, now, as somebody who looks at feeds.
[[nodiscard]] views::FeedReader reader_of(const Call& call);

/// The words that the fact at `version` gave a post, as members of `entry`.
void put_words(const Call& call, Sequence version, boost::json::object& entry);
/// A post as it stands; one that was taken back without its words. Staff see also whether it waits (D15).
[[nodiscard]] boost::json::object post_json(const Call& call, const views::PostItem& item);

}  // namespace hometime::http
