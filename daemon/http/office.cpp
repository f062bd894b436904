#include "daemon/http/office.h"

#include <array>

#include "daemon/record_at.h"
#include "eventstore/base/time_zone.h"

namespace hometime::http {

namespace {

template <class Row>
std::string name_in(App& app, const School& school, const Row& row) {
    return row ? full_name(details_at(app, school.id(), row->details)) : std::string(kErased);
}

}  // namespace

std::string full_name(const PersonDetails& details) {
    if (details.given_name.empty() && details.family_name.empty()) return std::string(kErased);
    if (details.given_name.empty() || details.family_name.empty()) return details.given_name + details.family_name;
    return details.given_name + " " + details.family_name;
}

std::string text_at(App& app, SchoolId school, Sequence sequence) {
    const auto text = app.log.unseal(school, record_at(app.log, {school, sequence}));
    if (text) return *text;
    if (text.error().code == ErrorCode::key_missing) return std::string(kErased);
    throw std::runtime_error("a sealed part cannot be opened: " + text.error().detail);
}

PersonDetails details_at(App& app, SchoolId school, Sequence sequence) {
    const auto details = json::decode<PersonDetails>(text_at(app, school, sequence));
    return details ? *details : PersonDetails{};
}

std::optional<boost::json::object> office_contact(App& app, const School& school) {
    const auto row = school.school();
    if (!row || !row->policy) return std::nullopt;
    return office_contact_in(app, school.id(), row->policy);
}

boost::json::object office_contact_in(App& app, SchoolId school, PolicyVersion version) {
    const auto decoded = json::decode<OfficeContact>(text_at(app, school, version.sequence()));
    const auto contact = decoded ? *decoded : OfficeContact{};
    return {{"email", contact.email}, {"phone", contact.phone}, {"hours", contact.hours}};
}

std::string name_of(App& app, const School& school, PupilId pupil) {
    return name_in(app, school, school.pupil(pupil));
}
std::string name_of(App& app, const School& school, GuardianId guardian) {
    return name_in(app, school, school.guardian(guardian));
}
std::string name_of(App& app, const School& school, StaffId staff) {
    return staff ? name_in(app, school, school.staff(staff)) : "School office";
}

std::string title_of(App& app, const School& school, ClassId id) {
    const auto row = school.school_class(id);
    if (!row) return std::string(kErased);
    const auto details = json::decode<ClassDetails>(text_at(app, school.id(), row->details));
    return details ? details->title : std::string(kErased);
}

std::string school_name(App& app, const School& school) {
    const auto row = school.school();
    return row ? text_at(app, school.id(), row->opened) : std::string(kErased);
}

std::string spoken(const School& school, UtcTime instant) {
    const auto row = school.school();
    const auto zone = row ? TimeZone::load(row->zone) : Result<TimeZone>(TimeZone::utc());
    return spoken(zone ? *zone : TimeZone::utc(), instant);
}

std::string spoken(const TimeZone& zone, UtcTime instant) {
    constexpr std::array<const char*, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto local = zone.local(instant);
    const std::chrono::year_month_day date{local.date};
    return std::string(kDays[weekday_index(local.date)]) + ' ' + std::to_string(static_cast<unsigned>(date.day())) +
           ' ' + kMonths[static_cast<unsigned>(date.month()) - 1] + ", " +
           to_string(LocalMinute{local.second_of_day / 60});
}

}  // namespace hometime::http
