#include "tools/bench/opening.h"

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <stdexcept>
#include <thread>
#include <vector>
#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "daemon/notifier_port.h"
#include "notifier/bus/message.h"
#include "notifier/bus/publisher.h"
#include "notifier/channels/in_app.h"
#include "notifier/notifier.h"
#include "projections/views/build.h"
#include "projections/views/runner.h"
#include "projections/views/store.h"
#include "tools/bench/bench_school.h"
#include "tools/bench/ceiling.h"

namespace hometime::bench {

namespace {

using Steady = std::chrono::steady_clock;
using Frames = std::vector<std::string>;

constexpr int kPatienceMs = 120'000;
/// A stranger writes for so long before the window opens.
constexpr std::chrono::seconds kBefore{3};
/// And waits so long after each answer: a person's telephone, not a flood.
constexpr std::chrono::milliseconds kBetween{5};
/// From when the school's day stands to when the window opens.
constexpr std::chrono::minutes kUntilTheWindow{260};

void require(const Result<void>& done) {
    if (!done) throw std::runtime_error(done.error().detail);
}

double seconds_between(Steady::time_point from, Steady::time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

double at_part(std::vector<double> values, double part) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values.at(static_cast<std::size_t>(part * static_cast<double>(values.size() - 1)));
}

/// What the daemon makes of a school, as it wires it.
class Following {
public:
    Following(BenchSchool& school, const std::filesystem::path& folder)
        : parts_(school.parts()),
          views_(open(folder)),
          runner_(parts_.log, parts_.tail, *views_),
          port_(parts_.sequencer) {
        bus::PublisherOptions options;
        options.endpoint = "tcp://127.0.0.1:*";
        options.high_water_mark = 1'000'000;
        publisher_ = std::make_unique<bus::Publisher>(options, parts_.log, *views_, parts_.clock);
        require(publisher_->start());
        runner_.on_progress([this] { publisher_->wake(); });
        require(runner_.start());
        Channels channels;
        channels.inside.push_back(
            std::make_unique<InAppChannel>([this](Position position, std::chrono::milliseconds timeout) {
                return runner_.wait_for(position, timeout);
            }));
        notifier_ = std::make_unique<Notifier>(parts_.log, parts_.tail, parts_.clock, port_, std::move(channels));
        require(notifier_->start());
    }
    ~Following() {
        notifier_->stop();
        runner_.stop();
        publisher_->stop();
    }
    Following(const Following&) = delete;
    Following& operator=(const Following&) = delete;

    [[nodiscard]] std::string endpoint() const { return publisher_->endpoint(); }
    /// The views hold everything.
    void wait(SchoolId school) {
        const auto head = parts_.log.head(school);
        while (!runner_.wait_for({school, Sequence{head->size}}, kReadYourWritesMax)) {
            if (runner_.failure()) throw std::runtime_error("the views stand still");
        }
    }

private:
    static std::unique_ptr<ViewStore> open(const std::filesystem::path& folder) {
        auto store = ViewStore::open({folder, views::all_views(), ViewAccess::owner, {}});
        if (!store) throw std::runtime_error(store.error().detail);
        return std::move(*store);
    }

    BenchSchool::Parts parts_;
    std::unique_ptr<ViewStore> views_;
    ViewRunner runner_;
    NotifierPort port_;
    std::unique_ptr<bus::Publisher> publisher_;
    std::unique_ptr<Notifier> notifier_;
};

/// Keeps what the bus sends, and when it came.
class Listening {
public:
    Listening(const std::string& endpoint, SchoolId school, std::string counted) : counted_(std::move(counted)) {
        socket_.set(zmq::sockopt::linger, 0);
        socket_.set(zmq::sockopt::rcvhwm, 0);
        socket_.set(zmq::sockopt::rcvtimeo, kPatienceMs);
        for (const auto stream : {Stream::ops, Stream::flow}) {
            socket_.set(zmq::sockopt::subscribe, bus::stream_prefix(school, stream));
        }
        socket_.connect(endpoint);
        std::ignore = next();  // A heartbeat: it hears.
    }
    /// Until so many events of the kind have come.
    void hear(std::size_t events) {
        while (came_.size() < events) {
            auto frames = next();
            if (frames.at(2).empty()) continue;
            if (frames.at(2).find(counted_) != std::string::npos) came_.push_back(Steady::now());
            frames_.push_back(std::move(frames));
        }
    }
    [[nodiscard]] const std::vector<Steady::time_point>& came() const { return came_; }
    [[nodiscard]] const std::vector<Frames>& frames() const { return frames_; }

private:
    Frames next() {
        std::vector<zmq::message_t> frames;
        if (!zmq::recv_multipart(socket_, std::back_inserter(frames))) throw std::runtime_error("the bus is silent");
        return {frames.at(0).to_string(), frames.at(1).to_string(), frames.at(2).to_string()};
    }

    std::string counted_;
    zmq::context_t context_{1};
    zmq::socket_t socket_{context_, zmq::socket_type::sub};
    std::vector<Steady::time_point> came_;
    std::vector<Frames> frames_;
};

double send_bare(const std::vector<Frames>& frames) {
    zmq::context_t context(1);
    zmq::socket_t pub(context, zmq::socket_type::xpub);
    zmq::socket_t sub(context, zmq::socket_type::sub);
    for (auto* socket : {&pub, &sub}) socket->set(zmq::sockopt::linger, 0);
    pub.set(zmq::sockopt::sndhwm, 0);
    pub.bind("tcp://127.0.0.1:*");
    sub.set(zmq::sockopt::rcvhwm, 0);
    sub.set(zmq::sockopt::rcvtimeo, kPatienceMs);
    sub.set(zmq::sockopt::subscribe, "");
    sub.connect(pub.get(zmq::sockopt::last_endpoint));
    zmq::message_t subscription;
    std::ignore = pub.recv(subscription);
    const auto began = Steady::now();
    std::thread sending([&] {
        for (const auto& one : frames) {
            pub.send(zmq::buffer(one[0]), zmq::send_flags::sndmore);
            pub.send(zmq::buffer(one[1]), zmq::send_flags::sndmore);
            pub.send(zmq::buffer(one[2]), zmq::send_flags::none);
        }
    });
    std::size_t came = 0;
    for (std::vector<zmq::message_t> parts; came < frames.size(); ++came, parts.clear()) {
        if (!zmq::recv_multipart(sub, std::back_inserter(parts))) break;
    }
    sending.join();
    if (came < frames.size()) throw std::runtime_error("a bare SUB missed something");
    return seconds_between(began, Steady::now());
}

/// A guardian who writes one message after the other to the school office, until told to stop.
class Stranger {
public:
    explicit Stranger(BenchSchool& school) : thread_([this, &school] { write(school); }) {}
    ~Stranger() { stop(); }
    Stranger(const Stranger&) = delete;
    Stranger& operator=(const Stranger&) = delete;
    void stop() {
        stopping_ = true;
        if (thread_.joinable()) thread_.join();
    }
    struct Written {
        Steady::time_point at;
        double took;
    };
    /// After stop().
    [[nodiscard]] std::vector<double> between(Steady::time_point from, Steady::time_point to) const {
        std::vector<double> took;
        for (const auto& one : written_) {
            if (from <= one.at && one.at < to) took.push_back(one.took);
        }
        return took;
    }

private:
    void write(BenchSchool& school) {
        while (!stopping_) {
            const auto began = Steady::now();
            school.write_to_the_office();
            written_.push_back({began, seconds_between(began, Steady::now())});
            std::this_thread::sleep_for(kBetween);
        }
    }

    std::atomic<bool> stopping_{false};
    std::vector<Written> written_;
    std::thread thread_;
};

}  // namespace

OpeningTimes measure_opening(const std::filesystem::path& scratch, std::size_t teachers, std::size_t messages) {
    const auto folder = scratch / "opening";
    std::filesystem::remove_all(folder);
    OpeningTimes times;
    times.teachers = teachers;
    times.messages = messages;
    std::vector<Frames> frames;
    std::uint64_t measured = 0;  ///< batches of the opening, the newest of the write-ahead log
    {
        BenchSchool school(folder / "log", teachers, BenchSchool::kSchool, teachers);
        std::ignore = school.send(messages);
        Following following(school, folder / "views");
        following.wait(school.school());
        Listening listening(following.endpoint(), school.school(), "org.hometime.digest.sealed.v1");
        const auto prepared = school.commits();
        Stranger stranger(school);
        const auto before = Steady::now();
        std::this_thread::sleep_for(kBefore);
        const auto opened = Steady::now();
        school.parts().clock.set(school.now() + kUntilTheWindow);
        listening.hear(teachers);
        const auto last = listening.came().back();
        stranger.stop();
        std::vector<double> late;
        for (const auto came : listening.came()) late.push_back(seconds_between(opened, came));
        times.all = seconds_between(opened, last);
        times.p50 = at_part(late, 0.5);
        times.p99 = at_part(late, 0.99);
        times.before_p50 = at_part(stranger.between(before, opened), 0.5);
        times.before_p99 = at_part(stranger.between(before, opened), 0.99);
        times.during_p50 = at_part(stranger.between(opened, last), 0.5);
        times.during_p99 = at_part(stranger.between(opened, last), 0.99);
        frames = listening.frames();
        measured = school.commits() - prepared;
    }
    WrittenBatches written(DataFolder{folder / "log"}.log());
    written.skip(written.batches() - std::min<std::size_t>(written.batches(), measured));
    times.commits = written.write_again(folder / "bare", false);
    times.sends = send_bare(frames);
    std::filesystem::remove_all(folder);
    return times;
}

}  // namespace hometime::bench
