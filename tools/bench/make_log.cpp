#include "tools/bench/make_log.h"

#include "tools/bench/bench_school.h"

namespace hometime::bench {

namespace {

constexpr std::size_t kWriters = 256;
constexpr std::size_t kMessagesADay = 2'000;

}  // namespace

std::uint64_t make_log(const std::filesystem::path& folder, std::uint64_t records) {
    BenchSchool written(folder, kWriters);
    while (written.records() < records) written.live_a_day(kMessagesADay);
    return written.records();
}

}  // namespace hometime::bench
