#include "tools/bench/at_size.h"

#include "tools/bench/bench_school.h"
#include "tools/bench/startup.h"

namespace hometime::bench {

namespace {

constexpr std::size_t kGuardians = 64;
/// Messages of one turn: enough that a disk's single hiccup is little of it, few enough that the small log stays small.
constexpr std::size_t kTurnAlone = 250;
constexpr std::size_t kTurnTogether = 1'000;

CostAtSize in_turns(BenchSchool& small, BenchSchool& large, std::size_t writers, std::size_t messages, int rounds) {
    CostAtSize cost{writers, small.records(), large.records()};
    std::vector<double> smalls, larges, ratios;
    const auto of = [&](BenchSchool& school) { return school.send(messages, writers) / static_cast<double>(messages); };
    std::ignore = of(small);  // Warm: the first decisions read rows that later ones find in memory.
    std::ignore = of(large);
    for (int round = 0; round < rounds; ++round) {
        const bool small_first = round % 2 == 0;
        const double first = of(small_first ? small : large);
        const double second = of(small_first ? large : small);
        smalls.push_back(small_first ? first : second);
        larges.push_back(small_first ? second : first);
        ratios.push_back(larges.back() / smalls.back());
    }
    cost.small = median(smalls);
    cost.large = median(larges);
    cost.ratio = median(ratios);
    return cost;
}

}  // namespace

std::vector<CostAtSize> measure_at_size(const std::filesystem::path& folder, std::uint64_t large, int rounds) {
    const auto path = [&](std::uint64_t records) { return folder / ("size-" + std::to_string(records)); };
    std::filesystem::remove_all(path(kSmallRecords));  // It would grow from run to run.
    for (const auto records : {kSmallRecords, large}) {
        std::filesystem::create_directories(folder);
        grow_to(path(records), records, BenchSchool::kSchool.value);
    }
    BenchSchool small_log(path(kSmallRecords), kGuardians);
    BenchSchool large_log(path(large), kGuardians);
    return {in_turns(small_log, large_log, 1, kTurnAlone, rounds),
            in_turns(small_log, large_log, kGuardians, kTurnTogether, rounds)};
}

}  // namespace hometime::bench
