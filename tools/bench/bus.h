// Events a second over the bus, beside a bare PUB/SUB pair of libzmq with the same frames.
#pragma once

#include <cstdint>
#include <filesystem>

namespace hometime::bench {

struct BusRates {
    bool curve = false;
    std::uint64_t events = 0;
    double frame_bytes = 0;  ///< of a message, on average
    double published = 0;    ///< a second: read from the log on disk, made, sent, and received by one subscriber
    double bare = 0;         ///< the same frames, made before, sent by a PUB and received by a SUB
    double replayed = 0;  ///< a second: the same events made for the replay channel, batch by batch, without its limits
};

/// A school with so many messages on a disk below `scratch`, sent anew for each of the `rounds`; medians.
/// Throws std::runtime_error.
[[nodiscard]] BusRates measure_bus(const std::filesystem::path& scratch, std::uint64_t events, int rounds, bool curve);

}  // namespace hometime::bench
