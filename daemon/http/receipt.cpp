#include "daemon/http/receipt.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "daemon/commands/calendars.h"
#include "daemon/http/office.h"
#include "daemon/record_at.h"

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

/// The weekly windows that the member of staff had when the fact `then` was recorded under this policy.
std::vector<WeeklyWindow> windows_then(App& app, const School& school, StaffId staff, Sequence then,
                                       const Policy& policy) {
    const auto own = school.calendar(staff);
    if (!own || own->version.sequence() < then) return weekly_windows_of(policy, own.get());
    std::optional<std::vector<WeeklyWindow>> windows;
    std::size_t searched = 0;
    const auto scanned = app.log.scan(school.id(), staff.sequence(), [&](const Record& record) {
        if (record.header.sequence > then) return false;
        const auto* set = std::get_if<StaffWindowsSet>(&record.event);
        if (set != nullptr && set->staff == staff) windows = set->windows;
        return ++searched < kNameSearchMax;
    });
    if (!scanned) throw std::runtime_error("the log cannot be read: " + scanned.error().detail);
    return searched < kNameSearchMax ? weekly_windows_of(policy, windows) : weekly_windows_of(policy, own.get());
}

std::string reached_at(const boost::json::object& office) {
    const auto part = [&](const char* name) { return std::string(office.at(name).as_string()); };
    if (part("phone").empty() && part("email").empty()) return {};  // Erased.
    return ", " + part("phone") + " or " + part("email") + " (" + part("hours") + ")";
}

std::string words_for(App& app, const School& school, const MessageSent& message, const RecordHeader& header,
                      const Policy& policy, const boost::json::object& office) {
    const std::string urgent = " For anything urgent, call the school office.";
    if (!message.staff) return "Delivered to the school office. They deal with it in office hours." + urgent;
    const auto name = name_then(app, school, message.staff, header.sequence);
    const auto answer = message.due ? " Reply expected by " + spoken(school, *message.due) + "." : std::string();
    if (!message.release_at) {
        return "Stored. No date is set on which " + name + " will see it: please contact the school office" +
               reached_at(office) + ".";
    }
    if (*message.release_at <= header.recorded_at) return "Delivered to " + name + "." + answer + urgent;
    return "Delivered to school. " + name + " reads messages " +
           window_words(windows_then(app, school, message.staff, header.sequence, policy)) +
           " on school days and will see this on " + spoken(school, *message.release_at) + " (school time)." + answer +
           urgent;
}

}  // namespace

std::string window_words(const std::vector<WeeklyWindow>& windows) {
    constexpr std::array<const char*, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    std::map<std::pair<LocalMinute, LocalMinute>, std::set<Weekday>> spans;
    for (const auto& window : windows) {
        spans[{window.start, window.end}].insert(window.days.begin(), window.days.end());
    }
    using enum Weekday;
    const std::set working{mon, tue, wed, thu, fri};
    std::string words;
    for (const auto& [span, days] : spans) {
        words += (words.empty() ? "" : " and ") + to_string(span.first) + "-" + to_string(span.second);
        if (std::includes(days.begin(), days.end(), working.begin(), working.end())) continue;
        std::string names;
        for (const auto day : days)
            names += (names.empty() ? "" : ", ") + std::string(kDays[static_cast<std::size_t>(day)]);
        words += " (" + names + ")";
    }
    return words;
}

std::optional<Receipt> receipt_of(App& app, const School& school, MessageId id) {
    const auto head = app.log.head(school.id());
    if (!id || !head || id.value > head->size) return std::nullopt;
    const auto record = record_at(app.log, {school.id(), id.sequence()});
    const auto* message = std::get_if<MessageSent>(&record.event);
    if (message == nullptr) return std::nullopt;
    const auto version = record.header.policy;
    const auto policy = record_at(app.log, {school.id(), version.sequence()});
    auto office = office_contact_in(app, school.id(), version);
    auto words = words_for(app, school, *message, record.header, std::get<PolicySet>(policy.event).policy, office);
    return Receipt{
        id,           std::move(words), std::move(office), record.header.recorded_at, message->release_at,
        message->due, version,          message->calendar,
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
