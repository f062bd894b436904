// A subscriber to all streams of a school, beside the test.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <set>
#include <string>
#include <vector>

#include "notifier/bus/subscriber.h"
#include "projections/streams.h"

namespace hometime::test {

/// What a subscriber to every stream of a school hears, until it is told to stop.
class Listening {
public:
    Listening(const std::string& endpoint, SchoolId school) {
        std::vector<std::string> prefixes;
        for (const auto stream : kStreams) prefixes.push_back(bus::stream_prefix(school, stream));
        done_ = std::async(std::launch::async, [this, endpoint, prefixes] {
            const auto result = bus::listen(endpoint, prefixes, std::chrono::seconds{20},
                                            [&](const bus::Heard& heard) { return take(heard, prefixes.size()); });
            if (!live_said_) live_.set_value();
            return result.has_value();
        });
        live_.get_future().wait();
    }
    /// All frames, once a heartbeat on every stream that had events has said that there are no more.
    [[nodiscard]] std::string finish() {
        finishing_ = true;
        EXPECT_TRUE(done_.get());
        return frames_;
    }
    [[nodiscard]] std::size_t events() const { return events_; }

private:
    bool take(const bus::Heard& heard, std::size_t streams) {
        const auto stream = heard.topic.substr(0, heard.topic.rfind('/'));
        frames_ += heard.topic + ' ' + heard.body + '\n';
        if (heard.header.kind == bus::FrameKind::event) {
            ++events_;
            active_.insert(stream);
            return true;
        }
        beating_.insert(stream);
        if (beating_.size() == streams && !std::exchange(live_said_, true)) live_.set_value();
        if (finishing_) active_.erase(stream);
        return !finishing_ || !active_.empty();
    }

    std::promise<void> live_;
    std::atomic<bool> finishing_{false};
    bool live_said_ = false;
    std::size_t events_ = 0;
    std::string frames_;
    std::set<std::string> beating_;
    std::set<std::string> active_;
    std::future<bool> done_;
};

}  // namespace hometime::test
