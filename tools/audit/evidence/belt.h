// A bounded queue between two threads.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace hometime::evidence {

/// At most `bound` things wait; whoever brings more waits too. One thread puts, one takes.
template <class Thing>
class Belt {
public:
    explicit Belt(std::size_t bound) : bound_(bound) {}
    /// Waits for room. False: nobody wants more, and the thing is gone.
    bool put(Thing thing) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return things_.size() < bound_ || unwanted_; });
        if (unwanted_) return false;
        things_.push_back(std::move(thing));
        changed_.notify_all();
        return true;
    }
    /// No more will come.
    void end() {
        const std::scoped_lock lock(mutex_);
        ended_ = true;
        changed_.notify_all();
    }
    /// Waits for a thing. nullopt: that was all.
    std::optional<Thing> take() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !things_.empty() || ended_; });
        if (things_.empty()) return std::nullopt;
        auto thing = std::move(things_.front());
        things_.pop_front();
        changed_.notify_all();
        return thing;
    }
    /// Whoever puts is told so and stops.
    void want_no_more() {
        const std::scoped_lock lock(mutex_);
        unwanted_ = true;
        changed_.notify_all();
    }

private:
    std::size_t bound_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Thing> things_;
    bool ended_ = false;
    bool unwanted_ = false;
};

}  // namespace hometime::evidence
