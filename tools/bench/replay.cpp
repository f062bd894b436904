#include "tools/bench/replay.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "eventstore/audit.h"
#include "eventstore/data_folder.h"
#include "eventstore/read_ahead.h"
#include "projections/state/school.h"
#include "projections/views/build.h"
#include "projections/views/store.h"
#include "tools/bench/bench_school.h"
#include "tools/bench/ceiling.h"

namespace hometime::bench {

namespace {

constexpr std::size_t kWriters = 256;
constexpr std::size_t kMessagesADay = 2'000;

template <class Work>
double seconds(Work work) {
    const auto began = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

void require(const Result<void>& done) {
    if (!done) throw std::runtime_error(done.error().detail);
}

double replay_once(const AuditLog& audit, SchoolId school) {
    return seconds([&] {
        MemoryRows rows;
        require(scan_ahead(*audit.log, school, Sequence{1}, [&](const Record& record) {
            evolve(rows, school, record.header, record.event);
            return true;
        }));
    });
}

double decode_once(const AuditLog& audit, SchoolId school) {
    return seconds([&] { require(audit.log->scan_clear(school, Sequence{1}, [](const Record&) { return true; })); });
}

double rebuild_once(const AuditLog& audit, const std::filesystem::path& folder) {
    std::filesystem::remove_all(folder);
    auto store = ViewStore::open({folder, views::all_views(), ViewAccess::owner, {}});
    if (!store) throw std::runtime_error(store.error().detail);
    return seconds([&] {
        auto built = views::all_views();
        std::erase(built, views::kPublisher);
        require(begin_all(**store, views::all_projections()));
        require(rebuild_views(*audit.log, (*store)->building(), views::all_projections()));
        require((*store)->promote(built));
    });
}

}  // namespace

ReplayRates measure_replay(const std::filesystem::path& scratch, std::uint64_t records, int rounds) {
    const auto folder = scratch / "replay";
    std::filesystem::remove_all(folder);
    ReplayRates rates;
    SchoolId school;
    {
        BenchSchool written(folder, kWriters);
        school = written.school();
        while (written.records() < records) written.live_a_day(kMessagesADay);
        rates.records = written.records();
    }
    const auto log = DataFolder{folder}.log();
    flush_all(log);
    const auto best = [&](double& rate, double took) {
        rate = std::max(rate, static_cast<double>(rates.records) / took);
    };
    const auto audit = open_for_audit(folder);
    if (!audit) throw std::runtime_error(audit.error().detail);
    for (int round = 0; round < rounds; ++round) {
        std::uint64_t scanned = 0;
        best(rates.bare_scan, scan_records(log, scanned));
        best(rates.decode, decode_once(*audit, school));
        best(rates.replay, replay_once(*audit, school));
        best(rates.rebuild, rebuild_once(*audit, scratch / "rebuilt"));
    }
    std::filesystem::remove_all(folder);
    std::filesystem::remove_all(scratch / "rebuilt");
    return rates;
}

}  // namespace hometime::bench
