// The facts that a fold leaves alone, named one by one.
#pragma once

#include "eventstore/events/catalogue.h"

namespace hometime {

namespace detail {
template <class E>
struct Unmove {
    void operator()(const E&) const {}
};
}  // namespace detail

/// Part of an `overloaded` visitor: these facts change nothing. There is no catch-all, so a new fact does not
/// compile until every fold has answered it.
template <class... Es>
struct Unmoved : detail::Unmove<Es>... {
    using detail::Unmove<Es>::operator()...;
};

/// Facts about keeping the log itself: holds, erasures, keys, restores. Views that people read do not show them.
using OfKeeping = Unmoved<LegalHoldPlaced, LegalHoldLifted, ErasureOrdered, ErasureRefused, KeyDestroyed,
                          ErasureCompleted, KeyStoreRotated, LogRestored>;

/// Facts about telling people outside the application. What they tell of is in every view already.
using OfNotifying = Unmoved<NotificationSealed, NotificationSettled, ChannelsChosen, DeadLetterClosed>;

/// Facts about one member of staff's own windows, and about parents' evenings that they join.
using OfOwnWindows = Unmoved<StaffWindowsSet, EveningAnnounced, EveningCancelled, EveningJoined, EveningLeft>;

}  // namespace hometime
