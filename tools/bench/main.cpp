// hometime-bench: what the log reaches on this machine, each figure beside the machine's own limit in the same run.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cmath>
#include <iostream>

#include "tools/bench/commits.h"
#include "tools/bench/replay.h"
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
};

/// Commands for each number of writers: about a second's worth, and less than fills a write buffer.
struct Load {
    std::size_t writers;
    std::size_t commands;
};
constexpr std::array kLoads{Load{1, 2'000}, Load{8, 8'000}, Load{64, 20'000}};

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
    return {{"records", r.records},        {"bare_scan", whole(r.bare_scan)},
            {"replay", whole(r.replay)},   {"replay_of_scan", ratio(r.replay, r.bare_scan)},
            {"rebuild", whole(r.rebuild)}, {"rebuild_of_scan", ratio(r.rebuild, r.bare_scan)}};
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

void run(const Options& options) {
    const Scratch scratch(options.folder);
    const tools::Output out(options.json);
    boost::json::object all;
    if (options.part != "replay") all["commits"] = commits(options, scratch);
    if (options.part != "commits")
        all["replay"] = boost::json::array{describe(measure_replay(scratch.path(), options.records, options.rounds))};
    if (options.json) return out.object(all);
    if (const auto* rates = all.if_contains("commits")) {
        out.say("Messages committed a second; the same batches, row for row, through RocksDB alone; the records alone");
        out.table(*rates, {"writers", "batch", "record_bytes", "rows_per_record", "per_second", "same_rows",
                           "of_same_rows", "records_alone", "of_records_alone"});
    }
    if (const auto* rates = all.if_contains("replay")) {
        out.say("Records read a second: a bare scan, a replay in memory, a rebuild of all views on disk");
        out.table(*rates, {"records", "bare_scan", "replay", "replay_of_scan", "rebuild", "rebuild_of_scan"});
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
    app.add_option("--part", options.part, "What to measure")
        ->capture_default_str()
        ->check(CLI::IsMember({"all", "commits", "replay"}));
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
