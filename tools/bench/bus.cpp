#include "tools/bench/bus.h"

#include <algorithm>
#include <boost/json.hpp>
#include <ctime>
#include <stdexcept>
#include <thread>
#include <vector>
#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "notifier/bus/message.h"
#include "notifier/bus/publisher.h"
#include "notifier/bus/replay.h"
#include "projections/views/build.h"
#include "projections/views/store.h"
#include "projections/views/streams.h"
#include "tools/bench/bench_school.h"

namespace hometime::bench {

namespace {

using Steady = std::chrono::steady_clock;
using Frames = std::vector<std::string>;

constexpr std::size_t kWriters = 64;
/// Facts that are folded in one write.
constexpr std::size_t kFolded = 4'096;
/// Room for everything: what is measured is speed, not what is dropped.
constexpr int kRoom = 1'000'000;
constexpr int kPatienceMs = 30'000;

void require(const Result<void>& done) {
    if (!done) throw std::runtime_error(done.error().detail);
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

std::chrono::duration<double> processor_time() {
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

/// Until the database has done what it does behind whoever wrote: that is the cost of writing.
void settle() {
    constexpr std::chrono::milliseconds kStep{200};
    constexpr double kIdle = 0.02;
    constexpr int kSteps = 150;
    for (int step = 0; step < kSteps; ++step) {
        const auto before = processor_time();
        std::this_thread::sleep_for(kStep);
        if ((processor_time() - before) / kStep < kIdle) return;
    }
}

/// A log of messages on disk, and the views over it.
class Stored {
public:
    explicit Stored(const std::filesystem::path& folder) : folder_(folder) {
        std::filesystem::remove_all(folder_);
        school_ = std::make_unique<BenchSchool>(folder_ / "log", kWriters);
        auto store = ViewStore::open({folder_ / "views", views::all_views(), ViewAccess::owner, {}});
        if (!store) throw std::runtime_error(store.error().detail);
        views_ = std::move(*store);
        folding_ = std::make_unique<ViewFolder>(school_->log(), *views_, views::all_projections());
        fold();
    }
    ~Stored() {
        folding_.reset();
        views_.reset();
        school_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Stored(const Stored&) = delete;
    Stored& operator=(const Stored&) = delete;

    /// So many messages more, in the log and in the views.
    void send(std::uint64_t messages) {
        std::ignore = school_->send(messages);
        fold();
    }
    [[nodiscard]] std::string flow() const { return bus::stream_prefix(school_->school(), Stream::flow); }
    [[nodiscard]] std::uint64_t last() const { return views::stream_last(*views_, school_->school(), Stream::flow); }
    [[nodiscard]] std::string epoch() const { return to_string(views::stream_school(*views_, school_->school())->log); }
    [[nodiscard]] const EventLog& log() const { return school_->log(); }
    [[nodiscard]] ViewStore& views() { return *views_; }

private:
    void fold() {
        std::vector<std::shared_ptr<const LoggedRecord>> facts;
        const auto school = school_->school();
        const auto flush = [&] {
            require(folding_->fold(facts));
            facts.clear();
        };
        require(school_->log().scan(school, folded_.next(), [&](const Record& record) {
            facts.push_back(std::make_shared<const LoggedRecord>(LoggedRecord{school, record}));
            folded_ = record.header.sequence;
            if (facts.size() == kFolded) flush();
            return true;
        }));
        flush();
    }

    std::filesystem::path folder_;
    std::unique_ptr<BenchSchool> school_;
    std::unique_ptr<ViewStore> views_;
    std::unique_ptr<ViewFolder> folding_;
    Sequence folded_;
};

/// The keys of one server and one subscriber; none without CURVE.
struct Keys {
    explicit Keys(bool on) : curve(on), server(bus::make_key_pair()), own(bus::make_key_pair()) {}
    void use(zmq::socket_t& socket) const {
        socket.set(zmq::sockopt::linger, 0);
        if (!curve) return;
        socket.set(zmq::sockopt::curve_serverkey, server.public_key);
        socket.set(zmq::sockopt::curve_publickey, own.public_key);
        socket.set(zmq::sockopt::curve_secretkey, bus::to_z85(own.secret.view()));
    }
    bool curve;
    bus::KeyPair server;
    bus::KeyPair own;
};

/// Receives events of a stream until so many have come; seconds from the first to the last. Keeps them, if asked to.
double receive(zmq::socket_t& socket, std::uint64_t count, std::vector<Frames>* keep) {
    socket.set(zmq::sockopt::rcvtimeo, kPatienceMs);
    Steady::time_point first;
    std::uint64_t seen = 0;
    while (seen < count) {
        std::vector<zmq::message_t> frames;
        if (!zmq::recv_multipart(socket, std::back_inserter(frames))) throw std::runtime_error("events were dropped");
        if (frames.at(2).size() == 0) continue;  // A heartbeat.
        if (seen++ == 0) first = Steady::now();
        if (keep == nullptr) continue;
        keep->push_back({frames[0].to_string(), frames[1].to_string(), frames[2].to_string()});
    }
    return std::chrono::duration<double>(Steady::now() - first).count();
}

zmq::socket_t subscriber(zmq::context_t& context, const Keys& keys, const std::string& endpoint,
                         const std::string& prefix) {
    zmq::socket_t socket(context, zmq::socket_type::sub);
    keys.use(socket);
    socket.set(zmq::sockopt::rcvhwm, 0);
    socket.set(zmq::sockopt::subscribe, prefix);
    socket.connect(endpoint);
    return socket;
}

bus::PublisherOptions options_of(const Stored& stored, const Keys& keys) {
    bus::PublisherOptions options;
    options.endpoint = "tcp://127.0.0.1:*";
    options.replay = "tcp://127.0.0.1:*";
    options.high_water_mark = kRoom;
    options.heartbeat = std::chrono::hours{1};  // It sleeps until it is woken.
    options.after_burst = std::chrono::hours{1};
    if (!keys.curve) return options;
    auto given = std::make_shared<bus::BusKeys>();
    given->server = {keys.server.public_key, keys.server.secret.copy()};
    given->subscribers = {
        {"bench", keys.own.public_key, {stored.flow()}, *parse_local_date("2099-12-31"), "bench", std::nullopt}};
    options.keys = std::move(given);
    return options;
}

/// What was sent while the publisher slept goes out at once.
double publish_once(Stored& stored, std::uint64_t events, const Keys& keys, std::vector<Frames>* keep) {
    SystemClock clock;
    bus::Publisher publisher(options_of(stored, keys), stored.log(), stored.views(), clock);
    require(publisher.start());
    zmq::context_t context(1);
    auto socket = subscriber(context, keys, publisher.endpoint(), stored.flow());
    socket.set(zmq::sockopt::rcvtimeo, kPatienceMs);
    std::vector<zmq::message_t> live;
    if (!zmq::recv_multipart(socket, std::back_inserter(live))) throw std::runtime_error("no heartbeat came");
    const auto before = stored.last();
    stored.send(events);
    const auto published = stored.last() - before;
    settle();
    publisher.wake();
    return static_cast<double>(published) / receive(socket, published, keep);
}

double bare_once(const std::vector<Frames>& frames, const Keys& keys) {
    zmq::context_t serving(1);
    zmq::socket_t pub(serving, zmq::socket_type::xpub);
    pub.set(zmq::sockopt::linger, 0);
    pub.set(zmq::sockopt::sndhwm, 0);
    if (keys.curve) {
        pub.set(zmq::sockopt::curve_server, 1);
        pub.set(zmq::sockopt::curve_secretkey, bus::to_z85(keys.server.secret.view()));
    }
    pub.bind("tcp://127.0.0.1:*");
    zmq::context_t context(1);
    auto sub = subscriber(context, keys, pub.get(zmq::sockopt::last_endpoint), "");
    zmq::message_t subscription;
    std::ignore = pub.recv(subscription);
    std::thread sending([&] {
        for (const auto& one : frames) {
            pub.send(zmq::buffer(one[0]), zmq::send_flags::sndmore);
            pub.send(zmq::buffer(one[1]), zmq::send_flags::sndmore);
            pub.send(zmq::buffer(one[2]), zmq::send_flags::none);
        }
    });
    double took = 0;
    try {
        took = receive(sub, frames.size(), nullptr);
    } catch (...) {
        sending.join();
        throw;
    }
    sending.join();
    return static_cast<double>(frames.size()) / took;
}

double replay_once(Stored& stored) {
    ManualClock clock(UtcTime{});
    bus::Replay replay(stored.log(), stored.views(), clock, std::chrono::seconds{5});
    const bus::Asker asker{"bench", [](const std::string&) { return true; }};
    const auto last = stored.last();
    std::uint64_t handed = 0;
    const auto began = Steady::now();
    for (std::uint64_t next = 1; next <= last;) {
        const auto body = boost::json::serialize(
            boost::json::object{{"stream", stored.flow()}, {"epoch", stored.epoch()}, {"from", next}, {"to", last}});
        const std::vector<std::string> frames{"R1", "REPLAY", std::string(16, 'b'), body};
        replay.answer(asker, frames, [&](const bus::Reply& reply) {
            if (reply.kind == "ERR") throw std::runtime_error(reply.body);
            handed += reply.kind == "EV" ? 1 : 0;
            if (reply.kind == "END") next = boost::json::parse(reply.body).at("next").to_number<std::uint64_t>();
            return true;
        });
        clock.advance(std::chrono::seconds{1});  // Its limit is not what is measured.
    }
    return static_cast<double>(handed) / std::chrono::duration<double>(Steady::now() - began).count();
}

}  // namespace

BusRates measure_bus(const std::filesystem::path& scratch, std::uint64_t events, int rounds, bool curve) {
    Stored stored(scratch / "bus");
    const Keys keys(curve);
    std::vector<Frames> frames;
    BusRates rates;
    rates.curve = curve;
    std::vector<double> published;
    std::vector<double> bare;
    std::vector<double> replayed;
    for (int round = 0; round < rounds; ++round) {
        published.push_back(publish_once(stored, events, keys, round == 0 ? &frames : nullptr));
        bare.push_back(bare_once(frames, keys));
        replayed.push_back(replay_once(stored));
    }
    rates.events = frames.size();
    for (const auto& one : frames) {
        rates.frame_bytes += static_cast<double>(one[0].size() + one[1].size() + one[2].size());
    }
    rates.frame_bytes /= static_cast<double>(frames.size());
    rates.published = median(published);
    rates.bare = median(bare);
    rates.replayed = median(replayed);
    return rates;
}

}  // namespace hometime::bench
