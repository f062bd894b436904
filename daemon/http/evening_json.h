// Parents' evenings, as the calendar shows them.
#pragma once

#include "daemon/http/app.h"

namespace hometime::http {

/// Those that are not over, in the order in which they were announced, each with its label; for staff, with whether the
/// reader joined. Who else joined is not said.
[[nodiscard]] boost::json::array evenings_json(const Call& call);

}  // namespace hometime::http
