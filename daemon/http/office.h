// Names and words for people, unsealed when a permitted person asks and kept nowhere.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "daemon/http/app.h"
#include "eventstore/base/time_zone.h"
#include "eventstore/events/people.h"

namespace hometime::http {

/// What stands in place of a text whose key was destroyed.
inline constexpr std::string_view kErased = "[erased]";

/// How to reach the school office (S10); nullopt while there is no policy.
[[nodiscard]] std::optional<boost::json::object> office_contact(App& app, const School& school);
/// The same in one version of the policy; empty members when its key is gone.
[[nodiscard]] boost::json::object office_contact_in(App& app, SchoolId school, PolicyVersion version);
/// The private text of the fact at `sequence`; kErased when its key is gone. Throws when it is damaged.
[[nodiscard]] std::string text_at(App& app, SchoolId school, Sequence sequence);
/// The details in a person's newest details fact; empty members when their key is gone.
[[nodiscard]] PersonDetails details_at(App& app, SchoolId school, Sequence sequence);

/// As it is shown; kErased when there is none.
[[nodiscard]] std::string full_name(const PersonDetails& details);
[[nodiscard]] std::string name_of(App& app, const School& school, PupilId pupil);
[[nodiscard]] std::string name_of(App& app, const School& school, GuardianId guardian);
/// For 0: "School office".
[[nodiscard]] std::string name_of(App& app, const School& school, StaffId staff);
[[nodiscard]] std::string title_of(App& app, const School& school, ClassId id);
[[nodiscard]] std::string school_name(App& app, const School& school);

/// "Tue 24 Nov, 15:30", in the school's own zone.
[[nodiscard]] std::string spoken(const School& school, UtcTime instant);
[[nodiscard]] std::string spoken(const TimeZone& zone, UtcTime instant);

}  // namespace hometime::http
