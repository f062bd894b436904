#include "notifier/bus/subscriber.h"

#include <chrono>
#include <map>
#include <zmq.hpp>
#include <zmq_addon.hpp>

namespace hometime::bus {

namespace {

/// Longest wait in one call: the socket must be served every second, also to subscribe anew after a break.
constexpr std::chrono::milliseconds kServe{500};

/// Follows each stream's numbers. The first frame says where the stream is.
class Numbers {
public:
    std::uint64_t missing(const std::string& stream, const Header& header) {
        const auto [at, first] = applied_.try_emplace(stream, header.seq);
        if (first || header.seq <= at->second) return 0;
        const auto expected = header.kind == FrameKind::event ? at->second + 1 : at->second;
        const auto gap = header.seq - expected;
        at->second = header.seq;
        return gap;
    }

private:
    std::map<std::string, std::uint64_t> applied_;
};

}  // namespace

Result<std::uint64_t> listen(const std::string& endpoint, const std::vector<std::string>& prefixes,
                             std::chrono::milliseconds idle, const std::function<bool(const Heard&)>& take) {
    try {
        zmq::context_t context(1);
        zmq::socket_t socket(context, zmq::socket_type::sub);
        socket.set(zmq::sockopt::linger, 0);
        socket.set(zmq::sockopt::ipv6, 1);
        socket.set(zmq::sockopt::rcvhwm, 100'000);
        socket.set(zmq::sockopt::rcvtimeo, static_cast<int>(kServe.count()));
        socket.connect(endpoint);
        for (const auto& prefix : prefixes) socket.set(zmq::sockopt::subscribe, prefix);
        Numbers numbers;
        std::uint64_t dropped = 0;
        auto last = std::chrono::steady_clock::now();
        for (;;) {
            std::vector<zmq::message_t> frames;
            if (!zmq::recv_multipart(socket, std::back_inserter(frames))) {
                if (idle.count() > 0 && std::chrono::steady_clock::now() - last > idle) return dropped;
                continue;
            }
            const auto header = frames.size() >= 3 ? decode_header(frames[1].to_string_view()) : std::nullopt;
            if (!header) {
                ++dropped;
                continue;
            }
            Heard heard{frames[0].to_string(), *header, frames[2].to_string(), 0};
            heard.missing = numbers.missing(heard.topic.substr(0, heard.topic.rfind('/')), *header);
            if (header->kind == FrameKind::event) last = std::chrono::steady_clock::now();
            if (!take(heard)) return dropped;
        }
    } catch (const zmq::error_t& error) {
        return fail(ErrorCode::invalid, std::string("cannot subscribe: ") + error.what());
    }
}

}  // namespace hometime::bus
