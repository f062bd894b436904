// A subscriber of Hometime's bus that misses nothing. Small enough to copy: these files need cppzmq and Boost.JSON, and
// nothing else of this project. Wire contract: docs/wire.md.
#pragma once

#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hometime_subscriber {

/// How far a stream was applied, and in which incarnation of the log.
struct Position {
    std::string epoch;
    std::uint64_t applied = 0;
};

/// What your program does with events. Each call stores its effect and the new position together: a crash between the
/// two would lose or double an event. What it throws ends run(). All calls come from run()'s thread.
class Effects {
public:
    virtual ~Effects() = default;
    /// nullopt: nothing is known of the stream.
    [[nodiscard]] virtual std::optional<Position> position(const std::string& stream) = 0;
    /// Throw away what the stream has led to; these items stand now.
    virtual void reset(const std::string& stream, const Position& position, const boost::json::array& items) = 0;
    /// `tombstone`: there was an event, and what it said is to be deleted wherever it came to.
    virtual void event(const std::string& stream, const Position& position, const boost::json::object& event,
                       bool tombstone) = 0;
    /// What could not be understood, raw, for a person to look at.
    virtual void dead(const std::string& stream, const Position& position, const std::vector<std::string>& frames) = 0;
};

struct Options {
    std::string events;                ///< endpoint of the events
    std::string replay;                ///< endpoint of the replay channel
    std::vector<std::string> streams;  ///< "e1/SCHOOL/STREAM/"
    std::string server_key;            ///< Z85; empty: a bus without keys, on this computer
    std::string secret_key;            ///< Z85, the subscriber's own
    std::string client = "hometime-subscriber-cpp/1";
    std::size_t buffer = 10'000;  ///< messages that wait for a gap to be filled; more is a sign of being too slow
    bool from_now_on = false;     ///< without a position begin with the next event, not with what stands
};

/// How run() ended; also the exit code of programs.
enum class Ended : std::uint8_t {
    stopped = 0,
    not_understood = 2,   ///< the server speaks another version
    server_is_older = 3,  ///< it has less than was seen, in the same epoch: it was brought back without saying so
    too_slow = 4,         ///< three times in ten minutes
};

class Subscriber {
public:
    /// What happens, for people: {"live":[…]}, {"gap":…}, {"snapshot":…}, {"snail":…}, {"reconnect":…}, {"fatal":…}.
    using Say = std::function<void(const boost::json::object&)>;
    Subscriber(Options options, Effects& effects, Say say = {});
    ~Subscriber();
    Subscriber(const Subscriber&) = delete;
    Subscriber& operator=(const Subscriber&) = delete;

    /// Follows the streams until stop(), or until it cannot go on. Throws zmq::error_t for endpoints and keys that are
    /// none.
    [[nodiscard]] Ended run();
    /// Within half a second or so. Any thread, and signal handlers.
    void stop() noexcept { stopped_.store(true); }

private:
    struct Impl;
    std::atomic<bool> stopped_{false};
    std::unique_ptr<Impl> impl_;
};

}  // namespace hometime_subscriber
