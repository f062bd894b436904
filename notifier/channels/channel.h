// A way to reach a person. Other channels come beside this one; each says what became of a sealed digest.
#pragma once

#include <optional>

#include "eventstore/base/ids.h"
#include "eventstore/events/digests.h"

namespace hometime {

class DeliveryChannel {
public:
    virtual ~DeliveryChannel() = default;
    [[nodiscard]] virtual Channel channel() const = 0;
    /// Hands a sealed digest over. May be asked again for the same digest after a restart: the same digest
    /// is the same delivery. nullopt: not known yet, ask again later. The notifier's thread only.
    [[nodiscard]] virtual std::optional<DeliveryOutcome> deliver(Position digest) = 0;
};

}  // namespace hometime
