#include "daemon/couriers/push_courier.h"

#include <algorithm>

#include "daemon/couriers/letter.h"
#include "notifier/channels/push/topic.h"
#include "notifier/channels/web_url.h"

namespace hometime {

namespace {

std::uint64_t account_of(const School& school, const NotificationSealed& fact) {
    if (fact.person_kind == PersonKind::guardian) {
        const auto row = school.guardian(GuardianId{fact.person});
        return row ? row->account : 0;
    }
    const auto row = school.staff(StaffId{fact.person});
    return row ? row->account : 0;
}

/// Longest wait for one push service. They answer within a second.
constexpr std::chrono::milliseconds kPushPatience{10'000};

/// By the computer's own clock: a push service does not live in our demonstration's time.
UtcTime real_time(const Clock& clock, UtcTime when) {
    return std::chrono::floor<std::chrono::microseconds>(clock.system_time_of(when));
}

/// What the page's service worker shows. `tag`: a later one takes the place of an earlier one.
std::string payload_of(const Told& told, const TimeZone& zone, const std::string& topic) {
    return boost::json::serialize(
        boost::json::object{{"title", "Hometime"}, {"body", push_words(told, zone)}, {"tag", topic}});
}

/// The best that can be said of what came of several devices.
class Summary {
public:
    void add(Sent sent) {
        if (!best_ || rank(sent.result) < rank(best_->result)) best_ = std::move(sent);
    }
    [[nodiscard]] Sent result() const { return best_.value_or(Sent{SendResult::gone, "no device", {}}); }

private:
    static int rank(SendResult result) {
        switch (result) {
            case SendResult::accepted: return 0;
            case SendResult::later: return 1;
            case SendResult::at_fault: return 2;
            case SendResult::refused: return 3;
            case SendResult::gone: return 4;
        }
        return 4;
    }
    std::optional<Sent> best_;
};

}  // namespace

PushCourier::PushCourier(http::App& app, const PostSettings& how, push::VapidKey key, std::string contact)
    : app_(app), poster_(how), sender_(poster_, app.random, std::move(key), std::move(contact)) {}

Sent PushCourier::attempt(const HandOver& what, std::chrono::milliseconds patience, CircuitBreaker& breaker) {
    const auto begun = app_.clock.monotonic();
    const CachedRows rows(app_.log);
    const School school(what.school, rows);
    const auto told = told_now(app_.log, school, what.notification, app_.clock.now());
    if (!told) return {SendResult::later, "their window has closed meanwhile", {}};
    const auto account = account_of(school, told->fact);
    push::PushHow how;
    how.topic = push::topic_of(to_string(what.school) + '.' + std::to_string(what.notification.value));
    how.urgency = told->fact.kind == NotificationKind::duty ? push::Urgency::high : push::Urgency::normal;
    const auto payload = payload_of(*told, TimeZone::load(school.school()->zone).value(), how.topic);
    Summary summary;
    for (const auto& device : account != 0 ? app_.accounts.push_devices(account) : std::vector<PushDevice>{}) {
        const auto url = parse_web_url(device.endpoint);
        const auto origin = url ? url->origin : device.endpoint;
        const auto now = app_.clock.monotonic();
        const auto left =
            std::min(kPushPatience, patience - std::chrono::duration_cast<std::chrono::milliseconds>(now - begun));
        if (!breaker.admits(origin, now)) {
            summary.add({SendResult::later, "the push service did not answer, and is left alone",
                         breaker.left_alone_for(origin, now)});
            continue;
        }
        const auto here = real_time(app_.clock, app_.clock.now());
        how.ttl = std::min(std::chrono::floor<std::chrono::seconds>(real_time(app_.clock, what.closes_at) - here),
                           push::kTtlMax);
        auto sent = sender_.send({device.endpoint, device.p256dh, device.auth}, payload, how, here, left);
        // Who does not take our key is left alone too: it says so to every push.
        breaker.asked(origin, sent.answered && sent.result != SendResult::at_fault, app_.clock.monotonic());
        if (sent.result == SendResult::accepted) app_.accounts.note_pushed(account, device.number, app_.clock.now());
        const bool forget = sent.result == SendResult::gone || sent.result == SendResult::refused;
        if (forget) std::ignore = app_.accounts.remove_push_device(account, device.number);
        if (sent.result == SendResult::refused) sent.result = SendResult::gone;
        summary.add(std::move(sent));
    }
    return summary.result();
}

}  // namespace hometime
