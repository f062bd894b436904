#include "notifier/feed_digest_timer.h"

namespace hometime {

void FeedDigestTimer::fold(const LoggedRecord& logged) {
    const auto& event = logged.record.event;
    if (const auto* set = std::get_if<GuardianPreferencesSet>(&event)) {
        const FeedDigestFor whose{logged.school, set->guardian};
        if (set->feed_digest == FeedDigest::off) {
            timer_.forget(whose);
        } else {
            timer_.ask(whose);
        }
    }
    if (std::holds_alternative<PolicySet>(event)) {
        timer_.ask_all([&](const FeedDigestFor& whose) { return whose.school == logged.school; });
    }
}

}  // namespace hometime
