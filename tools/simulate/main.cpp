// hometime-simulate: simulated school years, one after the other.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "tools/simulate/campaign.h"

namespace {

using namespace hometime::simulation;

void print(const Campaign& campaign) {
    for (const auto& broken : campaign.broken) {
        for (const auto& finding : broken.findings) {
            std::printf("seed %llu: %s: %s\n", static_cast<unsigned long long>(broken.seed), finding.invariant.c_str(),
                        finding.what.c_str());
        }
    }
    campaign.probes.each([](const std::string& name, std::uint64_t hits) {
        std::printf("  %-40s %10llu\n", name.c_str(), static_cast<unsigned long long>(hits));
    });
    std::printf("%llu years, %llu facts, %llu commands, %.2f s for each year\n",
                static_cast<unsigned long long>(campaign.years), static_cast<unsigned long long>(campaign.facts),
                static_cast<unsigned long long>(campaign.commands),
                campaign.years == 0 ? 0.0 : campaign.seconds / static_cast<double>(campaign.years));
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Lives simulated school years. Exit: 0 everything held, 1 something broke (printed with its seed)."};
    CampaignOptions options;
    std::string folder;
    bool whole = false;
    bool digests = false;
    bool all_probes = false;
    bool lines = false;
    app.add_option("--seed", options.first, "The first year's seed")->capture_default_str();
    app.add_option("--count", options.count, "How many years, with the seeds that follow")->capture_default_str();
    app.add_option("--days", options.outline.days, "How long a year is, from the first of September")
        ->capture_default_str()
        ->check(CLI::Range(1, 330));
    app.add_option("--rocks", folder, "Keep the logs in RocksDB below this folder, instead of in memory");
    app.add_flag("--whole-school", whole, "900 pupils instead of 15");
    app.add_flag("--digests", digests, "Print the digest of each year");
    app.add_flag("--lines", lines, "Print whatever happens, line by line");
    app.add_flag("--all-probes", all_probes, "It is a failure too when a rare path was never reached");
    CLI11_PARSE(app, argc, argv);
    if (whole) options.outline.size = kWholeSchool;
    if (!folder.empty()) options.folder = folder;
    if (lines) options.outline.lines = [](std::string_view line) { std::fwrite(line.data(), 1, line.size(), stdout); };
    if (digests) {
        options.on_year = [](std::uint64_t seed, const Year& year) {
            std::printf("%llu %s %llu facts\n", static_cast<unsigned long long>(seed), year.digest.c_str(),
                        static_cast<unsigned long long>(year.facts));
        };
    }
    const auto campaign = run(options);
    print(campaign);
    const bool missed = all_probes && campaign.probes_missed() > 0;
    return campaign.broken.empty() && !missed ? 0 : 1;
}
