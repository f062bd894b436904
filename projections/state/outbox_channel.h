// One channel's standing in an outbox.
#pragma once

#include <algorithm>

#include "projections/state/rows.h"

namespace hometime {

/// Null: nothing happened on that channel yet. `row` may be const; what is returned lives as long as it does.
template <class Outbox>
[[nodiscard]] auto* find_channel(Outbox& row, Channel channel) {
    const auto known = std::find_if(row.channels.begin(), row.channels.end(),
                                    [&](const OutboxChannel& one) { return one.channel == channel; });
    return known == row.channels.end() ? nullptr : &*known;
}

/// Whether what goes to this person there may arrive: no address of theirs is missing, or was refused.
[[nodiscard]] inline bool arrives(const OutboxRow& row, Channel channel) {
    const auto* known = find_channel(row, channel);
    return known == nullptr || !known->unusable;
}

}  // namespace hometime
