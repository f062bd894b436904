#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

#include "notifier/bus/curve.h"
#include "notifier/bus/subscriber.h"
#include "tools/hometime/commands.h"
#include "tools/subscribers/cpp/ledger.h"
#include "tools/subscribers/cpp/subscriber.h"

namespace hometime::tools {

namespace {

std::vector<std::string> prefixes(const Shell& shell, const SubscribeOptions& options) {
    constexpr std::string_view kPath = "/v1/schools/";
    const auto school = *parse_school_id(shell.path("").substr(kPath.size()));
    std::vector<std::string> list;
    for (const auto stream : kStreams) {
        const std::string name(to_string(stream));
        const bool wanted = options.streams.empty() ||
                            std::find(options.streams.begin(), options.streams.end(), name) != options.streams.end();
        if (wanted) list.push_back(bus::stream_prefix(school, stream));
    }
    if (list.empty()) throw Failure(Exit::usage, "--stream takes ops, calendar, flow, posts, points or links");
    return list;
}

namespace js = boost::json;
using Steady = std::chrono::steady_clock;

/// As many events as were asked for.
struct Enough {};

/// Prints events; with a ledger below it, once they are written there. Ends by itself as the options say.
class Printed final : public hometime_subscriber::Effects {
public:
    Printed(const SubscribeOptions& options, hometime_subscriber::Effects* below) : options_(options), below_(below) {}
    std::optional<hometime_subscriber::Position> position(const std::string& stream) override {
        if (below_ != nullptr) return below_->position(stream);
        const auto found = positions_.find(stream);
        return found == positions_.end() ? std::nullopt : std::optional(found->second);
    }
    void reset(const std::string& stream, const hometime_subscriber::Position& at, const js::array& items) override {
        if (below_ != nullptr) below_->reset(stream, at, items);
        positions_[stream] = at;
        for (const auto& item : items) std::cout << js::serialize(item) << std::endl;
    }
    void event(const std::string& stream, const hometime_subscriber::Position& at, const js::object& event,
               bool tombstone) override {
        if (below_ != nullptr) below_->event(stream, at, event, tombstone);
        positions_[stream] = at;
        std::cout << js::serialize(event) << std::endl;
        last_event.store(Steady::now());
        if (options_.count != 0 && ++heard_ >= options_.count) throw Enough{};
    }
    void dead(const std::string& stream, const hometime_subscriber::Position& at,
              const std::vector<std::string>& frames) override {
        if (below_ != nullptr) below_->dead(stream, at, frames);
        positions_[stream] = at;
        std::cerr << "hometime: an event of " << stream << " cannot be understood\n";
    }

    std::atomic<Steady::time_point> last_event{Steady::now()};

private:
    const SubscribeOptions& options_;
    hometime_subscriber::Effects* below_;
    std::map<std::string, hometime_subscriber::Position> positions_;
    std::uint64_t heard_ = 0;
};

void say(const js::object& what) {
    if (what.contains("live")) {
        std::cerr << "hometime: listening\n";
    } else if (!what.contains("snapshot")) {
        std::cerr << "hometime: " << js::serialize(what) << '\n';
    }
}

hometime_subscriber::Options replay_options(const SubscribeOptions& options, std::vector<std::string> streams) {
    hometime_subscriber::Options how;
    how.events = options.endpoint;
    how.replay = options.replay;
    how.streams = std::move(streams);
    how.server_key = options.server_key;
    how.client = "hometime-subscribe/" HOMETIME_VERSION;
    how.from_now_on = options.ledger.empty();
    if (options.server_key.empty()) return how;
    const auto pair = bus::load_secret_key(posix_files(), options.secret);
    if (!pair) throw Failure(Exit::data, options.secret.string() + ": " + pair.error().detail);
    how.secret_key = bus::to_z85(pair->secret.view());
    return how;
}

/// Ends a subscriber that has heard no event for so long.
class IdleEnd {
public:
    IdleEnd(double seconds, const Printed& printed, hometime_subscriber::Subscriber& subscriber)
        : thread_([this, seconds, &printed, &subscriber] {
              const std::chrono::duration<double> idle(seconds);
              std::unique_lock lock(mutex_);
              while (!ended_ && (seconds <= 0 || Steady::now() - printed.last_event.load() < idle)) {
                  changed_.wait_for(lock, std::chrono::milliseconds(100));
              }
              subscriber.stop();
          }) {}
    ~IdleEnd() {
        {
            const std::scoped_lock lock(mutex_);
            ended_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }
    IdleEnd(const IdleEnd&) = delete;
    IdleEnd& operator=(const IdleEnd&) = delete;

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool ended_ = false;
    std::thread thread_;
};

void subscribe_for_all(const SubscribeOptions& options, std::vector<std::string> streams) {
    std::optional<hometime_subscriber::Ledger> ledger;
    if (!options.ledger.empty()) ledger.emplace(options.ledger);
    Printed printed(options, ledger ? &*ledger : nullptr);
    hometime_subscriber::Subscriber subscriber(replay_options(options, std::move(streams)), printed, say);
    const IdleEnd idle(options.idle_seconds, printed, subscriber);
    auto ended = hometime_subscriber::Ended::stopped;
    try {
        ended = subscriber.run();
    } catch (const Enough&) {
        return;
    }
    if (ended == hometime_subscriber::Ended::server_is_older) {
        throw Failure(Exit::data, "the bus has less than was seen: it was brought back from an older state");
    }
    if (ended != hometime_subscriber::Ended::stopped) throw Failure(Exit::unavailable, "the bus cannot be followed");
}

}  // namespace

void subscribe(const Shell& shell, const SubscribeOptions& options) {
    const auto list = prefixes(shell, options);
    if (!options.replay.empty()) return subscribe_for_all(options, list);
    if (!options.server_key.empty() || !options.ledger.empty()) {
        throw Failure(Exit::usage, "--server-key and --ledger go with --replay");
    }
    std::uint64_t heard_events = 0;
    std::size_t live = 0;
    const std::chrono::milliseconds idle(static_cast<std::int64_t>(options.idle_seconds * 1000));
    const auto done = bus::listen(options.endpoint, list, idle, [&](const bus::Heard& heard) {
        if (heard.missing > 0)
            std::cerr << "hometime: " << heard.missing << " events of " << heard.topic << " were missed\n";
        if (heard.header.kind == bus::FrameKind::heartbeat) {
            // The first heartbeat of each stream: the subscription is live.
            if (live < list.size() && ++live == list.size()) std::cerr << "hometime: listening\n";
            return true;
        }
        std::cout << heard.body << std::endl;
        return options.count == 0 || ++heard_events < options.count;
    });
    if (!done) throw Failure(Exit::unavailable, done.error().detail);
}

}  // namespace hometime::tools
