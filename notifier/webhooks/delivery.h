// One receiver's webhooks, one after the other: which is next, when it is tried again, when it is given up. Without a
// thread of its own.
#pragma once

#include <memory>
#include <mutex>

#include "notifier/channels/webhook/sender.h"
#include "notifier/webhooks/hooks.h"
#include "notifier/webhooks/webhooks.h"

namespace hometime::webhook {

/// An owner whose relay wants the letter later is told again after that, and no more a day after the switching off.
inline constexpr std::chrono::minutes kTellAgain{15};
inline constexpr std::chrono::hours kTellMax{24};

class Delivery {
public:
    /// Goes on where its state says; without one, every stream begins as the receiver wants it. `parts` must outlive
    /// it.
    Delivery(const WebhookParts& parts, Receiver receiver);

    /// What to do after a turn: at once the next one, or not before `at`, or when something has changed.
    struct Next {
        bool more = false;
        std::optional<UtcTime> at;
    };
    /// One attempt at most; waits for its answer. One thread. Throws ViewError, bus::LogFailed.
    [[nodiscard]] Next turn();
    /// Writes the state where it has changed. The turns' thread, or after them.
    [[nodiscard]] Result<void> save();
    [[nodiscard]] bool has_changed() const;

    // Any thread.
    /// Other settings of the same receiver, from the next attempt on.
    void take(Receiver receiver);
    /// No attempt begins any more.
    void leave() noexcept;
    /// As Webhooks::enable().
    void enable();
    [[nodiscard]] ReceiverStatus status() const;

private:
    struct Target {
        explicit Target(Poster& poster, Receiver given)
            : receiver(std::move(given)), sender(poster, std::move(receiver.secrets)) {}
        Receiver receiver;  ///< but for the secrets
        WebhookSender sender;
    };

    void begin_streams();
    [[nodiscard]] std::optional<Hook> next_hook();
    [[nodiscard]] Place* place_of(const std::string& stream);
    [[nodiscard]] Next settle(const Hook& hook, const Sent& sent);
    [[nodiscard]] Next accepted(const Hook& hook, UtcTime now);
    [[nodiscard]] Next failed(const Hook& hook, const Sent& sent, UtcTime now);
    [[nodiscard]] Next switch_off(const std::string& why, UtcTime now);
    [[nodiscard]] Next tell(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] std::chrono::milliseconds jitter(std::chrono::seconds delay);

    const WebhookParts& parts_;
    const Hooks hooks_;
    const std::filesystem::path file_;
    mutable std::mutex mutex_;  ///< of all that follows; nobody holds it while something is sent or written
    std::shared_ptr<Target> target_;
    ReceiverState state_;
    std::string served_;  ///< the stream that had its turn last
    std::optional<UtcTime> tell_again_;
    std::uint64_t accepted_ = 0;
    std::uint64_t failed_ = 0;
    bool changed_ = false;
    bool left_ = false;
};

}  // namespace hometime::webhook
