#include "daemon/logging.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/sinks/systemd_sink.h>
#include <spdlog/spdlog.h>

#include "daemon/service_manager.h"

namespace hometime {

void start_logging(const std::string& level) {
    std::shared_ptr<spdlog::logger> logger;
    if (under_journal()) {
        logger = std::make_shared<spdlog::logger>("hometimed",
                                                  std::make_shared<spdlog::sinks::systemd_sink_mt>("hometimed"));
    } else {
        logger = std::make_shared<spdlog::logger>("hometimed", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
    }
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
    set_log_level(level);
}

void set_log_level(const std::string& level) {
    spdlog::set_level(spdlog::level::from_str(level == "warn" ? "warning" : level));
}

}  // namespace hometime
