// Exit codes of every tool: sysexits, so that scripts and service managers can tell them apart.
#pragma once

#include <stdexcept>
#include <string>

namespace hometime::tools {

enum class Exit : int {
    ok = 0,
    differences = 1,  ///< verify, check-cases, diff: they differ, as diff(1) says it
    usage = 64,
    data = 65,
    no_input = 66,
    unavailable = 69,
    internal = 70,
    cannot_create = 73,
    io = 74,
    temporary = 75,
    permission = 77,
    config = 78,
};

/// Ends a command: `message` is one sentence that tells a person what to do. Caught once, in main.
class Failure : public std::runtime_error {
public:
    Failure(Exit code, const std::string& message) : std::runtime_error(message), code_(code) {}
    [[nodiscard]] Exit code() const { return code_; }

private:
    Exit code_;
};

/// The exit code for an answer of the server's that is not a success.
[[nodiscard]] constexpr Exit exit_for_status(int status) {
    switch (status) {
        case 401:
        case 403:
        case 404: return Exit::permission;
        case 429:
        case 503: return Exit::temporary;
        case 507: return Exit::io;
        default: break;
    }
    return status >= 500 ? Exit::unavailable : Exit::data;
}

}  // namespace hometime::tools
