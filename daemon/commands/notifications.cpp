#include "daemon/commands/notifications.h"

#include <algorithm>

#include "daemon/commands/calendars.h"
#include "daemon/commands/commands.h"
#include "daemon/commands/guardian_hours.h"
#include "daemon/commands/held.h"
#include "daemon/commands/not_before.h"
#include "eventstore/base/mutants.h"
#include "projections/state/outbox_channel.h"

namespace hometime {

namespace {

Refused nothing(std::optional<UtcTime> again_at = {}) {
    return not_before(Refusal::nothing_to_tell, again_at);
}

/// When a person may be told of something; empty: they are not here any more.
std::optional<EffectiveCalendar> hours_of(const School& school, PersonKind kind, std::uint64_t person) {
    if (kind == PersonKind::staff) {
        const StaffId staff{person};
        return is_there(school, staff) ? std::optional(calendar_of(school, staff)) : std::nullopt;
    }
    const GuardianId guardian{person};
    const auto row = school.guardian(guardian);
    return row && !row->linked.empty() ? std::optional(guardian_calendar(school, guardian)) : std::nullopt;
}

bool wants(const OutboxRow& row, Channel channel) {
    if (channel == Channel::email) return wants_email(row);
    return channel == Channel::push && wants_push(row);
}

OutboxChannel progress_of(const OutboxRow& row, Channel channel) {
    const auto* known = find_channel(row, channel);
    return known == nullptr ? OutboxChannel{} : *known;
}

/// What reached them since they were told last, oldest first.
std::vector<OutboxEntry> untold(const OutboxRow& row, const OutboxChannel& progress, UtcTime now) {
    std::vector<OutboxEntry> waiting;
    for (const auto& entry : row.entries) {
        if (entry.fact > progress.told && now - entry.at < kToldWithin) waiting.push_back(entry);
    }
    return waiting;
}

/// The same for the same person, whichever process works it out; another second for each.
std::chrono::seconds jitter(SchoolId school, PersonKind kind, std::uint64_t person) {
    // The finalizer of MurmurHash3: neighbouring numbers come far apart.
    auto mixed = school.value ^ (person << 8U) ^ static_cast<std::uint64_t>(kind);
    mixed = (mixed ^ (mixed >> 33U)) * 0xff51afd7ed558ccdULL;
    mixed = (mixed ^ (mixed >> 33U)) * 0xc4ceb9fe1a85ec53ULL;
    return std::chrono::seconds{(mixed ^ (mixed >> 33U)) % static_cast<std::uint64_t>(kOpeningJitter.count())};
}

/// What decides when somebody is told, inside one window of theirs.
struct Timing {
    UtcTime opened;                  ///< by the window's own wall clock
    UtcTime close;                   ///< of the window
    std::optional<UtcTime> next;     ///< when the window after it opens
    std::chrono::seconds spread{};   ///< after the opening
    bool first = true;               ///< nothing was told in this window yet
    bool follow_ups = true;          ///< what comes after the first is told too
    std::optional<UtcTime> told_at;  ///< the last time
    UtcTime newest;                  ///< when the newest of what waits came
    std::optional<UtcTime> due;      ///< the earliest answer that is expected
};

/// When to tell; not before the next window, if that comes out. Pure.
std::optional<UtcTime> when(const Timing& t, UtcTime now) {
    const std::chrono::microseconds half = (t.close - t.opened) / 2;
    const UtcTime last = t.close - std::min<std::chrono::microseconds>(kLastMinutes, half);
    const bool cannot_wait = t.due && (!t.next || *t.due < *t.next);
    const bool later = !t.first && !t.follow_ups && !cannot_wait;
    if (later) return t.next;
    UtcTime earliest = t.opened + t.spread;
    if (!t.first) {
        earliest = t.newest + kDebounce;
        if (t.told_at) earliest = std::max<UtcTime>(earliest, *t.told_at + kBetweenNotifications);
    }
    earliest = std::max(earliest, now);
    if (earliest < last || mutant(Mutant::notified_in_last_minutes)) return earliest;
    return cannot_wait ? std::max(last, now) : t.next;
}

}  // namespace

bool may_be_told(const School& school, PersonKind kind, std::uint64_t person, UtcTime now) {
    const auto hours = hours_of(school, kind, person);
    return hours && hours->is_open(now);
}

/// One is under way at a time: what comes meanwhile joins the next.
Decision decide(const School& school, const SealNotification& command, const Context& context) {
    const auto row = school.outbox(command.person_kind, command.person);
    if (!row || !wants(*row, command.channel)) return nothing();
    const auto progress = progress_of(*row, command.channel);
    const auto waiting = untold(*row, progress, context.now);
    if (progress.pending || progress.unusable || waiting.empty()) return nothing();
    const auto hours = hours_of(school, command.person_kind, command.person);
    const auto opening = hours ? hours->next_open(context.now) : std::nullopt;
    if (!opening) return nothing();
    if (opening->release > context.now && !mutant(Mutant::notified_unasked)) return nothing(opening->release);

    Timing timing;
    timing.opened = hours->zone().endpoint(opening->occurrence.date, opening->occurrence.opens);
    timing.close = opening->close;
    const auto next = hours->next_open(opening->close);
    if (next) timing.next = next->release;
    timing.spread = jitter(school.id(), command.person_kind, command.person);
    timing.first = progress.occurrence != opening->occurrence;
    timing.follow_ups = row->follow_ups.value_or(kFollowUpsByDefault);
    timing.told_at = progress.sealed_at;
    timing.newest = waiting.back().at;
    for (const auto& entry : waiting) {
        if (entry.due && (!timing.due || *entry.due < *timing.due)) timing.due = entry.due;
    }
    const auto at = when(timing, context.now);
    if (!at || *at > context.now) return nothing(at);

    NotificationSealed sealed;
    sealed.person_kind = command.person_kind;
    sealed.person = command.person;
    sealed.channel = command.channel;
    sealed.kind = waiting.back().kind;
    sealed.occurrence = opening->occurrence;
    sealed.counter = timing.first ? 0 : progress.counter;
    for (const auto& entry : waiting) sealed.about.push_back(entry.fact);
    sealed.closes_at = opening->close;
    return Accepted{{std::move(sealed)}, {{"notification", context.next.value}}, waiting.back().fact};
}

Decision decide(const School& school, const SettleNotification& command, const Context& context) {
    const auto row = school.notification(command.notification);
    if (!row) return Refused{Refusal::unknown_notification, {}, {}};
    NotificationSettled settled;
    settled.notification = row->id;
    settled.person_kind = row->person_kind;
    settled.person = row->person;
    settled.channel = row->channel;
    settled.kind = row->kind;
    settled.outcome = command.outcome;
    settled.attempts = command.attempts;
    settled.date = TimeZone::load(school.school()->zone).value().local(context.now).date;
    // A round on duty is followed by the next one: nobody has to look after its failures.
    const bool duty = row->kind == NotificationKind::duty;
    if (duty && settled.outcome == NotificationOutcome::dead) settled.outcome = NotificationOutcome::rolled;
    if (settled.outcome == NotificationOutcome::dead) settled.reason = DeadReason::refused;
    if (!duty && settled.outcome == NotificationOutcome::rolled) {
        const auto outbox = school.outbox(row->person_kind, row->person);
        const bool last = outbox && progress_of(*outbox, row->channel).windows_failed + 1 >= kWindowsTried;
        if (last) {
            settled.outcome = NotificationOutcome::dead;
            settled.reason = DeadReason::exhausted;
        }
    }
    return Accepted{{settled}, {{"notification", row->id.value}}, row->id.sequence()};
}

}  // namespace hometime
