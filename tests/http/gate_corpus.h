// Requests as bytes, and what must become of each. Sources: RFC 9112 sections 2 to 7, and published smuggling vectors.
#pragma once

#include <string>
#include <vector>

namespace hometime::test {

struct GateVector {
    std::string name;
    std::string bytes;
    std::string statuses;  ///< of all answers on the connection, in order; empty: it is closed without one
    int reaches = 0;       ///< requests that get to the handler
};

[[nodiscard]] std::vector<GateVector> gate_corpus();

}  // namespace hometime::test
