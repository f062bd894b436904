// Pieces of requests that the corpus is made of.
#pragma once

#include <string>
#include <vector>

#include "tests/http/gate_corpus.h"

namespace hometime::test {

inline const std::string kHost = "Host: school\r\n";
inline const std::string kJson = "Content-Type: application/json\r\n";
/// What an attacker hopes is taken for a request of its own.
inline const std::string kHidden = "GET /hidden HTTP/1.1\r\nHost: school\r\n\r\n";

inline std::string get(const std::string& target, const std::string& fields = kHost) {
    return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
}
inline std::string post(const std::string& fields, const std::string& body) {
    return "POST /v1 HTTP/1.1\r\n" + kHost + kJson + fields + "\r\n" + body;
}

/// Bodies, and what says how long they are.
void add_framings(std::vector<GateVector>& all);

}  // namespace hometime::test
