// What the notifier knows of feed digests: who wants them, and when to ask for the next one (S35). A fold of the log
// and of the sequencer's answers; the decision seals no digest twice.
#pragma once

#include <optional>
#include <vector>

#include "notifier/ask_timer.h"
#include "notifier/notifier_core.h"

namespace hometime {

/// Digests that are asked for at one look at the clock at most; the others follow at the next.
inline constexpr std::size_t kFeedDigestsAsked = 64;

class FeedDigestTimer {
public:
    /// Learns of one committed fact. Whoever asks for digests, or has another calendar, is asked for at once.
    void fold(const LoggedRecord& logged);
    /// A guardian who wanted digests when the notifier started.
    void restore(SchoolId school, GuardianId guardian) { timer_.ask({school, guardian}); }

    /// For whom to ask now: each is named once, and again only after kAskAgain on the steady clock.
    [[nodiscard]] std::vector<FeedDigestFor> due(UtcTime now, MonotonicTime steady) {
        return timer_.due(now, steady, kFeedDigestsAsked);
    }
    /// The sequencer answered. `again_at` empty: not before the log says something new.
    void answered(const FeedDigestFor& whose, std::optional<UtcTime> again_at) { timer_.answered(whose, again_at); }
    /// The next instant at which due() may name somebody who was not asked for yet; nullopt: none.
    [[nodiscard]] std::optional<UtcTime> next() const { return timer_.next(); }

private:
    AskTimer<FeedDigestFor> timer_;
};

}  // namespace hometime
