// An instant as an answer shows it.
#pragma once

#include <boost/json.hpp>
#include <optional>

#include "eventstore/base/time.h"

namespace hometime {

/// RFC 3339 in UTC; null: there is none.
[[nodiscard]] inline boost::json::value shown(const std::optional<UtcTime>& instant) {
    return instant ? boost::json::value(to_string(*instant)) : boost::json::value(nullptr);
}

}  // namespace hometime
