#include "tools/simulate/judge.h"

#include <algorithm>

namespace hometime::simulation {

namespace {

/// Findings that are kept: a broken year breaks in one place after the other.
constexpr std::size_t kFindingsMax = 20;
/// How far ahead the judge looks for an opening, days. Longer than a summer holiday.
constexpr int kDaysAhead = 60;

std::string at(const RecordHeader& header) {
    return " (fact " + std::to_string(header.sequence.value) + ", " + to_string(header.recorded_at) + ")";
}

template <class AnyId>
std::string named(const char* kind, AnyId id) {
    return std::string(kind) + ' ' + std::to_string(id.value);
}

}  // namespace

void Judge::find(std::string invariant, std::string what) {
    if (findings_.size() < kFindingsMax) findings_.push_back({std::move(invariant), std::move(what)});
}

void Judge::reckon_anew() {
    anew_ = true;
}

void Judge::fact(const LoggedRecord& logged) {
    const auto& header = logged.record.header;
    if (header.recorded_at < model_.newest) find("I8", "time runs back" + at(header));
    note_cause(header, logged.record.event);
    std::visit([&](const auto& fact) { judge(header, fact); }, static_cast<const EventVariant&>(logged.record.event));
    notifications_.fact(header, logged.record.event);
    model_.fold(header, logged.record.event);
}

void Judge::attempt(DigestId id, UtcTime now) {
    const auto digest = model_.digests.find(id);
    if (digest == model_.digests.end()) {
        return find("I20", named("digest", id) + " is handed over before it is a fact, at " + to_string(now));
    }
    if (digest->second.recorded) {
        find("I20", named("digest", id) + " is handed over although its delivery is recorded, at " + to_string(now));
    }
}

/// What is told to a writer at once is what the calendar says.
void Judge::judge(const RecordHeader& header, const MessageSent& fact) {
    due_[fact.staff].reckoned = 0;
    if (!fact.staff) return;
    const auto opening = timetables_.next_open(model_.windows_of(fact.staff), header.recorded_at, kDaysAhead);
    if (!fact.release_at) probes_.hit(Probe::held_without_a_date);
    const auto before = header.recorded_at - std::chrono::microseconds{1};
    const bool was_open = timetables_.is_open(model_.windows_of(fact.staff), before);
    const bool opens_now = opening && opening->at == header.recorded_at;
    if (!was_open && opens_now) probes_.hit(Probe::sent_at_the_very_opening);
    if (was_open && !opens_now) probes_.hit(Probe::sent_at_the_very_close);
    const bool same = opening ? fact.release_at == opening->at : !fact.release_at || *fact.release_at > model_.newest;
    if (!same) find("I19", "a writer is told another opening than there is" + at(header));
    if (opening && fact.occurrence != opening->occurrence) find("I21", "another window than is next" + at(header));
}

void Judge::in_window(const RecordHeader& header, StaffId staff, const Occurrence& occurrence) {
    const auto calendar = model_.windows_of(staff);
    const auto opening = timetables_.next_open(calendar, header.recorded_at, 0);
    if (!opening || opening->at != header.recorded_at) {
        find("I18", named("staff", staff) + " is reached outside their windows" + at(header));
    } else if (opening->occurrence != occurrence) {
        find("I21", named("staff", staff) + " is reached in the name of another window" + at(header));
    }
    const auto zone = TimeZone::load(model_.zone).value();
    const auto date = zone.local(header.recorded_at).date;
    for (const auto& [id, closed] : model_.closures) {
        if (closed.from <= occurrence.date && occurrence.date <= closed.to) {
            find("I22", named("staff", staff) + " is reached on a day on which the school is shut" + at(header));
        }
    }
    const auto kind = zone.resolve(occurrence.date, occurrence.opens).kind;
    if (kind == Resolved::Kind::repeated && date == occurrence.date)
        probes_.hit(Probe::window_in_the_hour_that_repeats);
    if (kind == Resolved::Kind::skipped) probes_.hit(Probe::window_in_the_hour_that_is_skipped);
}

void Judge::shown(const RecordHeader& header, MessageId id, StaffId staff) {
    const auto message = model_.messages.find(id);
    if (message == model_.messages.end()) return find("I5", named("message", id) + " was never sent" + at(header));
    if (message->second.fate != Fate::held) find("I20", named("message", id) + " is shown once more" + at(header));
    if (message->second.staff != staff) find("I26", named("message", id) + " is shown to another" + at(header));
    if (!model_.may_be_shown(message->second, header.recorded_at)) {
        find("I26", named("message", id) + " is shown although its writer may not write any more" + at(header));
    }
    if (!model_.staff.at(staff).active) {
        find("I26", named("message", id) + " is shown to somebody who has left" + at(header));
    }
}

void Judge::judge(const RecordHeader& header, const MessageReleased& fact) {
    in_window(header, fact.staff, fact.occurrence);
    shown(header, fact.message, fact.staff);
    due_[fact.staff].reckoned = 0;
    probes_.hit(Probe::released_at_once);
}

void Judge::judge(const RecordHeader& header, const DigestSealed& fact) {
    in_window(header, fact.staff, fact.occurrence);
    for (const auto message : fact.messages) shown(header, message, fact.staff);
    if (fact.messages.empty()) find("I20", "an empty digest is sealed" + at(header));
    auto& counter = counters_[{fact.staff, fact.occurrence}];
    if (fact.counter != counter) find("I21", "a window opens for the second time" + at(header));
    ++counter;
    due_[fact.staff].reckoned = 0;
    probes_.hit(fact.counter == 0 ? Probe::sealed_at_an_opening : Probe::follow_up_digest);
}

void Judge::judge(const RecordHeader& header, const DigestDelivered& fact) {
    const auto digest = model_.digests.find(fact.digest);
    if (digest == model_.digests.end() || digest->second.recorded) {
        find("I20", named("digest", fact.digest) + " is delivered once more" + at(header));
    }
}

/// What moved what is held: a fact of the same command, an older one that the notifier heard of, or time that passed.
void Judge::note_cause(const RecordHeader& header, const Event& event) {
    if (header.group_index == 0) {
        const auto known = causes_.find(header.causation);
        cause_ = known == causes_.end() ? Probe::moved_after_a_missed_window : known->second;
    }
    const auto causes = [&](Probe probe) { causes_[header.sequence] = cause_ = probe; };
    std::visit(overloaded{
                   [&](const ClosureAnnounced&) { causes(Probe::moved_by_closure); },
                   [&](const ClosureWithdrawn&) { causes(Probe::moved_by_closure); },
                   [&](const TermDatesSet&) { causes(Probe::moved_by_terms); },
                   [&](const TrainingScheduled&) { causes(Probe::moved_by_training); },
                   [&](const TrainingCancelled&) { causes(Probe::moved_by_training); },
                   [&](const QuietHoursSet&) { causes(Probe::moved_by_quiet_hours); },
                   [&](const PolicySet&) { causes(Probe::moved_by_policy); },
                   [&](const StaffLeft&) { causes(Probe::reader_left_with_messages_held); },
                   [&](const CoverArranged&) { causes(Probe::moved_by_cover); },
                   [&](const CoverEnded&) { causes(Probe::moved_by_cover); },
                   [](const auto&) {},
               },
               static_cast<const EventVariant&>(event));
}

void Judge::judge(const RecordHeader& header, const MessageRescheduled& fact) {
    due_[fact.staff].reckoned = 0;
    const auto message = model_.messages.find(fact.message);
    if (message == model_.messages.end() || message->second.fate != Fate::held) {
        find("I20", named("message", fact.message) + " moves and is not held" + at(header));
    }
    const bool moved = message != model_.messages.end() && message->second.told != fact.release_at;
    if (moved) probes_.hit(cause_);
}

void Judge::judge(const RecordHeader&, const ReplyRescheduled& fact) {
    replies_due_[fact.guardian].reckoned = 0;
    probes_.hit(Probe::reply_moved);
}

void Judge::judge(const RecordHeader&, const InboxOpenedEarly&) {
    probes_.hit(Probe::opened_early);
}

void Judge::judge(const RecordHeader& header, const ConcernAcknowledged& fact) {
    if (header.recorded_at < model_.worries.at(fact.concern).escalates_at) {
        probes_.hit(Probe::concern_acknowledged_in_time);
    }
}

void Judge::judge(const RecordHeader& header, const MessageUndelivered& fact) {
    const auto message = model_.messages.find(fact.message);
    if (message == model_.messages.end() || message->second.fate != Fate::held) {
        return find("I20", named("message", fact.message) + " is barred and was not held" + at(header));
    }
    due_[fact.staff].reckoned = 0;
    if (model_.may_be_shown(message->second, header.recorded_at)) {
        find("I19", named("message", fact.message) + " is lost: nothing stands against it" + at(header));
    }
    switch (fact.reason) {
        case UndeliveredReason::sender_suspended:
        case UndeliveredReason::sender_removed: return probes_.hit(Probe::barred_by_a_suspension);
        case UndeliveredReason::contact_restricted: return probes_.hit(Probe::barred_by_a_restriction);
        case UndeliveredReason::sender_unlinked: return probes_.hit(Probe::barred_by_an_ended_link);
    }
}

void Judge::judge(const RecordHeader& header, const MessageWithdrawn& fact) {
    const auto message = model_.messages.find(fact.message);
    if (message == model_.messages.end() || message->second.fate != Fate::held) {
        find("I20", named("message", fact.message) + " is withdrawn after it was shown" + at(header));
    }
    due_[fact.staff].reckoned = 0;
    probes_.hit(Probe::withdrawn_while_held);
}

void Judge::in_guardian_hours(const RecordHeader& header, GuardianId guardian, const char* what) {
    const auto own = model_.own_hours(guardian);
    const bool open = timetables_.is_open(model_.guardian_hours(), header.recorded_at) &&
                      (!own || timetables_.is_open(*own, header.recorded_at));
    if (!open) find("I18", named("guardian", guardian) + " gets " + what + " outside their hours" + at(header));
}

/// The first instant >= from at which neither side has anything against it; its writer's side is asked about the
/// moment of writing only.
std::optional<UtcTime> Judge::reply_opening(const Reply& reply, UtcTime from) {
    const StaffId side = reply.from_office ? StaffId{} : reply.staff;
    const auto working = model_.working_hours_of(side);
    auto first = reply.sent_at;
    if (!timetables_.is_open(working, first)) {
        const auto opening =
            timetables_.next_open(side ? model_.windows_while_there(side) : working, first, kDaysAhead);
        if (!opening) return std::nullopt;
        first = opening->at;
    }
    const auto own = model_.own_hours(reply.guardian);
    const auto policy = model_.guardian_hours();
    return timetables_.next_open(policy, own.value_or(policy), std::max(first, from), kDaysAhead);
}

void Judge::judge(const RecordHeader& header, const ReplySent& fact) {
    if (fact.held.value_or(false)) {
        replies_due_[fact.guardian].reckoned = 0;
        return probes_.hit(Probe::reply_held);
    }
    if (fact.sent_now.value_or(false)) return probes_.hit(Probe::reply_sent_now);
    Reply reply;
    reply.guardian = fact.guardian;
    reply.staff = fact.staff;
    reply.from_office = fact.from_office;
    reply.sent_at = header.recorded_at;
    if (reply_opening(reply, header.recorded_at) != header.recorded_at) {
        find("I18", named("guardian", fact.guardian) + " gets a reply that should wait" + at(header));
    }
}

void Judge::judge(const RecordHeader& header, const ReplyReleased& fact) {
    const auto reply = model_.replies.find(fact.reply);
    if (reply == model_.replies.end() || reply->second.fate != Fate::held) {
        return find("I20", named("reply", fact.reply) + " is released once more" + at(header));
    }
    replies_due_[fact.guardian].reckoned = 0;
    if (!model_.may_write(fact.guardian, reply->second.pupil, header.recorded_at)) {
        find("I26", named("reply", fact.reply) + " reaches somebody whose contact has ended" + at(header));
    }
    if (fact.sent_now) return probes_.hit(Probe::reply_sent_now);
    in_guardian_hours(header, fact.guardian, "a reply");
    if (reply_opening(reply->second, header.recorded_at) != header.recorded_at) {
        find("I18", named("reply", fact.reply) + " is released before its writer's side lets it" + at(header));
    }
}

void Judge::judge(const RecordHeader& header, const ReplyUndelivered& fact) {
    const auto reply = model_.replies.find(fact.reply);
    const bool was_held = reply != model_.replies.end() && reply->second.fate == Fate::held;
    if (!was_held) return find("I20", named("reply", fact.reply) + " is barred and was not held" + at(header));
    if (model_.may_write(fact.guardian, reply->second.pupil, header.recorded_at)) {
        find("I19", named("reply", fact.reply) + " is lost: nothing stands against it" + at(header));
    }
    replies_due_[fact.guardian].reckoned = 0;
    probes_.hit(Probe::reply_barred);
}

void Judge::judge(const RecordHeader& header, const FeedDigestSealed& fact) {
    in_guardian_hours(header, fact.guardian, "a feed digest");
    for (const auto post : fact.posts) {
        const auto [known, added] = posts_told_.emplace(std::pair{fact.guardian, post}, header.sequence);
        if (!added) find("I20", named("guardian", fact.guardian) + " is told of a post once more" + at(header));
    }
    probes_.hit(Probe::feed_digest);
}

void Judge::judge(const RecordHeader& header, const ConcernEscalated& fact) {
    const auto& worry = model_.worries.at(fact.concern);
    if (worry.acknowledged || worry.escalated) find("I23", "escalated without a need" + at(header));
    if (header.recorded_at < worry.escalates_at) find("I23", "escalated too early" + at(header));
    const bool late = header.recorded_at > worry.escalates_at + kInTime;
    probes_.hit(late ? Probe::concern_escalated_after_an_outage : Probe::concern_escalated);
}

}  // namespace hometime::simulation
