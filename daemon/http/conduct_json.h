// A guardian's ladder, for those who may read it.
#pragma once

#include <boost/json.hpp>

#include "daemon/http/app.h"

namespace hometime::http {

/// How the guardian stands now, and to whom they can turn.
[[nodiscard]] boost::json::object standing_json(const Call& call, GuardianId guardian);
/// One step with its note or reason, and the text of a message that was marked. For SLT.
[[nodiscard]] boost::json::object step_json(const Call& call, const ConductStep& step);

}  // namespace hometime::http
