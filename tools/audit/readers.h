// Who could read a thing at a moment: asked of the very permission table that the daemon decides by, on the state and
// under the policy of that moment.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <string>

#include "eventstore/base/ids.h"
#include "eventstore/base/result.h"

namespace hometime::tools {

/// `thing`: message:N, thread:N, post:N, feed:N (0: the school's), pupil:N, points:N (of a pupil), concern:N, report:N,
/// meeting:N, restrictions:N (about a pupil), conduct:N (of a guardian). `at`: an instant, a sequence, or empty: now.
/// Lists everybody who had a sign-in and was allowed, as {person: {kind, id}, roles, by}: `by` are the operations that
/// would have shown it. Those who may only act for the server (its administrator) see no content and are not asked.
/// Errors: `invalid` no such kind of thing, or no moment; `not_found` no such school, or no such thing at that moment;
/// `corrupt`, `unavailable`.
[[nodiscard]] Result<boost::json::object> who_could_read(const std::filesystem::path& folder, SchoolId school,
                                                         const std::string& thing, const std::string& at);

}  // namespace hometime::tools
