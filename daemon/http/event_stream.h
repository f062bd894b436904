// Writes an event stream on one connection until it ends. Internal to the server.
// Rule of this folder: no closure or aggregate temporaries and no braces in an expression with co_await.
#pragma once

#include <poll.h>

#include <algorithm>
#include <boost/asio/write.hpp>
#include <boost/beast/core/stream_traits.hpp>

#include "daemon/http/event_source.h"
#include "daemon/http/on_worker.h"

namespace hometime::http {

/// What a source has to say next; `end_here` when it throws. On a worker thread.
[[nodiscard]] EventSource::Chunk next_of(Shared& shared, EventSource& source);

/// Whether the peer has closed its side. It may have left bytes behind that nobody will read.
[[nodiscard]] inline bool has_left(int descriptor) {
    pollfd peer{descriptor, POLLRDHUP, 0};
    return poll(&peer, 1, 0) > 0 && (peer.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

template <class Stream>
class EventStream {
public:
    EventStream(Shared& shared, Stream& stream, std::uint64_t id, std::shared_ptr<EventSource> source)
        : shared_(shared),
          stream_(stream),
          id_(id),
          source_(std::move(source)),
          timer_(std::make_shared<asio::steady_timer>(shared.io)) {}

    /// Until the source ends it, the peer leaves or does not read in time, or the server stops.
    asio::awaitable<void> run() {
        begin();
        while (goes_on()) {
            asked_ = Clock::now();
            auto chunk = std::make_shared<EventSource::Chunk>();
            std::function<void()> ask = [this, chunk] { *chunk = next_of(shared_, *source_); };
            co_await on_worker(shared_, std::move(ask));
            if (!goes_on()) break;
            if (!chunk->bytes.empty()) co_await send(chunk->bytes);
            if (failed_ || chunk->then == EventSource::Then::end_here) break;
            if (chunk->then == EventSource::Then::wait) co_await rest();
            if (goes_on() && Clock::now() >= sent_ + shared_.limits.stream_heartbeat) co_await send(kHeartbeat);
        }
        end();
    }

private:
    using Clock = asio::steady_timer::clock_type;
    /// A comment: clients pass over it, and proxies see that the connection lives.
    static constexpr std::string_view kHeartbeat = ":\n\n";
    /// What the system keeps for a peer that does not read, bytes.
    static constexpr int kSendBuffer = 64 * 1024;

    void begin() {
        shared_.counters.streams.fetch_add(1);
        boost::system::error_code ec;
        socket().set_option(asio::socket_base::send_buffer_size(kSendBuffer), ec);
        std::weak_ptr<asio::steady_timer> timer = timer_;
        shared_.open[id_].wake = [timer] {
            if (const auto waiting = timer.lock()) waiting->cancel();
        };
        sent_ = Clock::now();
    }
    void end() {
        shared_.open[id_].wake = nullptr;
        shared_.counters.streams.fetch_sub(1);
    }
    auto& socket() { return boost::beast::get_lowest_layer(stream_).socket(); }
    bool goes_on() {
        return !failed_ && !shared_.stopping && socket().is_open() && !has_left(socket().native_handle());
    }

    asio::awaitable<void> send(std::string_view bytes) {
        shared_.open[id_].idle = true;  // Whoever does not read is not waited for when the server stops.
        boost::beast::get_lowest_layer(stream_).expires_after(shared_.limits.write_deadline);
        boost::system::error_code ec;
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        auto buffer = asio::buffer(bytes.data(), bytes.size());
        co_await asio::async_write(stream_, buffer, token);
        boost::beast::get_lowest_layer(stream_).expires_never();
        shared_.open[id_].idle = false;
        failed_ = static_cast<bool>(ec);
        sent_ = Clock::now();
    }

    /// Until there is something to ask for, or it is time to look again. What happens in quick succession is asked
    /// for once.
    asio::awaitable<void> rest() {
        const auto again = std::min(asked_ + shared_.limits.stream_look, sent_ + shared_.limits.stream_heartbeat);
        while (!source_->ready() && Clock::now() < again && goes_on()) co_await wait_until(again);
        const auto settled = asked_ + shared_.limits.stream_pause;
        while (Clock::now() < settled && goes_on()) co_await wait_until(settled);
    }
    asio::awaitable<void> wait_until(Clock::time_point when) {
        timer_->expires_at(when);
        boost::system::error_code ec;
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        co_await timer_->async_wait(token);
    }

    Shared& shared_;
    Stream& stream_;
    std::uint64_t id_;
    std::shared_ptr<EventSource> source_;
    std::shared_ptr<asio::steady_timer> timer_;
    Clock::time_point asked_;
    Clock::time_point sent_;
    bool failed_ = false;
};

}  // namespace hometime::http
