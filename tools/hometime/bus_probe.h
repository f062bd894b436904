// Asks the bus what a key would get.
#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <set>
#include <string>

#include "notifier/bus/curve.h"

namespace hometime::tools {

struct BusProbe {
    std::string events;
    std::string replay;
    std::string server_key;
    std::chrono::milliseconds patience;
};

/// {"streams":{PREFIX:{"first","last","live"}}}: what HELLO lists, and whether a frame came on each of the wanted
/// streams. Throws Failure `unavailable` when the bus does not answer this key.
[[nodiscard]] boost::json::object probe_bus(const BusProbe& probe, const bus::KeyPair& pair,
                                            const std::set<std::string>& streams);

}  // namespace hometime::tools
