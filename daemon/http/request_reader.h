// Reads one request after another from a stream, each within its deadlines. Internal to the server.
// Rule of this folder: no closure or aggregate temporaries and no braces in an expression with co_await.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/stream_traits.hpp>

#include "daemon/http/deadline.h"
#include "daemon/http/shared.h"
#include "daemon/http/wire.h"

namespace hometime::http {

/// What came of waiting for a header.
enum class Arrival : std::uint8_t { header, gone, late, target_too_long, too_large, broken };

template <class Stream>
class RequestReader {
public:
    RequestReader(Shared& shared, Stream& stream)
        : limits_(shared.limits),
          stream_(stream),
          deadline_(shared.io, [&stream] { boost::beast::get_lowest_layer(stream).cancel(); }) {}

    /// Nothing of a next request has come yet.
    [[nodiscard]] bool empty() const { return bytes_.empty(); }
    /// A deadline passed; the connection is still open.
    [[nodiscard]] bool late() const { return late_; }
    /// No deadline runs while a request is being answered.
    void pause() { deadline_.clear(); }

    /// Collects a whole header at the front of what was read.
    asio::awaitable<Arrival> read_header() {
        bool begun = !bytes_.empty();
        if (!begun && bytes_.capacity() > 2 * kChunk) std::string().swap(bytes_);  // A large body was there.
        deadline_.set(begun || first_ ? limits_.header_deadline : limits_.keep_alive);
        first_ = false;
        for (;;) {
            const auto scan = scan_header(bytes_, limits_.gate.header_bytes);
            header_end_ = scan.end;
            if (scan.state != HeaderScan::State::incomplete) co_return arrival_of(scan.state);
            const bool arrived = co_await read_some();
            if (!arrived) co_return begun&& late_ ? Arrival::late : Arrival::gone;
            if (!begun) deadline_.set(limits_.header_deadline);  // The clock of the whole header, set once.
            begun = true;
        }
    }

    /// The header that arrived; it leaves the front.
    [[nodiscard]] std::optional<RawHeader> take_header() {
        auto parsed = parse_header(std::string_view(bytes_).substr(0, header_end_));
        bytes_.erase(0, header_end_);
        return parsed;
    }

    /// Waits for `length` bytes of body: what has come must keep up with the least rate once the grace is over.
    asio::awaitable<bool> read_body(std::uint64_t length) {
        const auto begin = asio::steady_timer::clock_type::now();
        while (bytes_.size() < length) {
            const std::chrono::milliseconds earned(1000 * bytes_.size() / limits_.body_bytes_per_second);
            deadline_.set_at(begin + limits_.body_grace + earned);
            const bool arrived = co_await read_some();
            if (!arrived) co_return false;
        }
        co_return true;
    }

    [[nodiscard]] std::string take_body(std::uint64_t length) {
        std::string body = bytes_.substr(0, length);
        bytes_.erase(0, length);
        return body;
    }

private:
    static constexpr std::size_t kChunk = 16384;

    static Arrival arrival_of(HeaderScan::State state) {
        switch (state) {
            case HeaderScan::State::complete: return Arrival::header;
            case HeaderScan::State::target_too_long: return Arrival::target_too_long;
            case HeaderScan::State::too_large: return Arrival::too_large;
            case HeaderScan::State::incomplete:
            case HeaderScan::State::broken: break;
        }
        return Arrival::broken;
    }

    /// Reads some bytes more. False: the peer is gone, or (`late_`) the deadline passed.
    asio::awaitable<bool> read_some() {
        const std::size_t before = bytes_.size();
        bytes_.resize(before + kChunk);
        boost::system::error_code ec;
        auto target = asio::buffer(bytes_.data() + before, kChunk);
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        const std::size_t count = co_await stream_.async_read_some(target, token);
        bytes_.resize(before + (ec ? 0 : count));
        late_ = deadline_.passed();
        co_return !ec && !late_;
    }

    const ServerLimits& limits_;
    Stream& stream_;
    Deadline deadline_;
    std::string bytes_;
    std::size_t header_end_ = 0;
    bool first_ = true;
    bool late_ = false;
};

}  // namespace hometime::http
