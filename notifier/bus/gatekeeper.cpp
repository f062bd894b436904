#include "notifier/bus/gatekeeper.h"

#include <spdlog/spdlog.h>

#include <mutex>
#include <thread>
#include <vector>
#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "notifier/bus/curve.h"

namespace hometime::bus {

namespace {

constexpr const char* kEndpoint = "inproc://zeromq.zap.01";
/// Frames of a CURVE request: version, id, domain, address, identity, mechanism, key.
constexpr std::size_t kFrames = 7;

/// Looks at every byte, whatever it finds.
bool same_key(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned differs = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        differs |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    }
    return differs == 0;
}

}  // namespace

ZapAnswer decide_zap(const ZapRequest& request, const Subscribers& subscribers, std::string_view canary, bool is_open,
                     UtcTime now) {
    const bool understood = request.version == "1.0" && request.mechanism == "CURVE" &&
                            request.key.size() == Secret::kBytes &&
                            (request.domain == "events" || request.domain == "replay");
    if (!understood) return {"400", {}, false};
    const auto key = to_z85(as_bytes(request.key));
    const Subscriber* found = nullptr;
    for (const auto& one : subscribers) {
        if (same_key(one.public_key, key)) found = &one;
    }
    if (same_key(canary, key)) return {"200", std::string(kCanary), false};
    if (found == nullptr) return {"400", {}, false};
    if (has_expired(*found, now)) return {"400", found->name, true};
    if (found->network && !contains(*found->network, request.address)) return {"400", found->name, true};
    return {is_open ? "200" : "300", found->name, true};
}

struct Gatekeeper::Impl {
    Impl(zmq::context_t& given, const Clock& source_of_time) : context(given), clock(source_of_time) {}

    void run(zmq::socket_t socket);
    [[nodiscard]] ZapAnswer decide(const ZapRequest& request);

    zmq::context_t& context;
    const Clock& clock;
    GatekeeperCounters counters;
    mutable std::mutex mutex;
    Subscribers subscribers;
    std::string canary;
    bool is_open = false;
    std::map<std::string, std::uint64_t> denied;
    std::map<std::string, MonotonicTime> barred;  ///< until when
    std::thread thread;
};

Gatekeeper::Gatekeeper(zmq::context_t& context, const Clock& clock) : impl_(std::make_unique<Impl>(context, clock)) {}

Result<void> Gatekeeper::start() {
    try {
        zmq::socket_t socket(impl_->context, zmq::socket_type::rep);
        socket.set(zmq::sockopt::linger, 0);
        socket.bind(kEndpoint);
        impl_->thread = std::thread([this, socket = std::move(socket)]() mutable { impl_->run(std::move(socket)); });
    } catch (const zmq::error_t& error) {
        return fail(ErrorCode::unavailable, std::string("the bus has no gatekeeper: ") + error.what());
    }
    return {};
}

/// A request that is not understood is denied, and never left without an answer: REP would hear no other.
void Gatekeeper::Impl::run(zmq::socket_t socket) {
    try {
        for (;;) {
            std::vector<zmq::message_t> frames;
            std::ignore = zmq::recv_multipart(socket, std::back_inserter(frames));
            const auto frame = [&](std::size_t at) { return at < frames.size() ? frames[at].to_string() : ""; };
            ZapRequest request{frame(0), frame(1), frame(2), frame(3), frame(4), frame(5), frame(6)};
            if (frames.size() != kFrames) request.version.clear();
            const auto answer = decide(request);
            const std::string user = answer.status == "200" ? answer.user : std::string();
            for (const std::string_view part : {std::string_view("1.0"), std::string_view(request.id), answer.status,
                                                std::string_view(), std::string_view(user)}) {
                socket.send(zmq::buffer(part), zmq::send_flags::sndmore);
            }
            socket.send(zmq::message_t(), zmq::send_flags::none);
        }
    } catch (const zmq::error_t& error) {
        if (error.num() != ETERM) spdlog::critical("bus: the gatekeeper stopped: {}", error.what());
    }
}

ZapAnswer Gatekeeper::Impl::decide(const ZapRequest& request) {
    const std::scoped_lock lock(mutex);
    auto answer = decide_zap(request, subscribers, canary, is_open, clock.now());
    const auto until = barred.find(answer.user);
    if (until != barred.end() && clock.monotonic() < until->second) answer.status = "400";
    if (answer.status == "200") {
        counters.admitted.fetch_add(1);
    } else if (answer.status == "400") {
        counters.denied.fetch_add(1);
        if (answer.known) ++denied[answer.user];
    }
    return answer;
}

Gatekeeper::~Gatekeeper() {
    stop();
}

void Gatekeeper::stop() {
    if (impl_->thread.joinable()) impl_->thread.join();
}

void Gatekeeper::admit(Subscribers subscribers) {
    const std::scoped_lock lock(impl_->mutex);
    impl_->subscribers = std::move(subscribers);
}

void Gatekeeper::admit_canary(std::string public_key) {
    const std::scoped_lock lock(impl_->mutex);
    impl_->canary = std::move(public_key);
}

void Gatekeeper::bar(const std::string& name, std::chrono::microseconds how_long) {
    const std::scoped_lock lock(impl_->mutex);
    impl_->barred[name] = impl_->clock.monotonic() + how_long;
}

void Gatekeeper::open() {
    const std::scoped_lock lock(impl_->mutex);
    impl_->is_open = true;
}

const GatekeeperCounters& Gatekeeper::counters() const {
    return impl_->counters;
}

std::map<std::string, std::uint64_t> Gatekeeper::denied_by_name() const {
    const std::scoped_lock lock(impl_->mutex);
    return impl_->denied;
}

}  // namespace hometime::bus
