// The bus for programs that cannot hold a connection to it: the same events, POSTed to each receiver, signed. A thread
// for each, so that a slow one holds nobody else up.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/random.h"
#include "eventstore/file.h"
#include "eventstore/log.h"
#include "notifier/channels/https_post.h"
#include "notifier/channels/sent.h"
#include "notifier/webhooks/receiver.h"
#include "projections/views/sink.h"

namespace hometime::webhook {

/// What webhooks are made of and sent with. All of it outlives them, and may be used from any thread.
struct WebhookParts {
    const EventLog& log;
    ViewSink& views;  ///< the streams view is among them
    Poster& poster;
    const Clock& clock;
    Random& random;
    FileSystem& files;
    std::filesystem::path folder;  ///< of how far each receiver has come: NAME.json
    /// Which incarnation of its log a school is in; nullopt: there is no such school.
    std::function<std::optional<Uuid>(SchoolId)> epoch_of;
    /// Tells a receiver's owner that it was switched off. `later`: ask again. Empty: nobody is told.
    std::function<Sent(const Receiver&, const ReceiverOff&)> tell_owner;
};

class Webhooks {
public:
    explicit Webhooks(WebhookParts parts);
    /// As stop().
    ~Webhooks();
    Webhooks(const Webhooks&) = delete;
    Webhooks& operator=(const Webhooks&) = delete;

    /// Who gets webhooks from now on. When it returns, no attempt begins any more at a receiver that is gone, and every
    /// other one goes on where it is; one that comes back goes on where it was. One thread at a time.
    void take(std::vector<Receiver> receivers);
    /// The streams have grown. Quick. Any thread.
    void wake();
    /// No attempt begins any more. Quick. Any thread.
    void finish() noexcept;
    /// Waits for attempts in hand (20 s at the longest) and notes how far each receiver is.
    void stop();

    /// A receiver that was switched off is tried again, from its place, with all attempts before it; one that waits is
    /// tried now. False: there is no receiver of this name. Any thread.
    [[nodiscard]] bool enable(std::string_view name);
    /// By name. Any thread. What waits counts as nothing while the views cannot be read.
    [[nodiscard]] std::vector<ReceiverStatus> status() const;

private:
    class Worker;
    WebhookParts parts_;
    mutable std::mutex mutex_;  ///< of what follows
    std::map<std::string, std::shared_ptr<Worker>, std::less<>> workers_;
    std::vector<std::shared_ptr<Worker>> leaving_;  ///< of receivers that are gone, until they have ended
};

}  // namespace hometime::webhook
