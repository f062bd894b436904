// What is answered to whoever asks for something that is not due.
#pragma once

#include "daemon/commands/decision.h"

namespace hometime {

/// Nothing happens now, and from `again_at` on it is worth asking again; none: something else has to happen first.
[[nodiscard]] inline Refused not_before(Refusal reason, std::optional<UtcTime> again_at) {
    boost::json::object facts;
    if (again_at) facts["again_at"] = to_string(*again_at);
    return Refused{reason, {}, std::move(facts)};
}

}  // namespace hometime
