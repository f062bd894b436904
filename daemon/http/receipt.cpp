#include "daemon/http/receipt.h"

#include <set>

#include "daemon/http/office.h"

namespace hometime::http {

std::string window_words(const School& school) {
    const auto policy = school.policy();
    if (!policy) return {};
    std::set<std::pair<LocalMinute, LocalMinute>> spans;
    for (const auto& window : policy->policy.weekly_windows) spans.emplace(window.start, window.end);
    std::string words;
    for (const auto& [start, end] : spans) {
        words += (words.empty() ? "" : " and ") + to_string(start) + "-" + to_string(end);
    }
    return words;
}

std::string receipt(App& app, const School& school, StaffId staff, std::optional<UtcTime> release_at,
                    std::optional<UtcTime> due, bool released) {
    std::string urgent = " For anything urgent, call the school office.";
    if (!staff) return "Delivered to the school office. They deal with it in office hours." + urgent;
    const auto name = name_of(app, school, staff);
    if (released) {
        return "Delivered to " + name + "." + (due ? " Reply expected by " + spoken(school, *due) + "." : "") + urgent;
    }
    if (!release_at) {
        return "Stored. No date is set on which " + name + " will see it: please contact the school office.";
    }
    return "Delivered to school. " + name + " reads messages " + window_words(school) +
           " on school days and will see this on " + spoken(school, *release_at) + " (school time)." +
           (due ? " Reply expected by " + spoken(school, *due) + "." : "") + urgent;
}

void add_receipt(const Call& call, boost::json::object& reply) {
    const auto instant = [&](const char* name) -> std::optional<UtcTime> {
        const auto& value = reply.at(name);
        return value.is_string() ? parse_utc_time(std::string_view(value.get_string())) : std::nullopt;
    };
    reply["receipt"] = receipt(call.app, call.state, StaffId{reply.at("staff").to_number<std::uint64_t>()},
                               instant("release_at"), instant("due"), reply.at("released").as_bool());
    if (const auto office = office_contact(call.app, call.state)) reply["office"] = *office;
}

}  // namespace hometime::http
