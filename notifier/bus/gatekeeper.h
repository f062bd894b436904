// The gatekeeper: answers ZAP (RFC 27), so that only known keys get through a handshake. A thread of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "eventstore/base/clock.h"
#include "notifier/bus/subscribers.h"

namespace zmq {
class context_t;
}

namespace hometime::bus {

struct GatekeeperCounters {
    std::atomic<std::uint64_t> admitted{0};
    std::atomic<std::uint64_t> denied{0};  ///< handshakes of keys that nobody knows, of other domains, and nonsense
};

class Gatekeeper {
public:
    /// `context`: the sockets' own, for ZAP is spoken inside a process. Both must outlive it.
    Gatekeeper(zmq::context_t& context, const Clock& clock);
    ~Gatekeeper();
    Gatekeeper(const Gatekeeper&) = delete;
    Gatekeeper& operator=(const Gatekeeper&) = delete;

    /// Binds, and answers from then on; before any socket that asks it binds. Errors: `unavailable`.
    [[nodiscard]] Result<void> start();
    /// After the context was shut down.
    void stop();

    /// Whom it lets in from now on. Any thread.
    void admit(Subscribers subscribers);
    /// A key of our own, for a test at the start; "" ends it. Any thread.
    void admit_canary(std::string public_key);
    /// Before it opens, known subscribers are told to come again, and the canary alone gets in. Any thread.
    void open();
    /// Nobody of this name gets in for so long. Any thread.
    void bar(const std::string& name, std::chrono::microseconds how_long);
    [[nodiscard]] const GatekeeperCounters& counters() const;
    /// Handshakes of known keys that were denied, by subscriber: their time has passed, they come from
    /// elsewhere, or they are barred.
    [[nodiscard]] std::map<std::string, std::uint64_t> denied_by_name() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The user id of the canary's connections.
inline constexpr std::string_view kCanary = "(canary)";

/// A request's frames behind the delimiter, and the answer to it.
struct ZapRequest {
    std::string version, id, domain, address, identity, mechanism;
    std::string key;  ///< 32 bytes
};
struct ZapAnswer {
    std::string_view status;  ///< "200", "300", "400"
    std::string user;         ///< the subscriber's name
    bool known = false;       ///< the key is a subscriber's, whatever the status
};
/// The decision, without sockets. The work is the same whether a key is known or not.
[[nodiscard]] ZapAnswer decide_zap(const ZapRequest& request, const Subscribers& subscribers, std::string_view canary,
                                   bool is_open, UtcTime now);

}  // namespace hometime::bus
