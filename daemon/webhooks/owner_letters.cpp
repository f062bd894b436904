#include "daemon/webhooks/owner_letters.h"

namespace hometime {

namespace {

/// As an attempt of the other letters. Longest that one takes.
constexpr std::chrono::seconds kPatience{30};

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '&': out += "&amp;"; break;
            default: out += c;
        }
    }
    return out;
}

}  // namespace

email::Mail owner_letter(const std::string& from, const webhook::Receiver& receiver, const webhook::ReceiverOff& off) {
    const auto since = to_string(UtcTime(std::chrono::floor<std::chrono::seconds>(off.since)));
    const auto what = "Webhooks to the receiver " + receiver.name + " were switched off at " + since + ".";
    const auto why = "What came of the last attempt: " + off.why + ".";
    email::Mail mail;
    mail.from = from;
    mail.from_name = "Hometime";
    mail.to = receiver.owner_email;
    mail.message_id = "webhook-" + receiver.name + "-" + std::to_string(to_unix_micros(off.since)) + "@" +
                      from.substr(from.find('@') + 1);
    mail.date = off.since;
    mail.subject = "Hometime: webhooks to " + receiver.name + " were switched off";
    mail.text = what + "\n\n" + why + "\n";
    mail.html = "<p>" + escaped(what) + "</p>\n<p>" + escaped(why) + "</p>\n";
    return mail;
}

Sent OwnerLetters::tell(const webhook::Receiver& receiver, const webhook::ReceiverOff& off) {
    const auto bytes = email::compose(owner_letter(from_, receiver, off));
    if (!bytes) return {SendResult::at_fault, "the letter cannot be written: " + bytes.error().detail, {}};
    const std::scoped_lock lock(mutex_);
    return relay_.send(receiver.owner_email, *bytes, kPatience);
}

}  // namespace hometime
