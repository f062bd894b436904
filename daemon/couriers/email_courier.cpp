#include "daemon/couriers/email_courier.h"

#include "daemon/accounts/unsubscribe_links.h"
#include "daemon/couriers/letter.h"
#include "daemon/http/office.h"
#include "notifier/channels/email/address.h"
#include "notifier/channels/email/mail.h"

namespace hometime {

namespace {

/// The newest address that the school has of them; empty: none.
std::string address_of(http::App& app, const School& school, const NotificationSealed& fact) {
    Sequence details;
    if (fact.person_kind == PersonKind::guardian) {
        const auto row = school.guardian(GuardianId{fact.person});
        if (row) details = row->details;
    } else {
        const auto row = school.staff(StaffId{fact.person});
        if (row) details = row->details;
    }
    return details ? http::details_at(app, school.id(), details).email : std::string();
}

std::string domain_of(std::string_view address) {
    return std::string(address.substr(address.find('@') + 1));
}

}  // namespace

EmailCourier::EmailCourier(http::App& app, email::SmtpSettings settings, std::string public_url)
    : app_(app), settings_(std::move(settings)), public_url_(std::move(public_url)), relay_(settings_) {}

Sent EmailCourier::attempt(const HandOver& what, std::chrono::milliseconds patience, CircuitBreaker& breaker) {
    const auto now = app_.clock.monotonic();
    if (!breaker.admits(settings_.host, now)) {
        return {SendResult::later, "the relay did not answer, and is left alone",
                breaker.left_alone_for(settings_.host, now)};
    }
    const CachedRows rows(app_.log);
    const School school(what.school, rows);
    const auto told = told_now(app_.log, school, what.notification, app_.clock.now());
    if (!told) return {SendResult::later, "their window has closed meanwhile", {}};
    const auto address = address_of(app_, school, told->fact);
    if (!email::check_address(address).empty()) return {SendResult::gone, "no address that can be written to", {}};

    LetterFrame frame{http::school_name(app_, school), TimeZone::load(school.school()->zone).value(), public_url_, {}};
    if (told->fact.kind != NotificationKind::duty) {
        const UnsubscribeLink link{what.school, told->fact.person_kind, told->fact.person};
        frame.unsubscribe = public_url_ + "/v1/schools/" + to_string(what.school) + "/unsubscribe/" +
                            unsubscribe_token(app_.log.derived_key(kUnsubscribePurpose), link);
    }
    const auto letter = letter_of(*told, frame);
    email::Mail mail;
    mail.from = settings_.from;
    mail.from_name = frame.school;
    mail.to = address;
    mail.message_id =
        to_string(what.school) + '.' + std::to_string(what.notification.value) + '@' + domain_of(settings_.from);
    mail.date = told->sealed_at;
    mail.subject = letter.subject;
    mail.text = letter.text;
    mail.html = letter.html;
    if (!frame.unsubscribe.empty()) mail.list_unsubscribe = frame.unsubscribe;
    const auto bytes = email::compose(mail);
    if (!bytes) return {SendResult::at_fault, "the letter cannot be written: " + bytes.error().detail, {}};
    auto sent = relay_.send(address, *bytes, patience);
    breaker.asked(settings_.host, sent.answered, app_.clock.monotonic());
    return sent;
}

}  // namespace hometime
