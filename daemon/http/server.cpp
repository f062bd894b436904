#include "daemon/http/server.h"

#include <future>
#include <thread>
#include <vector>

#include "daemon/http/event_stream.h"
#include "daemon/http/listeners.h"

namespace hometime::http {

struct Server::Impl {
    Impl(ServerLimits limits, Handler handler, const Clock& clock, Random& random)
        : shared(limits, std::move(handler), clock, random) {}
    Shared shared;
    std::vector<Listener> listeners;
    std::thread thread;

    /// Runs `work` on the network thread and waits for it.
    void on_network(const std::function<void()>& work) {
        std::promise<void> done;
        asio::post(shared.io, [&] {
            work();
            done.set_value();
        });
        done.get_future().wait();
    }
};

Response answer(Shared& shared, const Request& request) {
    try {
        return shared.handler(request);
    } catch (...) {  // A worker that lets anything through would end the process.
        shared.counters.failed.fetch_add(1);
        return problem(request.id, Problem::internal_error);
    }
}

EventSource::Chunk next_of(Shared& shared, EventSource& source) {
    try {
        return source.next();
    } catch (...) {
        shared.counters.failed.fetch_add(1);
        return {{}, EventSource::Then::end_here};
    }
}

bool enter(Shared& shared, std::uint64_t id, const std::string& address, std::function<void()> close) {
    const bool full = shared.open.size() >= shared.limits.connections ||
                      (!address.empty() && shared.per_address[address] >= shared.limits.connections_per_address);
    if (shared.stopping || full) {
        shared.counters.refused.fetch_add(1);
        return false;
    }
    shared.counters.connections.fetch_add(1);
    shared.open[id] = {std::move(close), true, {}, !address.empty()};
    if (!address.empty()) ++shared.per_address[address];
    return true;
}

void count_as_stream(Shared& shared, std::uint64_t id, const std::string& address) {
    if (!std::exchange(shared.open[id].counted, false)) return;
    const auto at = shared.per_address.find(address);
    if (at != shared.per_address.end() && --at->second == 0) shared.per_address.erase(at);
}

void leave(Shared& shared, std::uint64_t id, const std::string& address) {
    count_as_stream(shared, id, address);
    shared.open.erase(id);
}

Server::Server(ServerLimits limits, Handler handler, const Clock& clock, Random& random)
    : impl_(std::make_unique<Impl>(limits, std::move(handler), clock, random)) {}

Server::~Server() {
    stop(std::chrono::milliseconds(0));
}

Result<std::uint16_t> Server::listen_plain(const std::string& host, std::uint16_t port) {
    auto listener = make_plain_listener(impl_->shared, host, port);
    if (!listener) return tl::unexpected(listener.error());
    impl_->listeners.push_back(*listener);
    return listener->port;
}

Result<std::uint16_t> Server::listen_tls(const std::string& host, std::uint16_t port,
                                         const std::filesystem::path& certificate, const std::filesystem::path& key) {
    auto listener = make_tls_listener(impl_->shared, -1, host, port, certificate, key);
    if (!listener) return tl::unexpected(listener.error());
    impl_->listeners.push_back(*listener);
    return listener->port;
}

Result<void> Server::adopt_tls(int fd, const std::filesystem::path& certificate, const std::filesystem::path& key) {
    auto listener = make_tls_listener(impl_->shared, fd, {}, 0, certificate, key);
    if (!listener) return tl::unexpected(listener.error());
    impl_->listeners.push_back(*listener);
    return {};
}

Result<void> Server::listen_unix(const std::filesystem::path& path) {
    auto listener = make_unix_listener(impl_->shared, path);
    if (!listener) return tl::unexpected(listener.error());
    impl_->listeners.push_back(*listener);
    return {};
}

void Server::start() {
    for (const auto& listener : impl_->listeners) listener.start();
    impl_->thread = std::thread([this] {
        const auto work = asio::make_work_guard(impl_->shared.io);
        for (;;) {
            try {
                impl_->shared.io.run();
                return;
            } catch (const std::exception&) {
                impl_->shared.counters.failed.fetch_add(1);  // One connection's bug must not end the others.
            }
        }
    });
}

void Server::stop(std::chrono::milliseconds grace) {
    if (!impl_->thread.joinable()) return;
    auto& shared = impl_->shared;
    impl_->on_network([&] {
        shared.stopping = true;
        for (const auto& listener : impl_->listeners) listener.close();
        for (auto& [id, open] : shared.open) {
            if (open.idle) {
                open.close();
            } else if (open.wake) {
                open.wake();
            }
        }
    });
    const auto deadline = std::chrono::steady_clock::now() + grace;
    std::size_t left = 1;
    while (left != 0 && std::chrono::steady_clock::now() < deadline) {
        impl_->on_network([&] { left = shared.open.size(); });
        if (left != 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    shared.workers.join();
    impl_->on_network([&] {
        for (auto& [id, open] : shared.open) open.close();
    });
    shared.io.stop();
    impl_->thread.join();
}

void Server::wake_streams() {
    auto& shared = impl_->shared;
    if (shared.waking.exchange(true)) return;
    asio::post(shared.io, [&shared] {
        shared.waking = false;
        for (auto& [id, open] : shared.open) {
            if (open.wake) open.wake();
        }
    });
}

const ServerCounters& Server::counters() const {
    return impl_->shared.counters;
}

}  // namespace hometime::http
