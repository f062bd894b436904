#include "daemon/http/receipt.h"

#include <set>

#include "daemon/http/office.h"

namespace hometime::http {

namespace {

/// The member of staff as they were called when the fact `then` was recorded.
std::string name_then(App& app, const School& school, StaffId staff, Sequence then) {
    const auto row = school.staff(staff);
    if (!row || row->details <= then) return name_of(app, school, staff);
    Sequence details = staff.sequence();
    std::size_t searched = 0;
    const auto scanned = app.log.scan(school.id(), staff.sequence(), [&](const Record& record) {
        if (record.header.sequence > then) return false;
        const auto* changed = std::get_if<StaffDetailsChanged>(&record.event);
        if (changed != nullptr && changed->staff == staff) details = record.header.sequence;
        return ++searched < kNameSearchMax;
    });
    if (!scanned) throw std::runtime_error("the log cannot be read: " + scanned.error().detail);
    return searched < kNameSearchMax ? full_name(details_at(app, school.id(), details)) : name_of(app, school, staff);
}

std::string words_for(App& app, const School& school, const MessageSent& message, const RecordHeader& header,
                      const Policy& policy) {
    const std::string urgent = " For anything urgent, call the school office.";
    if (!message.staff) return "Delivered to the school office. They deal with it in office hours." + urgent;
    const auto name = name_then(app, school, message.staff, header.sequence);
    const auto answer = message.due ? " Reply expected by " + spoken(school, *message.due) + "." : std::string();
    if (!message.release_at) {
        return "Stored. No date is set on which " + name + " will see it: please contact the school office.";
    }
    if (*message.release_at <= header.recorded_at) return "Delivered to " + name + "." + answer + urgent;
    return "Delivered to school. " + name + " reads messages " + window_words(policy) +
           " on school days and will see this on " + spoken(school, *message.release_at) + " (school time)." + answer +
           urgent;
}

}  // namespace

std::string window_words(const Policy& policy) {
    std::set<std::pair<LocalMinute, LocalMinute>> spans;
    for (const auto& window : policy.weekly_windows) spans.emplace(window.start, window.end);
    std::string words;
    for (const auto& [start, end] : spans) {
        words += (words.empty() ? "" : " and ") + to_string(start) + "-" + to_string(end);
    }
    return words;
}

std::optional<Receipt> receipt_of(App& app, const School& school, MessageId id) {
    const auto head = app.log.head(school.id());
    if (!id || !head || id.value > head->size) return std::nullopt;
    const auto record = record_at(app, school.id(), id.sequence());
    const auto* message = std::get_if<MessageSent>(&record.event);
    if (message == nullptr) return std::nullopt;
    const auto version = record.header.policy;
    const auto policy = record_at(app, school.id(), version.sequence());
    return Receipt{
        id,
        words_for(app, school, *message, record.header, std::get<PolicySet>(policy.event).policy),
        office_contact_in(app, school.id(), version),
        record.header.recorded_at,
        message->release_at,
        message->due,
        version,
        message->calendar,
    };
}

void add_receipt(const Call& call, boost::json::object& reply) {
    const MessageId message{reply.at("message").to_number<std::uint64_t>()};
    auto receipt = receipt_of(call.app, call.state, message);
    if (!receipt) throw std::runtime_error("a message that was accepted is not in the log");
    reply["receipt"] = std::move(receipt->words);
    reply["office"] = std::move(receipt->office);
}

}  // namespace hometime::http
