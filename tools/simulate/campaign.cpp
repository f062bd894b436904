#include "tools/simulate/campaign.h"

#include <chrono>

namespace hometime::simulation {

std::size_t Campaign::probes_missed() const {
    std::size_t missed = 0;
    probes.each([&](const std::string&, std::uint64_t hits) { missed += hits == 0 ? 1 : 0; });
    return missed;
}

Campaign run(const CampaignOptions& options) {
    Campaign campaign;
    const auto began = std::chrono::steady_clock::now();
    for (auto seed = options.first; seed < options.first + options.count; ++seed) {
        auto outline = options.outline;
        outline.seed = seed;
        const auto folder = options.folder ? *options.folder / std::to_string(seed) : std::filesystem::path{};
        const auto store = options.folder ? rocks_store(folder, seed) : memory_store();
        const auto year = live(outline, *store);
        if (options.on_year) options.on_year(seed, year);
        ++campaign.years;
        campaign.facts += year.facts;
        campaign.commands += year.commands;
        campaign.probes.add(year.probes);
        if (!year.findings.empty()) campaign.broken.push_back({seed, year.findings});
    }
    campaign.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return campaign;
}

}  // namespace hometime::simulation
