// Ways to reach a person. Each says what became of what it was given.
#pragma once

#include <optional>
#include <vector>

#include "eventstore/base/ids.h"
#include "eventstore/events/notifications.h"
#include "notifier/channels/sent.h"

namespace hometime {

/// Inside the application.
class DeliveryChannel {
public:
    virtual ~DeliveryChannel() = default;
    [[nodiscard]] virtual Channel channel() const = 0;
    /// Hands a sealed digest over. May be asked again for the same digest after a restart: the same digest
    /// is the same delivery. nullopt: not known yet, ask again later. The notifier's thread only.
    [[nodiscard]] virtual std::optional<DeliveryOutcome> deliver(Position digest) = 0;
};

/// A sealed notification on its way to a server outside the school.
struct HandOver {
    SchoolId school;
    NotificationId notification;
    Channel channel{};
    UtcTime closes_at;  ///< nothing is handed over from then on
    friend bool operator==(const HandOver&, const HandOver&) = default;
};
struct HandedOver {
    HandOver what;
    Sent sent;
};

/// Outside it: whoever offers does not wait.
class OutsideChannel {
public:
    virtual ~OutsideChannel() = default;
    [[nodiscard]] virtual Channel channel() const = 0;
    /// Takes it up; what comes of it is in a later take_results(), once. The same notification handed over again is the
    /// same thing to whoever gets it. False: it has too much in hand; later. The notifier's thread only.
    [[nodiscard]] virtual bool offer(const HandOver& what) = 0;
    [[nodiscard]] virtual std::vector<HandedOver> take_results() = 0;
};

}  // namespace hometime
