// A record as one line of JSON for people: all that stands in clear, what is sealed shown as sealed.
#pragma once

#include <boost/json.hpp>

#include "eventstore/frame.h"

namespace hometime::tools {

[[nodiscard]] boost::json::object record_line(SchoolId school, const FramedRecord& record);

}  // namespace hometime::tools
