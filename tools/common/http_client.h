// One request, one answer: the tools' way to the daemon, over its Unix socket or HTTPS. Owns libcurl.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/ids.h"

namespace hometime::tools {

/// Where the daemon is. Either the socket (administrators, scripts) or a URL (people elsewhere).
struct Endpoint {
    std::filesystem::path unix_socket;
    std::string base_url;           ///< "https://school.example:8443"; empty: the socket
    std::filesystem::path ca_file;  ///< trust this authority too; empty: the system's
};

struct Answer {
    int status = 0;
    boost::json::value body;  ///< null when there was none
};

class HttpClient {
public:
    explicit HttpClient(Endpoint endpoint) : endpoint_(std::move(endpoint)) {}

    /// Signs every later request in as the person whose token this is.
    void use_token(std::string token) { token_ = std::move(token); }

    /// Later requests hold only while the thing still has this ETag.
    void only_if(std::string etag) { if_match_ = std::move(etag); }

    /// Sends one request and waits for its answer, 60 s at most. A command (anything but GET) carries
    /// `client_id`, or one drawn for it, so that sending it again does not do it twice; a broken
    /// connection is tried once more with the same id. Throws Failure when the daemon cannot be reached.
    [[nodiscard]] Answer send(const std::string& method, const std::string& path,
                              const boost::json::value& body = nullptr,
                              std::optional<Uuid> client_id = std::nullopt) const;

    /// Reads an event stream, giving its bytes to `take` as they come, until it ends or breaks, `take` returns false,
    /// or nothing came for 45 s (the daemon sends something every 15 s). `last_id`: what was heard last; empty:
    /// nothing. Throws Failure with the problem's own words when it is refused, or when the daemon cannot be reached.
    void follow(const std::string& path, const std::string& last_id,
                const std::function<bool(std::string_view)>& take) const;

    /// send(), and throws Failure with the problem's own words unless the answer is a success.
    [[nodiscard]] boost::json::value call(const std::string& method, const std::string& path,
                                          const boost::json::value& body = nullptr,
                                          std::optional<Uuid> client_id = std::nullopt) const;

private:
    Endpoint endpoint_;
    std::string token_;
    std::string if_match_;
};

}  // namespace hometime::tools
