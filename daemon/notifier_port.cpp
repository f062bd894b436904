#include "daemon/notifier_port.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "eventstore/base/mutants.h"

namespace hometime {

namespace {

/// Nothing happened, and nothing comes of itself: to be asked again.
bool was_dropped(const Outcome& outcome) {
    return std::holds_alternative<Busy>(outcome) || std::holds_alternative<DiskFull>(outcome);
}

/// The `again_at` of a reply, or of the facts of a refusal.
std::optional<UtcTime> again_at(const Outcome& outcome) {
    boost::json::object said;
    if (const auto* done = std::get_if<Done>(&outcome)) said = boost::json::parse(done->reply).as_object();
    if (const auto* refused = std::get_if<Refused>(&outcome)) said = refused->facts;
    const auto* at = said.if_contains("again_at");
    return at != nullptr ? parse_utc_time(std::string_view(at->as_string())) : std::nullopt;
}

}  // namespace

void NotifierPort::submit(SchoolId school, Command command, Operation operation, Sequencer::Callback done) {
    sequencer_.submit({school, std::move(command), {ActorKind::system, 0}, 0, operation, Object{}, std::nullopt},
                      std::move(done));
}

/// Whatever comes of it comes back as a fact; a refusal means that the state has moved on already.
void NotifierPort::seal_digest(SchoolId school, StaffId staff) {
    submit(school, SealDigest{staff}, Operation::seal_digest, [school](const Outcome& outcome) {
        if (std::holds_alternative<Done>(outcome)) spdlog::info("digest sealed school={}", to_string(school));
    });
}

/// Not a word of it in the journal.
void NotifierPort::escalate_concern(SchoolId school, ConcernId concern) {
    submit(school, EscalateConcern{concern}, Operation::escalate_concern);
}

void NotifierPort::record_delivery(SchoolId school, DigestId digest, DeliveryOutcome outcome) {
    submit(school, RecordDelivery{digest, outcome}, Operation::record_delivery);
}

/// What is asked says itself when to be asked again, whether it found something to tell or not.
template <class Key>
void NotifierPort::ask(const Key& whose, Command command, Operation operation, std::vector<TimedAnswer<Key>>& answers) {
    submit(whose.school, std::move(command), operation, [this, whose, &answers](const Outcome& outcome) {
        const bool decided = std::holds_alternative<Done>(outcome) || std::holds_alternative<Refused>(outcome);
        if (!decided) return;
        const std::scoped_lock lock(mutex_);
        answers.push_back({whose, again_at(outcome)});
    });
}

void NotifierPort::seal_feed_digest(const FeedDigestFor& whose) {
    ask(whose, SealFeedDigest{whose.guardian}, Operation::seal_feed_digest, feed_digest_answers_);
}

void NotifierPort::seal_notification(const NotificationFor& whose) {
    ask(whose, SealNotification{whose.person_kind, whose.person, whose.channel}, Operation::seal_notification,
        notification_answers_);
}

/// Not a word of it in the journal.
void NotifierPort::alert_duty(const DutyFor& whose, const std::vector<Channel>& channels) {
    ask(whose, AlertDuty{whose.concern, channels}, Operation::alert_duty, duty_answers_);
}

void NotifierPort::settle_notification(const HandOvers::Settlement& settlement) {
    submit(settlement.school, SettleNotification{settlement.notification, settlement.outcome, settlement.attempts},
           Operation::settle_notification);
}

std::vector<FeedDigestAnswer> NotifierPort::take_feed_digest_answers() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(feed_digest_answers_, {});
}

std::vector<TimedAnswer<NotificationFor>> NotifierPort::take_notification_answers() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(notification_answers_, {});
}

std::vector<TimedAnswer<DutyFor>> NotifierPort::take_duty_answers() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(duty_answers_, {});
}

namespace {

bool has_more(const Outcome& outcome) {
    const auto* done = std::get_if<Done>(&outcome);
    return done != nullptr && done->reply.find("\"more\":true") != std::string::npos;
}

}  // namespace

/// As reschedule(): one command moves a bounded number.
void NotifierPort::release_replies(SchoolId school, GuardianId guardian) {
    submit(school, ReleaseReplies{guardian}, Operation::release_replies,
           [this, school, guardian](const Outcome& outcome) {
               if (was_dropped(outcome)) {
                   const std::scoped_lock lock(mutex_);
                   dropped_replies_.emplace(school, guardian);
               }
               if (has_more(outcome)) release_replies(school, guardian);
           });
}

/// One command moves a bounded number of messages: it asks again for as long as some are left.
void NotifierPort::reschedule(SchoolId school, StaffId staff, Sequence because) {
    submit(school, RescheduleHeld{staff, because}, Operation::reschedule_held,
           [this, school, staff, because](const Outcome& outcome) {
               if (was_dropped(outcome)) {
                   const std::scoped_lock lock(mutex_);
                   dropped_.emplace(school, staff, because);
               }
               if (has_more(outcome)) reschedule(school, staff, because);
           });
}

void NotifierPort::retry() {
    if (mutant(Mutant::retry_forgotten)) return;
    std::set<std::tuple<SchoolId, StaffId, Sequence>> dropped;
    std::set<std::pair<SchoolId, GuardianId>> replies;
    {
        const std::scoped_lock lock(mutex_);
        dropped.swap(dropped_);
        replies.swap(dropped_replies_);
    }
    for (const auto& [school, guardian] : replies) release_replies(school, guardian);
    for (const auto& [school, staff, because] : dropped) reschedule(school, staff, because);
}

}  // namespace hometime
