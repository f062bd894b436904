#include "tools/common/logging.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace hometime::tools {

void log_errors_to_stderr() {
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("hometime", std::make_shared<spdlog::sinks::stderr_sink_mt>()));
    spdlog::set_level(spdlog::level::err);
}

}  // namespace hometime::tools
