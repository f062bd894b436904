#include <algorithm>

#include "projections/state/outbox.h"

namespace hometime::state {

namespace {

template <class Change>
void change_preferences(const Folding& f, GuardianId guardian, Change change) {
    f.upsert<PreferencesRow>(keys::preferences(f.school, guardian), [&](PreferencesRow& row) {
        row.guardian = guardian;
        change(row);
    });
}

/// The link there was, if any, leads nowhere from now on.
void forget_link(const Folding& f, PreferencesRow& row) {
    if (row.calendar_secret_hash.empty()) return;
    f.erase(keys::calendar_link(f.school, row.calendar_secret_hash));
    row.calendar_secret_hash.clear();
}

}  // namespace

void fold(const Folding& f, const GuardianPreferencesSet& e) {
    change_preferences(f, e.guardian, [&](PreferencesRow& row) {
        row.version = f.sequence();
        row.hours = e.hours;
        row.feed_digest = e.feed_digest;
    });
}

void fold(const Folding& f, const FeedDigestSealed& e) {
    add_to_outbox(f, PersonKind::guardian, e.guardian.value,
                  {f.sequence(), NotificationKind::feed_digest, f.header.recorded_at,
                   static_cast<std::uint32_t>(e.posts.size()), std::nullopt});
    change_preferences(f, e.guardian, [&](PreferencesRow& row) {
        if (!e.posts.empty()) row.digested = std::max(row.digested, e.posts.back());
        row.digested_at = f.header.recorded_at;
    });
}

void fold(const Folding& f, const CalendarLinkIssued& e) {
    change_preferences(f, e.guardian, [&](PreferencesRow& row) {
        forget_link(f, row);
        row.calendar_secret_hash = e.secret_hash;
    });
    f.put(keys::calendar_link(f.school, e.secret_hash), CalendarLinkRow{e.guardian});
}

void fold(const Folding& f, const CalendarLinkRevoked& e) {
    change_preferences(f, e.guardian, [&](PreferencesRow& row) { forget_link(f, row); });
}

}  // namespace hometime::state
