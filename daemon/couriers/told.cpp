#include "daemon/couriers/told.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "daemon/commands/notifications.h"
#include "daemon/record_at.h"
#include "eventstore/base/result.h"

namespace hometime {

namespace {

struct Reading {
    const EventLog& log;
    SchoolId school;
    Told& told;
    std::set<PupilId> pupils{};
    std::map<ThreadId, std::size_t> places{};  ///< in told.threads
    std::size_t looked_at = 0;

    void message(MessageId id) {
        ++told.things;
        if (++looked_at > kToldMessagesMax) return;
        const auto record = record_at(log, {school, id.sequence()});
        const auto* sent = std::get_if<MessageSent>(&record.event);
        if (sent == nullptr) return;
        pupils.insert(sent->pupil);
        const auto [place, is_new] = places.try_emplace(sent->thread, told.threads.size());
        if (is_new) told.threads.emplace_back();
        auto& thread = told.threads[place->second];
        ++thread.messages;
        thread.category = sent->category;
        if (sent->due && (!thread.due || *sent->due < *thread.due)) thread.due = sent->due;
        if (!told.oldest || record.header.recorded_at < *told.oldest) told.oldest = record.header.recorded_at;
    }

    void fact(Sequence sequence) {
        const auto record = record_at(log, {school, sequence});
        if (const auto* digest = std::get_if<DigestSealed>(&record.event)) {
            for (const auto id : digest->messages) message(id);
        } else if (const auto* released = std::get_if<MessageReleased>(&record.event)) {
            message(released->message);
        } else if (const auto* posts = std::get_if<FeedDigestSealed>(&record.event)) {
            told.things += static_cast<std::uint32_t>(posts->posts.size());
        } else {
            ++told.things;
        }
    }
};

}  // namespace

Told told_of(const EventLog& log, Position notification) {
    const auto record = record_at(log, notification);
    const auto* sealed = std::get_if<NotificationSealed>(&record.event);
    if (sealed == nullptr) throw std::runtime_error("there is no notification at this place of the log");
    Told told;
    told.fact = *sealed;
    told.sealed_at = record.header.recorded_at;
    Reading reading{log, notification.school, told};
    for (const auto fact : sealed->about) reading.fact(fact);
    told.families = static_cast<std::uint32_t>(reading.pupils.size());
    return told;
}

std::optional<Told> told_now(const EventLog& log, const School& school, NotificationId notification, UtcTime now) {
    auto told = told_of(log, {school.id(), notification.sequence()});
    const auto& fact = told.fact;
    const bool may = fact.kind == NotificationKind::duty || may_be_told(school, fact.person_kind, fact.person, now);
    return may ? std::optional(std::move(told)) : std::nullopt;
}

}  // namespace hometime
