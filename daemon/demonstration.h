// A demonstration's clock, kept well apart from a school's: it needs a data folder that was made for it.
#pragma once

#include <memory>
#include <string>

#include "daemon/config.h"
#include "eventstore/base/clock.h"
#include "eventstore/base/result.h"

namespace hometime {

/// The clock to run by. `demo_clock` empty: the computer's. Otherwise a demonstration's, only for a data folder
/// that is new or was made by one (it then holds a file that says so). Plain HTTP is for demonstrations too.
/// `look_only`: nothing is made, and a demonstration's folder may be looked at by any clock.
/// Errors: `invalid`, with what to do.
[[nodiscard]] Result<std::unique_ptr<Clock>> prepare_demonstration(const Config& config, const std::string& demo_clock,
                                                                   double speed, bool look_only);

}  // namespace hometime
