// The three kinds of accepting sockets. Internal to the server; each .cpp instantiates one Connection.
#pragma once

#include <filesystem>

#include "daemon/http/shared.h"

namespace hometime::http {

/// A bound listener: how to start its accept loop and how to close it.
struct Listener {
    std::function<void()> start;
    std::function<void()> close;
    std::uint16_t port = 0;
};

[[nodiscard]] Result<Listener> make_plain_listener(Shared& shared, const std::string& host, std::uint16_t port);
[[nodiscard]] Result<Listener> make_unix_listener(Shared& shared, const std::filesystem::path& path);
/// `fd` -1: bind to host and port; else adopt it.
[[nodiscard]] Result<Listener> make_tls_listener(Shared& shared, int fd, const std::string& host, std::uint16_t port,
                                                 const std::filesystem::path& certificate,
                                                 const std::filesystem::path& key);

}  // namespace hometime::http
