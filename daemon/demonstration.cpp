#include "daemon/demonstration.h"

#include <spdlog/spdlog.h>

#include <filesystem>
#include <fstream>

namespace hometime {

namespace {

constexpr const char* kMarker = "DEMONSTRATION";

std::optional<UtcTime> read_start(std::string text) {
    if (text.size() == 16) text += ":00";
    if (text.size() == 19) text += 'Z';
    return parse_utc_time(text);
}

bool is_empty_or_absent(const std::filesystem::path& folder) {
    std::error_code ec;
    return !std::filesystem::exists(folder, ec) || std::filesystem::is_empty(folder, ec);
}

}  // namespace

Result<std::unique_ptr<Clock>> prepare_demonstration(const Config& config, const std::string& demo_clock, double speed,
                                                     bool look_only) {
    const auto marker = config.data_dir / kMarker;
    std::error_code ec;
    const bool marked = std::filesystem::exists(marker, ec);
    if (demo_clock.empty()) {
        if (marked && look_only) return std::make_unique<SystemClock>();
        if (marked)
            return fail(ErrorCode::invalid,
                        "this data folder was made for a demonstration: start it with --demo-clock");
        if (config.http_plain)
            return fail(ErrorCode::invalid, "plain HTTP is for a demonstration only: give a certificate and a key");
        return std::make_unique<SystemClock>();
    }
    const auto start = read_start(demo_clock);
    if (!start) return fail(ErrorCode::invalid, "--demo-clock must be like 2026-11-24T11:10");
    if (!marked && !look_only && !is_empty_or_absent(config.data_dir)) {
        return fail(ErrorCode::invalid,
                    "--demo-clock would write false times into this data folder: give it an empty one");
    }
    if (!marked && !look_only) {
        std::filesystem::create_directories(config.data_dir, ec);
        std::filesystem::permissions(config.data_dir, std::filesystem::perms::owner_all, ec);
        std::ofstream(marker) << "Made for a demonstration: the times in this folder are not real.\n";
    }
    spdlog::warn(
        "*** DEMONSTRATION: the clock starts at {} and runs {} times as fast. Times in this folder are not real. ***",
        to_string(*start), speed);
    return std::make_unique<DemoClock>(*start, speed);
}

}  // namespace hometime
