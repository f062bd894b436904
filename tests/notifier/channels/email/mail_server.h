// The mail server of tests/e2e/email beside a test, and what it saw.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "eventstore/base/encoding.h"
#include "tests/support/node_program.h"

namespace hometime::test {

inline std::filesystem::path mail_server_folder() {
    return HOMETIME_SOURCE_DIR "/tests/e2e/email";
}

class MailServer {
public:
    /// `options` as server.mjs describes them. Throws std::runtime_error when it does not start.
    explicit MailServer(const boost::json::object& options)
        : program_(mail_server_folder() / "server.mjs", {boost::json::serialize(options)}) {}

    [[nodiscard]] std::uint16_t port() const {
        return boost::json::value_to<std::uint16_t>(program_.greeting().at("port"));
    }
    /// The next thing of this kind that it sees or saw; what was before is forgotten. Throws std::runtime_error when
    /// nothing comes.
    boost::json::value next(const std::string& kind) {
        return program_.ask(boost::json::object{{"next", kind}}).at(kind);
    }
    boost::json::object next_message() { return next("message").as_object(); }
    /// Ends all connections as an impatient server does. What it saw and was not asked for, as JSON.
    std::string hang_up() {
        return boost::json::serialize(program_.ask(boost::json::object{{"hang_up", true}}).at("seen"));
    }

private:
    NodeProgram program_;
};

/// The message as it came, byte by byte.
inline std::string raw_of(const boost::json::object& message) {
    return std::string(as_text(parse_base64(std::string_view(message.at("raw").as_string())).value()));
}

}  // namespace hometime::test
