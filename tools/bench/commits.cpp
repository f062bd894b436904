#include "tools/bench/commits.h"

#include <algorithm>
#include <vector>

#include "eventstore/data_folder.h"
#include "tools/bench/bench_school.h"
#include "tools/bench/ceiling.h"

namespace hometime::bench {

namespace {

CommitRates one_round(const std::filesystem::path& folder, std::size_t writers, std::size_t commands) {
    std::filesystem::remove_all(folder);
    CommitRates rates;
    double took = 0;
    std::uint64_t prepared = 0;
    {
        BenchSchool school(folder, writers);
        prepared = school.commits();
        took = school.send(commands);
        rates.batch = static_cast<double>(commands) / static_cast<double>(school.commits() - prepared);
    }
    WrittenBatches written(DataFolder{folder}.log());
    written.skip(prepared);
    const auto per_second = [&](double seconds) { return static_cast<double>(commands) / seconds; };
    rates.writers = writers;
    rates.commands = commands;
    rates.record_bytes = written.record_bytes();
    rates.rows_per_record = written.rows_per_record();
    rates.per_second = per_second(took);
    rates.same_rows = per_second(written.write_again(folder / "same-rows", false));
    rates.records_alone = per_second(written.write_again(folder / "records-alone", true));
    std::filesystem::remove_all(folder);
    return rates;
}

}  // namespace

CommitRates measure_commits(const std::filesystem::path& scratch, std::size_t writers, std::size_t commands,
                            int rounds) {
    std::vector<CommitRates> all;
    for (int round = 0; round < rounds; ++round) all.push_back(one_round(scratch / "commits", writers, commands));
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end(), [](const CommitRates& a, const CommitRates& b) {
        return a.per_second / a.same_rows < b.per_second / b.same_rows;
    });
    return *middle;
}

}  // namespace hometime::bench
