#include "tools/bench/startup.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "daemon/daemon.h"
#include "eventstore/base/random.h"
#include "tools/bench/bench_school.h"

namespace hometime::bench {

namespace {

using Seconds = std::chrono::duration<double>;

/// As many guardians as a school has pupils in two years' classes; messages of a busy school's fortnight a day.
constexpr std::size_t kGuardians = 64;
constexpr std::size_t kMessagesADay = 2'000;
constexpr std::uint64_t kFirstSchool = BenchSchool::kSchool.value;
/// Views of ten years are folded in less. After it, something is wrong.
constexpr std::chrono::minutes kFoldedWithin{20};

struct Started {
    double serves = 0;
    double shows_all = 0;
};

void await_views(Daemon& daemon) {
    const auto end = std::chrono::steady_clock::now() + kFoldedWithin;
    for (const auto& head : daemon.app().log.heads()) {
        while (!daemon.app().runner.caught_up(head.school, kReadYourWritesMax)) {
            if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the views do not catch up");
        }
    }
}

Started start_once(const std::filesystem::path& data, const Clock& clock) {
    SystemRandom random;
    DaemonOptions options;
    options.config.data_dir = data;
    options.config.unix_socket = data.parent_path() / "socket";
    Started took;
    const auto began = std::chrono::steady_clock::now();
    auto started = Daemon::start(std::move(options), clock, random, [](const Error&) {});
    if (!started || !started->daemon) throw std::runtime_error("the daemon does not start");
    took.serves = Seconds(std::chrono::steady_clock::now() - began).count();
    await_views(*started->daemon);
    took.shows_all = Seconds(std::chrono::steady_clock::now() - began).count();
    started->daemon->stop();
    return took;
}

}  // namespace

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

void drop_pages(const std::filesystem::path& folder) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        const int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) continue;
        ::fdatasync(file);
        ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        ::close(file);
    }
}

void grow_to(const std::filesystem::path& folder, std::uint64_t records, std::uint64_t school) {
    BenchSchool written(folder, kGuardians, SchoolId{school});
    while (written.records() < records) {
        const auto left = records - written.records();
        written.live_a_day(std::clamp<std::uint64_t>(left / 2, kGuardians, kMessagesADay));
    }
}

StartTimes measure_start(const std::filesystem::path& folder, LogSize size, int rounds) {
    const auto data = folder / ("start-" + std::to_string(size.schools) + "-" + std::to_string(size.records)) / "data";
    if (!std::filesystem::exists(data / "views")) {
        std::filesystem::create_directories(data.parent_path());
        for (std::uint64_t i = 0; i < size.schools; ++i) {
            grow_to(data, size.records / size.schools, kFirstSchool + i);
        }
    }
    StartTimes times{size.schools};
    UtcTime now{};
    {
        const BenchSchool first(data, 1);
        times.records = first.all_records();
        now = first.now();
    }
    const ManualClock clock(now);
    start_once(data, clock);  // Folds the views, if nobody has yet.
    std::vector<double> serves, shows_all, cold_serves, cold_shows_all;
    for (int round = 0; round < rounds; ++round) {
        const auto warm = start_once(data, clock);
        serves.push_back(warm.serves);
        shows_all.push_back(warm.shows_all);
        drop_pages(data);
        const auto cold = start_once(data, clock);
        cold_serves.push_back(cold.serves);
        cold_shows_all.push_back(cold.shows_all);
    }
    times.serves = median(serves);
    times.shows_all = median(shows_all);
    times.cold_serves = median(cold_serves);
    times.cold_shows_all = median(cold_shows_all);
    return times;
}

}  // namespace hometime::bench
