#include "notifier/webhooks/webhooks.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <condition_variable>
#include <thread>
#include <typeinfo>

#include "notifier/bus/stored_events.h"
#include "notifier/webhooks/delivery.h"
#include "projections/views/rows.h"

namespace hometime::webhook {

namespace {

using Steady = std::chrono::steady_clock;

/// A state is written so often at most: every write waits for the disk.
constexpr std::chrono::milliseconds kSaveStep{1000};
/// Wall time may jump while something waits for its instant: it is looked at so often.
constexpr std::chrono::milliseconds kLook{30'000};
/// While the views or the log cannot be read.
constexpr std::chrono::milliseconds kAfterFailure{1000};

}  // namespace

/// One receiver's thread.
class Webhooks::Worker {
public:
    Worker(const WebhookParts& parts, Receiver receiver)
        : parts_(parts), name_(receiver.name), delivery_(parts, std::move(receiver)), thread_([this] { run(); }) {}
    ~Worker() {
        finish();
        thread_.join();
    }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] Delivery& delivery() { return delivery_; }
    [[nodiscard]] bool has_ended() const {
        const std::scoped_lock lock(mutex_);
        return ended_;
    }
    void wake() {
        {
            const std::scoped_lock lock(mutex_);
            woken_ = true;
        }
        changed_.notify_all();
    }
    void finish() noexcept {
        delivery_.leave();
        {
            const std::scoped_lock lock(mutex_);
            finishing_ = true;
        }
        changed_.notify_all();
    }

private:
    void run() {
        while (!is_finishing()) {
            auto pause = kLook;
            if (work(pause)) continue;
            save(pause);
            std::unique_lock lock(mutex_);
            changed_.wait_for(lock, pause, [this] { return woken_ || finishing_; });
            woken_ = false;
        }
        saved_at_ = {};
        auto none = kLook;
        save(none);
        const std::scoped_lock lock(mutex_);
        ended_ = true;
    }

    [[nodiscard]] bool is_finishing() const {
        const std::scoped_lock lock(mutex_);
        return finishing_;
    }

    /// One turn. True: the next one at once. Else `pause` becomes no longer than until there may be one.
    bool work(std::chrono::milliseconds& pause) {
        Delivery::Next next;
        try {
            next = delivery_.turn();
        } catch (const ViewError&) {
            pause = kAfterFailure;
        } catch (const bus::LogFailed&) {
            pause = kAfterFailure;  // Whoever gave us the log ends the process.
        } catch (const std::exception& error) {
            spdlog::error("webhooks: receiver {} stands still: {}", name_, typeid(error).name());
            pause = kLook;
        }
        if (next.more) {
            auto ignored = kLook;
            save(ignored);
            return true;
        }
        if (next.at) {
            const auto left = parts_.clock.system_time_of(*next.at) - std::chrono::system_clock::now();
            pause = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(left), std::chrono::milliseconds{0}, pause);
        }
        return false;
    }

    /// Now, if the last time is long enough ago; else `pause` becomes no longer than until then.
    void save(std::chrono::milliseconds& pause) {
        if (!delivery_.has_changed()) return;
        const auto now = Steady::now();
        if (saved_at_ && now - *saved_at_ < kSaveStep) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(kSaveStep - (now - *saved_at_));
            pause = std::min(pause, left);
            return;
        }
        saved_at_ = now;
        const auto saved = delivery_.save();
        if (!saved) {
            pause = std::min(pause, kSaveStep);
            if (!complained_) spdlog::error("webhooks: how far {} is cannot be kept: {}", name_, saved.error().detail);
        }
        complained_ = !saved.has_value();
    }

    const WebhookParts& parts_;
    const std::string name_;
    Delivery delivery_;
    std::optional<Steady::time_point> saved_at_;  ///< the thread's
    bool complained_ = false;                     ///< the thread's
    mutable std::mutex mutex_;                    ///< of what follows
    std::condition_variable changed_;
    bool woken_ = false;
    bool finishing_ = false;
    bool ended_ = false;
    std::thread thread_;  ///< last: it uses all of the others
};

Webhooks::Webhooks(WebhookParts parts) : parts_(std::move(parts)) {}

Webhooks::~Webhooks() {
    stop();
}

/// One that is gone and comes back waits for its last attempt, which may be in hand.
void Webhooks::take(std::vector<Receiver> receivers) {
    std::vector<std::shared_ptr<Worker>> ended;
    {
        const std::scoped_lock lock(mutex_);
        const auto named = [&](const std::string& name) {
            return std::any_of(receivers.begin(), receivers.end(), [&](const Receiver& r) { return r.name == name; });
        };
        for (auto at = workers_.begin(); at != workers_.end();) {
            if (named(at->first)) {
                ++at;
                continue;
            }
            at->second->finish();
            leaving_.push_back(std::move(at->second));
            at = workers_.erase(at);
        }
        const auto stays = [&](const auto& worker) { return !worker->has_ended() && !named(worker->name()); };
        const auto first = std::partition(leaving_.begin(), leaving_.end(), stays);
        std::move(first, leaving_.end(), std::back_inserter(ended));
        leaving_.erase(first, leaving_.end());
    }
    ended.clear();
    const std::scoped_lock lock(mutex_);
    for (auto& receiver : receivers) {
        const auto known = workers_.find(receiver.name);
        if (known != workers_.end()) {
            known->second->delivery().take(std::move(receiver));
            known->second->wake();
        } else {
            auto name = receiver.name;
            workers_.emplace(std::move(name), std::make_shared<Worker>(parts_, std::move(receiver)));
        }
    }
}

void Webhooks::wake() {
    const std::scoped_lock lock(mutex_);
    for (const auto& [name, worker] : workers_) worker->wake();
}

void Webhooks::finish() noexcept {
    const std::scoped_lock lock(mutex_);
    for (const auto& [name, worker] : workers_) worker->finish();
}

void Webhooks::stop() {
    finish();
    std::map<std::string, std::shared_ptr<Worker>, std::less<>> workers;
    std::vector<std::shared_ptr<Worker>> leaving;
    {
        const std::scoped_lock lock(mutex_);
        workers.swap(workers_);
        leaving.swap(leaving_);
    }
}

bool Webhooks::enable(std::string_view name) {
    const std::scoped_lock lock(mutex_);
    const auto found = workers_.find(name);
    if (found == workers_.end()) return false;
    found->second->delivery().enable();
    found->second->wake();
    return true;
}

std::vector<ReceiverStatus> Webhooks::status() const {
    std::vector<std::shared_ptr<Worker>> workers;
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& [name, worker] : workers_) workers.push_back(worker);
    }
    std::vector<ReceiverStatus> all;
    for (const auto& worker : workers) all.push_back(worker->delivery().status());
    return all;
}

}  // namespace hometime::webhook
