// hometime-bench: what the log reaches on this machine, each figure beside the machine's own limit in the same run.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>

#include "tools/bench/at_size.h"
#include "tools/bench/bus.h"
#include "tools/bench/commits.h"
#include "tools/bench/make_log.h"
#include "tools/bench/opening.h"
#include "tools/bench/replay.h"
#include "tools/bench/startup.h"
#include "tools/bench/verify.h"
#include "tools/common/exit.h"
#include "tools/common/logging.h"
#include "tools/common/output.h"

namespace hometime::bench {
namespace {

struct Options {
    std::filesystem::path folder = ".";
    int rounds = 3;
    std::uint64_t records = 200'000;
    std::string part = "all";
    std::size_t writers = 0;  ///< 0: all of kLoads
    bool json = false;
    std::filesystem::path keep;  ///< where large logs are made and stay; empty: in the scratch folder
    std::uint64_t large = 0;     ///< records of the large log; 0: what the part promises
};

/// Commands for each number of writers: about a second's worth, and less than fills a write buffer.
struct Load {
    std::size_t writers;
    std::size_t commands;
};
/// Held messages, and the teachers for whom one window opens.
constexpr std::size_t kOpeningTeachers = 2'000;
constexpr std::size_t kOpeningMessages = 100'000;
constexpr std::array kLoads{Load{1, 2'000}, Load{8, 8'000}, Load{64, 20'000}};

/// Messages of one round on the bus: some seconds.
constexpr std::uint64_t kBusEvents = 100'000;

std::int64_t whole(double value) {
    return std::llround(value);
}
double ratio(double of, double to) {
    return std::round(of / to * 1000) / 1000;
}

boost::json::object describe(const CommitRates& r) {
    return {{"writers", r.writers},
            {"commands", r.commands},
            {"batch", ratio(r.batch, 1)},
            {"record_bytes", whole(r.record_bytes)},
            {"rows_per_record", ratio(r.rows_per_record, 1)},
            {"per_second", whole(r.per_second)},
            {"same_rows", whole(r.same_rows)},
            {"of_same_rows", ratio(r.per_second, r.same_rows)},
            {"records_alone", whole(r.records_alone)},
            {"of_records_alone", ratio(r.per_second, r.records_alone)}};
}

boost::json::object describe(const ReplayRates& r) {
    return {{"records", r.records},
            {"bare_scan", whole(r.bare_scan)},
            {"decode", whole(r.decode)},
            {"replay", whole(r.replay)},
            {"replay_of_scan", ratio(r.replay, r.bare_scan)},
            {"rebuild", whole(r.rebuild)},
            {"rebuild_of_decode", ratio(r.rebuild, r.decode)}};
}

boost::json::object describe(const VerifyRates& r) {
    const auto limit = std::min(r.bare_scan, r.sha256);
    return {{"records", r.records},
            {"record_bytes", whole(r.record_bytes)},
            {"bare_scan", whole(r.bare_scan)},
            {"sha256", whole(r.sha256)},
            {"log_only", whole(r.log_only)},
            {"log_only_of_limit", ratio(r.log_only, limit)},
            {"whole", whole(r.whole)},
            {"whole_of_limit", ratio(r.whole, limit)}};
}

boost::json::object describe(const BusRates& r) {
    return {{"curve", r.curve},
            {"events", r.events},
            {"frame_bytes", whole(r.frame_bytes)},
            {"published", whole(r.published)},
            {"bare", whole(r.bare)},
            {"of_bare", ratio(r.published, r.bare)},
            {"replay", whole(r.replayed)}};
}

boost::json::object describe(const OpeningTimes& t) {
    return {{"teachers", t.teachers},
            {"messages", t.messages},
            {"all_ms", whole(t.all * 1000)},
            {"p50_ms", whole(t.p50 * 1000)},
            {"p99_ms", whole(t.p99 * 1000)},
            {"commits_ms", whole(t.commits * 1000)},
            {"sends_ms", whole(t.sends * 1000)},
            {"bare_of_all", ratio(t.commits + t.sends, t.all)},
            {"before_p50_us", whole(t.before_p50 * 1e6)},
            {"before_p99_us", whole(t.before_p99 * 1e6)},
            {"during_p50_us", whole(t.during_p50 * 1e6)},
            {"during_p99_us", whole(t.during_p99 * 1e6)}};
}

boost::json::object describe(const StartTimes& t) {
    return {{"schools", t.schools},
            {"records", t.records},
            {"serves_ms", whole(t.serves * 1000)},
            {"shows_all_ms", whole(t.shows_all * 1000)},
            {"cold_serves_ms", whole(t.cold_serves * 1000)},
            {"cold_shows_all_ms", whole(t.cold_shows_all * 1000)}};
}

boost::json::object describe(const CostAtSize& c) {
    return {{"writers", c.writers},
            {"small_records", c.small_records},
            {"large_records", c.large_records},
            {"small_us", whole(c.small * 1e6)},
            {"large_us", whole(c.large * 1e6)},
            {"large_of_small", ratio(c.ratio, 1)}};
}

/// A folder of our own, gone at the end.
class Scratch {
public:
    explicit Scratch(const std::filesystem::path& parent)
        : path_(parent / ("hometime-bench-" + std::to_string(getpid()))) {
        std::filesystem::create_directories(path_);
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

boost::json::array commits(const Options& options, const Scratch& scratch) {
    boost::json::array list;
    for (const auto& load : kLoads) {
        if (options.writers != 0 && options.writers != load.writers) continue;
        list.push_back(describe(measure_commits(scratch.path(), load.writers, load.commands, options.rounds)));
    }
    return list;
}

/// One school with 1,000 records and with ten years of them; then 200 schools.
boost::json::array startup(const Options& options, const std::filesystem::path& folder) {
    const auto large = options.large == 0 ? kTenYearsRecords : options.large;
    boost::json::array list;
    for (const auto& size : {LogSize{1, 1'000}, LogSize{1, large}, LogSize{200, 200 * std::uint64_t{1'000}}}) {
        list.push_back(describe(measure_start(folder, size, options.rounds)));
    }
    return list;
}

boost::json::array at_size(const Options& options, const std::filesystem::path& folder) {
    const auto large = options.large == 0 ? kLargeRecords : options.large;
    boost::json::array list;
    for (const auto& cost : measure_at_size(folder, large, options.rounds)) list.push_back(describe(cost));
    return list;
}

void run(const Options& options) {
    if (options.part == "log") {
        const auto records = make_log(options.folder, options.records);
        return tools::Output(options.json).object(boost::json::object{{"records", records}});
    }
    const Scratch scratch(options.folder);
    const tools::Output out(options.json);
    const auto large_logs = options.keep.empty() ? scratch.path() : options.keep;
    boost::json::object all;
    if (options.part == "startup") all["startup"] = startup(options, large_logs);
    if (options.part == "commit-at-size") all["commit_at_size"] = at_size(options, large_logs);
    const auto wanted = [&](const char* part) { return options.part == "all" || options.part == part; };
    if (wanted("commits")) all["commits"] = commits(options, scratch);
    if (wanted("verify"))
        all["verify"] = boost::json::array{describe(measure_verify(scratch.path(), options.records, options.rounds))};
    if (wanted("replay"))
        all["replay"] = boost::json::array{describe(measure_replay(scratch.path(), options.records, options.rounds))};
    if (wanted("bus")) {
        boost::json::array list;
        for (const bool curve : {false, true}) {
            list.push_back(describe(measure_bus(scratch.path(), kBusEvents, options.rounds, curve)));
        }
        all["bus"] = std::move(list);
    }
    if (options.part == "opening") {
        boost::json::array list;
        for (int round = 0; round < options.rounds; ++round) {
            list.push_back(describe(measure_opening(scratch.path(), kOpeningTeachers, kOpeningMessages)));
        }
        all["opening"] = std::move(list);
    }
    if (options.json) return out.object(all);
    if (const auto* times = all.if_contains("opening")) {
        out.say(
            "All windows open at once: until all digests were sealed and published; the same batches and frames "
            "through "
            "RocksDB and libzmq alone; and how long a stranger's message takes to be acknowledged, before and "
            "meanwhile");
        out.table(*times, {"teachers", "messages", "all_ms", "p50_ms", "p99_ms", "commits_ms", "sends_ms",
                           "bare_of_all", "before_p50_us", "before_p99_us", "during_p50_us", "during_p99_us"});
    }
    if (const auto* rates = all.if_contains("commits")) {
        out.say("Messages committed a second; the same batches, row for row, through RocksDB alone; the records alone");
        out.table(*rates, {"writers", "batch", "record_bytes", "rows_per_record", "per_second", "same_rows",
                           "of_same_rows", "records_alone", "of_records_alone"});
    }
    if (const auto* times = all.if_contains("startup")) {
        out.say(
            "A start, milliseconds: until it serves, until the views hold everything; with the folder's pages dropped");
        out.table(*times, {"schools", "records", "serves_ms", "shows_all_ms", "cold_serves_ms", "cold_shows_all_ms"});
    }
    if (const auto* costs = all.if_contains("commit_at_size")) {
        out.say("A command, microseconds, in a small and in a large log, measured in turns; median of the rounds");
        out.table(*costs, {"writers", "small_records", "large_records", "small_us", "large_us", "large_of_small"});
    }
    if (const auto* rates = all.if_contains("replay")) {
        out.say(
            "Records read a second: a bare scan, read and decoded, a replay in memory, a rebuild of all views on disk");
        out.table(*rates,
                  {"records", "bare_scan", "decode", "replay", "replay_of_scan", "rebuild", "rebuild_of_decode"});
    }
    if (const auto* rates = all.if_contains("bus")) {
        out.say(
            "Events published a second, from the log on disk to one subscriber; the same frames through a bare PUB and "
            "SUB; "
            "made for replay");
        out.table(*rates, {"curve", "events", "frame_bytes", "published", "bare", "of_bare", "replay"});
    }
    if (const auto* rates = all.if_contains("verify")) {
        out.say(
            "Records verified a second, beside a bare scan and SHA-256 over the same bytes; the slower is the limit");
        out.table(*rates, {"records", "record_bytes", "bare_scan", "sha256", "log_only", "log_only_of_limit", "whole",
                           "whole_of_limit"});
    }
}

}  // namespace
}  // namespace hometime::bench

int main(int argc, char** argv) {
    using namespace hometime;
    tools::log_errors_to_stderr();
    CLI::App app{"Measures durable commits, replay and rebuild, each beside the machine's own limit in the same run."};
    bench::Options options;
    app.add_option("--folder", options.folder, "Measure on this folder's disk")->capture_default_str();
    app.add_option("--rounds", options.rounds, "Repeat each measurement")
        ->capture_default_str()
        ->check(CLI::Range(1, 99));
    app.add_option("--records", options.records, "Size of the log that is read back")->capture_default_str();
    app.add_option("--part", options.part, "What to measure; `log` only makes --folder a data folder of --records")
        ->capture_default_str()
        ->check(CLI::IsMember(
            {"all", "commits", "replay", "verify", "bus", "log", "startup", "commit-at-size", "opening"}));
    app.add_option("--keep", options.keep, "Startup, commit-at-size: make the large logs here, and use those that are");
    app.add_option("--large", options.large, "Startup, commit-at-size: records of the large log");
    app.add_option("--writers", options.writers, "Commits: only this many writers")->check(CLI::IsMember({1, 8, 64}));
    app.add_flag("--json", options.json, "Print JSON, for machines");
    try {
        app.parse(argc, argv);
        bench::run(options);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(tools::Exit::usage);
    } catch (const std::exception& error) {
        std::cerr << "hometime-bench: " << error.what() << '\n';
        return static_cast<int>(tools::Exit::internal);
    }
    return 0;
}
