#include "notifier/channels/outside_channel.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace hometime {

WorkingChannel::WorkingChannel(Channel channel, std::unique_ptr<Courier> courier, const Clock& clock,
                               std::uint32_t per_minute)
    : channel_(channel), courier_(std::move(courier)), clock_(clock), limit_(per_minute), thread_([this] { run(); }) {}

WorkingChannel::~WorkingChannel() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    courier_->stop();
    thread_.join();
}

bool WorkingChannel::offer(const HandOver& what) {
    const std::scoped_lock lock(mutex_);
    if (queue_.size() >= kOutsideQueueMax) return false;
    queue_.push_back(what);
    changed_.notify_all();
    return true;
}

std::vector<HandedOver> WorkingChannel::take_results() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(results_, {});
}

OutsideCounts WorkingChannel::counts() const {
    const std::scoped_lock lock(mutex_);
    auto counts = counts_;
    counts.waiting = queue_.size();
    return counts;
}

/// False: it is to stop.
bool WorkingChannel::wait_for_turn(std::unique_lock<std::mutex>& lock) {
    changed_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    while (!stopping_) {
        const auto now = clock_.monotonic();
        const auto turn = limit_.take(now);
        if (turn <= now) return true;
        changed_.wait_for(lock, turn - now, [&] { return stopping_; });
    }
    return false;
}

/// Nothing leaves after the window: what would take too long is cut off when it closes.
Sent WorkingChannel::attempt(const HandOver& what) {
    // On the computer's own clock: a demonstration's runs faster.
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.system_time_of(what.closes_at) -
                                                                            clock_.system_time_of(clock_.now()));
    if (left.count() <= 0) return {SendResult::later, "no time left", {}};
    try {
        return courier_->attempt(what, std::min<std::chrono::milliseconds>(left, kAttemptMax), breaker_);
    } catch (const std::exception&) {
        return {SendResult::later, "it cannot be made: the log cannot be read", {}};
    }
}

void WorkingChannel::run() {
    std::unique_lock lock(mutex_);
    while (wait_for_turn(lock)) {
        const auto what = queue_.front();
        queue_.pop_front();
        lock.unlock();
        auto sent = attempt(what);
        if (sent.result == SendResult::at_fault) {
            spdlog::error("{}: our own settings are refused, and nothing goes through before they are mended: {}",
                          boost::describe::enum_to_string(channel_, "a channel"), sent.why);
        }
        lock.lock();
        ++(sent.result == SendResult::accepted ? counts_.accepted : counts_.failed);
        counts_.at_fault += sent.result == SendResult::at_fault ? 1 : 0;
        counts_.left_alone = breaker_.open(clock_.monotonic());
        results_.push_back({what, std::move(sent)});
    }
}

}  // namespace hometime
