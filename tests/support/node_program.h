// A Node.js program beside the test: it says in one line that it is there, and answers line by line what it is asked.
#pragma once

#include <sys/types.h>

#include <boost/json.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace hometime::test {

/// Whether this machine has Node.js.
[[nodiscard]] bool has_node();

class NodeProgram {
public:
    /// Starts `node script arguments…` and waits for its first line. Throws std::runtime_error when none comes within
    /// kAnswerMax (raw_socket.h).
    NodeProgram(const std::filesystem::path& script, const std::vector<std::string>& arguments);
    /// Closes its standard input, by which it ends; what has not ended after kAnswerMax is killed.
    ~NodeProgram();
    NodeProgram(const NodeProgram&) = delete;
    NodeProgram& operator=(const NodeProgram&) = delete;

    /// What it said first.
    [[nodiscard]] const boost::json::value& greeting() const { return greeting_; }
    /// Writes the request as one line and reads one line. Throws std::runtime_error when none comes in time.
    boost::json::value ask(const boost::json::value& request);

private:
    [[nodiscard]] boost::json::value read_line();

    pid_t child_ = -1;
    int to_ = -1;
    int from_ = -1;
    std::string read_;
    boost::json::value greeting_;
};

}  // namespace hometime::test
