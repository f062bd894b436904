// A concern as its raiser, the safeguarding team's list, and its readers see it.
#pragma once

#include <boost/json.hpp>

#include "daemon/http/app.h"

namespace hometime::http {

/// That it was received, and whether somebody has it in hand. Nothing of what follows (S55).
[[nodiscard]] boost::json::object receipt_json(const ConcernRow& row);
/// Who, about whom, and how it stands; not what was written.
[[nodiscard]] boost::json::object concern_json(const Call& call, const ConcernRow& row);
/// With all that was written. For whoever may read it, after that was recorded.
[[nodiscard]] boost::json::object whole_concern_json(const Call& call, const ConcernRow& row);

}  // namespace hometime::http
