// The notifier: follows the log, waits for windows to open, asks the sequencer to seal digests, and hands
// them to the channels. It writes nothing itself: what it did comes back as facts.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "notifier/notifier_rounds.h"

namespace hometime {

/// Longest wait between two looks at the clock: a step of the clock is noticed within it.
inline constexpr std::chrono::milliseconds kLookAtClock{1000};

class Notifier {
public:
    /// All must outlive it.
    Notifier(const EventLog& log, Tail& tail, const Clock& clock, CommandPort& port, Channels channels);
    ~Notifier();
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    /// Takes up what is held and what is not delivered (NotifierRounds::restore), and begins to follow. Errors: those
    /// of the log.
    [[nodiscard]] Result<void> start();
    void stop();

    [[nodiscard]] std::size_t held() const { return held_.load(); }
    /// Notifications of which nothing came yet.
    [[nodiscard]] std::size_t notifications() const { return notifications_.load(); }
    /// Of these, how many have no window in sight (R6): somebody has to look at the calendar. The journal says it once
    /// for each school, and again when there are more.
    [[nodiscard]] std::size_t held_without_date() const { return without_date_.load(); }
    /// Windows that were served later than this after they opened, since start. Unit: milliseconds, the worst.
    [[nodiscard]] std::int64_t latest_ms() const { return latest_ms_.load(); }

private:
    void run();
    void look();
    void look_for_dates();
    [[nodiscard]] std::chrono::milliseconds patience() const;

    const Clock& clock_;
    NotifierRounds rounds_;
    std::atomic<bool> stopping_{false};
    std::atomic<std::size_t> held_{0};
    std::atomic<std::size_t> notifications_{0};
    std::atomic<std::size_t> without_date_{0};
    std::map<SchoolId, std::size_t> said_;  ///< how many of each school the journal was told of
    std::atomic<std::int64_t> latest_ms_{0};
    std::thread thread_;
};

}  // namespace hometime
