// One connection: reads requests, hands them to a worker, writes answers. Internal to the server.
// Rule of this folder: no closure or aggregate temporaries and no braces in an expression with co_await.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <map>

#include "daemon/http/deadline.h"
#include "daemon/http/server.h"
#include "daemon/http/wire.h"

namespace hometime::http {

namespace asio = boost::asio;

/// What all connections of a server share. Touched on the network thread only, but for the atomics.
struct Shared {
    Shared(ServerLimits server_limits, Handler server_handler, Random& source)
        : limits(server_limits), handler(std::move(server_handler)), random(source), workers(server_limits.workers) {}

    ServerLimits limits;
    Handler handler;
    Random& random;
    ServerCounters counters;
    asio::io_context io{1};
    asio::thread_pool workers;
    bool stopping = false;
    std::size_t in_hand = 0;  ///< requests that are being answered
    std::uint64_t next_connection = 1;
    struct Open {
        std::function<void()> close;
        bool idle = true;  ///< waits for a request
    };
    std::map<std::uint64_t, Open> open;
    std::map<std::string, std::size_t> per_address;
};

/// The answer of the handler, or 500 when it throws. On a worker thread.
[[nodiscard]] Response answer(Shared& shared, const Request& request);

template <class Stream>
class Connection {
public:
    Connection(Shared& shared, Stream& stream, Peer peer)
        : shared_(shared),
          stream_(stream),
          peer_(std::move(peer)),
          deadline_(shared.io, [&stream] { boost::beast::get_lowest_layer(stream).cancel(); }) {
        boost::beast::get_lowest_layer(stream_).expires_never();
    }

    /// Serves requests until the peer leaves, a deadline passes, or an answer closes. Never throws.
    asio::awaitable<void> serve(std::uint64_t id) {
        bool more = true;
        while (more) {
            shared_.open[id].idle = buffer_.empty();
            if (shared_.stopping) break;
            const Arrival arrival = co_await read_header();
            if (arrival == Arrival::gone) break;
            shared_.open[id].idle = false;
            more = co_await serve_one(arrival);
        }
    }

private:
    enum class Arrival : std::uint8_t { header, gone, late, too_large, broken };

    /// Reads some bytes more. False: the peer is gone, or (`late_`) the deadline passed.
    asio::awaitable<bool> read_some() {
        constexpr std::size_t kChunk = 16384;
        const std::size_t before = buffer_.size();
        buffer_.resize(before + kChunk);
        boost::system::error_code ec;
        auto target = asio::buffer(buffer_.data() + before, kChunk);
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        const std::size_t count = co_await stream_.async_read_some(target, token);
        buffer_.resize(before + (ec ? 0 : count));
        late_ = deadline_.passed();
        co_return !ec && !late_;
    }

    /// Collects a whole header at the front of buffer_; header_end_ then says where it ends.
    asio::awaitable<Arrival> read_header() {
        bool begun = !buffer_.empty();
        deadline_.set(begun || first_ ? shared_.limits.header_deadline : shared_.limits.keep_alive);
        for (;;) {
            const auto scan = scan_header(buffer_, shared_.limits.gate.header_bytes);
            if (scan.state == HeaderScan::State::complete) {
                header_end_ = scan.end;
                co_return Arrival::header;
            }
            if (scan.state == HeaderScan::State::broken) co_return Arrival::broken;
            if (scan.state == HeaderScan::State::too_large) co_return Arrival::too_large;
            const bool arrived = co_await read_some();
            if (!arrived) co_return late_&& begun ? Arrival::late : Arrival::gone;
            if (!begun) deadline_.set(shared_.limits.header_deadline);  // The clock of the whole header, set once.
            begun = true;
        }
    }

    asio::awaitable<bool> read_body(std::uint64_t length) {
        const auto seconds = static_cast<std::int64_t>(length / shared_.limits.body_bytes_per_second);
        deadline_.set(shared_.limits.body_grace + std::chrono::seconds(seconds));
        while (buffer_.size() < length) {
            const bool arrived = co_await read_some();
            if (!arrived) co_return false;
        }
        co_return true;
    }

    /// Answers what arrived. False: the connection ends.
    asio::awaitable<bool> serve_one(Arrival arrival) {
        first_ = false;
        shared_.counters.requests.fetch_add(1);
        const std::string id = "urn:uuid:" + to_string(shared_.random.uuid());
        if (arrival == Arrival::late) co_return co_await refuse(id, Problem::request_timeout);
        if (arrival == Arrival::too_large) co_return co_await refuse(id, Problem::headers_too_large);
        if (arrival == Arrival::broken) co_return co_await refuse(id, Problem::malformed_request);
        const auto parsed = parse_header(std::string_view(buffer_).substr(0, header_end_));
        buffer_.erase(0, header_end_);
        if (!parsed) co_return co_await refuse(id, Problem::malformed_request);
        auto admitted = admit(*parsed, peer_, shared_.limits.gate);
        if (const auto* refused = std::get_if<Problem>(&admitted)) co_return co_await refuse(id, *refused);
        Admitted& entry = std::get<Admitted>(admitted);
        const bool whole = co_await read_body(entry.content_length);
        if (!whole) {
            if (!late_) co_return false;
            co_return co_await refuse(id, Problem::request_timeout);
        }
        entry.request.id = id;
        entry.request.body = buffer_.substr(0, entry.content_length);
        buffer_.erase(0, entry.content_length);
        co_return co_await hand_over(entry);
    }

    asio::awaitable<bool> refuse(std::string id, Problem which) {
        shared_.counters.refused.fetch_add(1);
        Response response = problem(id, which);
        response.close = true;  // Whatever broke the rules, what follows on this connection cannot be trusted.
        co_return co_await write(id, response, false, false);
    }

    asio::awaitable<bool> hand_over(Admitted& entry) {
        auto response = std::make_shared<Response>();
        auto request = std::make_shared<const Request>(std::move(entry.request));
        auto finished = std::make_shared<asio::steady_timer>(shared_.io, asio::steady_timer::time_point::max());
        Shared& shared = shared_;
        deadline_.clear();
        ++shared_.in_hand;
        asio::post(shared_.workers, [&shared, request, response, finished] {
            *response = answer(shared, *request);
            asio::post(shared.io, [finished] { finished->cancel(); });
        });
        boost::system::error_code ec;
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        co_await finished->async_wait(token);
        --shared_.in_hand;
        const bool head = request->method == Method::head;
        const bool keep = entry.keep_alive && !response->close && !shared_.stopping;
        co_return co_await write(request->id, *response, keep, head);
    }

    asio::awaitable<bool> write(std::string id, Response& response, bool keep_alive, bool head) {
        const std::string text = render(response, id, keep_alive, head, peer_.transport == Peer::Transport::tls);
        deadline_.clear();
        boost::beast::get_lowest_layer(stream_).expires_after(shared_.limits.write_deadline);
        boost::system::error_code ec;
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        auto bytes = asio::buffer(text);
        co_await asio::async_write(stream_, bytes, token);
        boost::beast::get_lowest_layer(stream_).expires_never();
        co_return keep_alive && !ec;
    }

    Shared& shared_;
    Stream& stream_;
    Peer peer_;
    Deadline deadline_;  ///< for what is being read
    std::string buffer_;
    std::size_t header_end_ = 0;
    bool first_ = true;
    bool late_ = false;
};

}  // namespace hometime::http
