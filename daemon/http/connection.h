// One connection: reads requests, hands them to a worker, writes answers. Internal to the server.
// Rule of this folder: no closure or aggregate temporaries and no braces in an expression with co_await.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "daemon/http/event_stream.h"
#include "daemon/http/request_reader.h"

namespace hometime::http {

template <class Stream>
class Connection {
public:
    Connection(Shared& shared, Stream& stream, Peer peer)
        : shared_(shared), stream_(stream), peer_(std::move(peer)), reader_(shared, stream) {
        boost::beast::get_lowest_layer(stream_).expires_never();
    }

    /// Serves requests until the peer leaves, a deadline passes, or an answer closes.
    asio::awaitable<void> serve(std::uint64_t id) {
        id_ = id;
        bool more = true;
        while (more) {
            shared_.open[id].idle = reader_.empty();
            if (shared_.stopping) break;
            const Arrival arrival = co_await reader_.read_header();
            if (arrival == Arrival::gone) break;
            shared_.open[id].idle = false;
            more = co_await serve_one(arrival);
        }
    }

private:
    static Problem problem_of(Arrival arrival) {
        switch (arrival) {
            case Arrival::late: return Problem::request_timeout;
            case Arrival::target_too_long: return Problem::target_too_long;
            case Arrival::too_large: return Problem::headers_too_large;
            case Arrival::header:
            case Arrival::gone:
            case Arrival::broken: break;
        }
        return Problem::malformed_request;
    }

    /// Answers what arrived. False: the connection ends.
    asio::awaitable<bool> serve_one(Arrival arrival) {
        shared_.counters.requests.fetch_add(1);
        const std::string id = "urn:uuid:" + to_string(shared_.random.uuid());
        if (arrival != Arrival::header) co_return co_await refuse(id, problem_of(arrival), false);
        const auto parsed = reader_.take_header();
        if (!parsed) co_return co_await refuse(id, Problem::malformed_request, false);
        const bool head = parsed->method == to_string(Method::head);
        auto admitted = admit(*parsed, peer_, shared_.limits.gate);
        if (const auto* refused = std::get_if<Problem>(&admitted)) co_return co_await refuse(id, *refused, head);
        Admitted& entry = std::get<Admitted>(admitted);
        const bool whole = co_await reader_.read_body(entry.content_length);
        if (!whole) {
            if (!reader_.late()) co_return false;
            co_return co_await refuse(id, Problem::request_timeout, false);
        }
        entry.request.id = id;
        entry.request.body = reader_.take_body(entry.content_length);
        co_return co_await hand_over(entry);
    }

    asio::awaitable<bool> refuse(std::string id, Problem which, bool head) {
        shared_.counters.refused.fetch_add(1);
        Response response = problem(id, which);
        response.close = true;  // Whatever broke the rules, what follows on this connection cannot be trusted.
        co_await write(id, response, false, head);
        co_return false;
    }

    asio::awaitable<bool> hand_over(Admitted& entry) {
        auto response = std::make_shared<Response>();
        auto request = std::make_shared<const Request>(std::move(entry.request));
        Shared& shared = shared_;
        reader_.pause();
        std::function<void()> work = [&shared, request, response] { *response = answer(shared, *request); };
        co_await on_worker(shared_, std::move(work));
        const bool head = request->method == Method::head;
        const bool keep = entry.keep_alive && !response->close && !response->stream && !shared_.stopping;
        const bool written = co_await write(request->id, *response, keep, head);
        if (written && response->stream && !head) co_await stream(response->stream);
        co_return written&& keep;
    }

    /// The connection is one person's event stream from here on, and ends with it.
    asio::awaitable<void> stream(std::shared_ptr<EventSource> source) {
        count_as_stream(shared_, id_, peer_.address);
        EventStream<Stream> events(shared_, stream_, id_, std::move(source));
        co_await events.run();
    }

    /// False: the peer is gone.
    asio::awaitable<bool> write(std::string id, Response& response, bool keep_alive, bool head) {
        const std::string text =
            render(response, {id, shared_.clock.now(), keep_alive, head, peer_.transport == Peer::Transport::tls});
        reader_.pause();
        boost::beast::get_lowest_layer(stream_).expires_after(shared_.limits.write_deadline);
        boost::system::error_code ec;
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        auto bytes = asio::buffer(text);
        co_await asio::async_write(stream_, bytes, token);
        boost::beast::get_lowest_layer(stream_).expires_never();
        co_return !ec;
    }

    Shared& shared_;
    Stream& stream_;
    Peer peer_;
    std::uint64_t id_ = 0;
    RequestReader<Stream> reader_;
};

}  // namespace hometime::http
