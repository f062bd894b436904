#pragma once

#include <string>

namespace hometime {

/// Sends log lines to the journal, or to standard error with the time. Called once, first of all.
void start_logging(const std::string& level);
void set_log_level(const std::string& level);

}  // namespace hometime
