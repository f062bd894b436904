// Simulated school years: everything holds, and nothing depends on the run or on what stores the log. Whether the rare
// paths are reached, more years tell (years.sh).
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/environment.h"
#include "tests/support/temp_dir.h"
#include "tools/simulate/campaign.h"

namespace hometime {
namespace {

using namespace simulation;
using test::given;

/// Beside the kept ones.
constexpr std::uint64_t kYears = 3;

std::string told(const Campaign& campaign) {
    std::string all;
    for (const auto& broken : campaign.broken) {
        for (const auto& finding : broken.findings) {
            all += "seed " + std::to_string(broken.seed) + ": " + finding.invariant + ": " + finding.what + '\n';
        }
    }
    return all;
}

/// Years that broke once, and years that get where few do, are lived for ever.
std::vector<std::uint64_t> kept() {
    std::ifstream file(std::string(HOMETIME_SOURCE_DIR) + "/tests/simulation/seeds.txt");
    std::vector<std::uint64_t> seeds;
    for (std::string line; std::getline(file, line);) {
        if (!line.empty() && line[0] != '#') seeds.push_back(std::stoull(line));
    }
    return seeds;
}

TEST(SimulatedYears, KeepEveryInvariant) {
    auto seeds = kept();
    ASSERT_FALSE(seeds.empty());
    const auto first = given("HOMETIME_TEST_SEED", 1);
    const auto count = given("HOMETIME_TEST_YEARS", kYears);
    for (auto seed = first; seed < first + count; ++seed) seeds.push_back(seed);
    for (const auto seed : seeds) {
        CampaignOptions options;
        options.first = seed;
        const auto campaign = run(options);
        EXPECT_TRUE(campaign.broken.empty()) << told(campaign);
    }
}

TEST(SimulatedYears, I16_TheSameSeedGivesTheSameYear) {
    Outline outline;
    outline.seed = 4;
    outline.days = 60;
    const auto one = live(outline, *memory_store());
    const auto other = live(outline, *memory_store());
    EXPECT_EQ(one.digest, other.digest);
    EXPECT_EQ(one.facts, other.facts);
    outline.seed = 5;
    EXPECT_NE(live(outline, *memory_store()).digest, one.digest);
}

TEST(SimulatedYears, AreTheSameOnTheLogThatASchoolRuns) {
    for (const std::uint64_t seed : {2U, 3U, 7U}) {
        const test::TempDir folder("hometime-simulation");
        Outline outline;
        outline.seed = seed;
        outline.days = 25;
        const auto in_memory = live(outline, *memory_store());
        const auto on_disk = live(outline, *rocks_store(folder / "log", seed));
        EXPECT_EQ(on_disk.digest, in_memory.digest) << "seed " << seed;
        EXPECT_EQ(on_disk.facts, in_memory.facts) << "seed " << seed;
    }
}

}  // namespace
}  // namespace hometime
