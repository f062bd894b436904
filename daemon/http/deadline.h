// A deadline for reading that leaves the connection open, so that the peer can still be told. Internal to the server.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

namespace hometime::http {

/// One connection's. The network thread only.
class Deadline {
public:
    /// `cancel` ends a read that is under way; it is called at most once for each set().
    Deadline(boost::asio::io_context& io, std::function<void()> cancel)
        : state_(std::make_shared<State>(io, std::move(cancel))) {}

    void set(std::chrono::milliseconds time) { set_at(boost::asio::steady_timer::clock_type::now() + time); }
    void set_at(boost::asio::steady_timer::time_point when) {
        state_->passed = false;
        state_->timer.expires_at(when);
        const auto number = ++state_->number;
        state_->timer.async_wait([weak = std::weak_ptr(state_), number](boost::system::error_code stopped) {
            const auto state = weak.lock();
            if (stopped || !state || state->number != number) return;  // Set anew, or its connection is gone.
            state->passed = true;
            state->cancel();
        });
    }
    void clear() {
        ++state_->number;
        state_->timer.cancel();
    }
    [[nodiscard]] bool passed() const { return state_->passed; }

private:
    struct State {
        State(boost::asio::io_context& io, std::function<void()> cancel_read)
            : timer(io), cancel(std::move(cancel_read)) {}
        boost::asio::steady_timer timer;
        std::function<void()> cancel;
        std::uint64_t number = 0;
        bool passed = false;
    };
    std::shared_ptr<State> state_;
};

}  // namespace hometime::http
