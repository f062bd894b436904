// Many years, one after the other.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "tools/simulate/simulation.h"

namespace hometime::simulation {

struct CampaignOptions {
    Outline outline;  ///< its seed is not used
    std::uint64_t first = 1;
    std::uint64_t count = 1;
    std::optional<std::filesystem::path> folder;  ///< of the logs; empty: in memory
    std::function<void(std::uint64_t seed, const Year& year)> on_year{};
};

struct BrokenYear {
    std::uint64_t seed = 0;
    std::vector<Finding> findings;
};
struct Campaign {
    std::uint64_t years = 0;
    std::uint64_t facts = 0;
    std::uint64_t commands = 0;
    double seconds = 0;  ///< of elapsed time
    Probes probes;
    std::vector<BrokenYear> broken;
    [[nodiscard]] std::size_t probes_missed() const;
};

/// Lives them in the calling thread: one journal belongs to a process, so several at once are several processes.
[[nodiscard]] Campaign run(const CampaignOptions& options);

}  // namespace hometime::simulation
