// What a school was at an instant: who was linked to whom, which windows were in force, what had reached
// whose inbox. Ids only: an auditor unseals nothing.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <functional>
#include <string>

#include "eventstore/base/ids.h"
#include "eventstore/base/result.h"
#include "tools/audit/moments.h"

namespace hometime::tools {

/// `at`: an instant (facts recorded up to and at it), or a sequence; empty: the newest fact.
/// Errors: `invalid` not an instant or a sequence; `not_found` no such school; `corrupt`, `unavailable`.
[[nodiscard]] Result<boost::json::object> replay(const std::filesystem::path& folder, SchoolId school,
                                                 const std::string& at);

/// One view's rows as they were, each as {"row", "key", "value"}: ids and clear facts. `view`: "inbox", or "inbox@1".
/// Returns the moment. Errors: `invalid` no such view, or no moment; as replay().
[[nodiscard]] Result<Until> replay_view(const std::filesystem::path& folder, SchoolId school, const std::string& view,
                                        const std::string& at,
                                        const std::function<void(const boost::json::object&)>& line);

/// The records [from, to] (0: to the newest) as one JSON object each, sealed parts shown as sealed.
[[nodiscard]] Result<void> dump(const std::filesystem::path& folder, SchoolId school, Sequence from, Sequence to,
                                const std::function<void(const boost::json::object&)>& line);

}  // namespace hometime::tools
