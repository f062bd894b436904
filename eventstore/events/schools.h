// Facts about a school as a whole: its log, its policy, its accounts, and reads of restricted things.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eventstore/base/json.h"
#include "eventstore/events/calendar_types.h"
#include "eventstore/events/messages.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// What a person is to the school. Written to disk by number.
enum class PersonKind : std::uint8_t { guardian = 1, staff = 2, pupil = 3 };
BOOST_DESCRIBE_ENUM(PersonKind, guardian, staff, pupil)

/// Where a category of message goes. `refused`: it cannot be sent; the answer offers a meeting.
struct CategoryRoute {
    Category category{};
    Route route{};
    friend bool operator==(const CategoryRoute&, const CategoryRoute&) = default;
};
BOOST_DESCRIBE_STRUCT(CategoryRoute, (), (category, route))

/// When and for how long guardians and teachers may meet (S27).
struct MeetingRules {
    std::uint32_t times_most = 5;                    ///< times that one side may offer at once
    std::uint32_t days_ahead = 60;                   ///< how far away a time may be
    std::uint32_t minutes_least = 5;                 ///< how short a meeting may be
    std::uint32_t minutes_most = 60;                 ///< and how long
    std::uint32_t steps_most = 20;                   ///< steps of one meeting; then people talk to the office
    std::optional<std::vector<WeeklyWindow>> hours;  ///< when people may meet; absent: the working hours
    friend bool operator==(const MeetingRules&, const MeetingRules&) = default;
};
BOOST_DESCRIBE_STRUCT(MeetingRules, (), (times_most, days_ahead, minutes_least, minutes_most, steps_most, hours))

/// A rule that staff can name when a message breaks it (S31).
struct PolicyRule {
    std::uint32_t number = 0;
    std::string text;
    friend bool operator==(const PolicyRule&, const PolicyRule&) = default;
};
BOOST_DESCRIBE_STRUCT(PolicyRule, (), (number, text))

/// The ladder of misuse (S31, S32, D7).
struct ConductRules {
    std::vector<PolicyRule> rules;        ///< empty: the defaults
    std::uint32_t reminders = 2;          ///< reminders in a school year that raise an item for SLT
    std::uint32_t year_begins_month = 9;  ///< the school year's first day
    std::uint32_t year_begins_day = 1;
    friend bool operator==(const ConductRules&, const ConductRules&) = default;
};
BOOST_DESCRIBE_STRUCT(ConductRules, (), (rules, reminders, year_begins_month, year_begins_day))

/// What people accept, in words (S4, S14). Empty: the defaults.
struct PolicyTexts {
    std::vector<std::string> guardians_accept;
    std::vector<std::string> staff_accept;
    friend bool operator==(const PolicyTexts&, const PolicyTexts&) = default;
};
BOOST_DESCRIBE_STRUCT(PolicyTexts, (), (guardians_accept, staff_accept))

/// How concerns about a child's safety are handled (S54, D14).
struct SafeguardingRules {
    std::uint32_t acknowledge_minutes = 30;          ///< after so long without an answer the deputies are told
    std::optional<std::vector<WeeklyWindow>> hours;  ///< when those minutes count; absent: the working hours
    std::string emergency;                           ///< what whoever is worried is told at once; empty: the default
    friend bool operator==(const SafeguardingRules&, const SafeguardingRules&) = default;
};
BOOST_DESCRIBE_STRUCT(SafeguardingRules, (), (acknowledge_minutes, hours, emergency))

/// How long texts of one class are kept after the school year in which they were written.
struct RetentionRule {
    RetentionClass retention{};
    std::uint32_t years = 0;  ///< 0: for good
    /// Nobody may ask for it to be erased sooner; absent: only what is for safeguarding.
    std::optional<bool> must_keep{};
    friend bool operator==(const RetentionRule&, const RetentionRule&) = default;
};
BOOST_DESCRIBE_STRUCT(RetentionRule, (), (retention, years, must_keep))

/// The school's figures. Defaults are the policy's own words (S20, S24, S38, S45).
struct Policy {
    std::vector<WeeklyWindow> weekly_windows;         ///< when teachers may see and answer messages (S38)
    std::vector<WeeklyWindow> working_hours;          ///< outside these, quiet hours by default (S45, S48)
    std::vector<CategoryRoute> routes;                ///< one for every category (S26-S30)
    std::uint32_t guardians_per_pupil = 2;            ///< standard links, people per pupil (S20)
    bool open_invites_count = true;                   ///< unredeemed codes count towards the limit (S20)
    std::uint32_t invite_days = 14;                   ///< days until a code expires
    std::vector<std::string> skills;                  ///< what points are given for, as slugs (S1)
    std::optional<MeetingRules> meetings{};           ///< absent: the defaults of MeetingRules
    std::optional<ConductRules> conduct{};            ///< absent: the defaults of ConductRules
    std::optional<SafeguardingRules> safeguarding{};  ///< absent: the defaults of SafeguardingRules
    std::optional<PolicyTexts> texts{};               ///< absent: the defaults
    /// When replies and posts may reach guardians (D15); absent: every day from 07:00 to 20:00.
    std::optional<std::vector<WeeklyWindow>> guardian_hours{};
    std::optional<std::vector<RetentionRule>> retention{};  ///< absent: everything for good
    friend bool operator==(const Policy&, const Policy&) = default;
};
BOOST_DESCRIBE_STRUCT(Policy, (),
                      (weekly_windows, working_hours, routes, guardians_per_pupil, open_invites_count, invite_days,
                       skills, meetings, conduct, safeguarding, texts, guardian_hours, retention))

/// How to reach the school office (S10). Sealed in PolicySet::office_contact as JSON.
struct OfficeContact {
    std::string email;
    std::string phone;
    std::string hours;
    friend bool operator==(const OfficeContact&, const OfficeContact&) = default;
};
BOOST_DESCRIBE_STRUCT(OfficeContact, (), (email, phone, hours))

/// Always the first fact of a log: which school, and which incarnation of its log.
struct LogOpened {
    static constexpr EventTag kTag = EventTag::log_opened;
    static constexpr std::uint16_t kSchema = 1;
    SchoolId school;
    Uuid log;
    friend bool operator==(const LogOpened&, const LogOpened&) = default;
};
BOOST_DESCRIBE_STRUCT(LogOpened, (), (school, log))

struct SchoolOpened {
    static constexpr EventTag kTag = EventTag::school_opened;
    static constexpr std::uint16_t kSchema = 1;
    std::string zone;  ///< IANA name of the school's own zone
    Private name;
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::school, 0}, RetentionClass::identity}; }
    friend bool operator==(const SchoolOpened&, const SchoolOpened&) = default;
};
BOOST_DESCRIBE_STRUCT(SchoolOpened, (), (zone, name))

/// The whole policy, in force from this fact on. Its sequence is the PolicyVersion.
struct PolicySet {
    static constexpr EventTag kTag = EventTag::policy_set;
    static constexpr std::uint16_t kSchema = 1;
    Policy policy;
    Private office_contact;  ///< JSON of OfficeContact
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::school, 0}, RetentionClass::policy}; }
    friend bool operator==(const PolicySet&, const PolicySet&) = default;
};
BOOST_DESCRIBE_STRUCT(PolicySet, (), (policy, office_contact))

/// A person accepted the policy of that version (S4).
struct PolicyAccepted {
    static constexpr EventTag kTag = EventTag::policy_accepted;
    static constexpr std::uint16_t kSchema = 1;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    PolicyVersion policy;
    friend bool operator==(const PolicyAccepted&, const PolicyAccepted&) = default;
};
BOOST_DESCRIBE_STRUCT(PolicyAccepted, (), (person_kind, person, policy))

/// A person can sign in. Credentials are not history: they are kept apart, under `account`.
struct AccountOpened {
    static constexpr EventTag kTag = EventTag::account_opened;
    static constexpr std::uint16_t kSchema = 1;
    std::uint64_t account = 0;  ///< random, at most 53 bits; names a row of the credential store
    PersonKind person_kind{};
    std::uint64_t person = 0;
    friend bool operator==(const AccountOpened&, const AccountOpened&) = default;
};
BOOST_DESCRIBE_STRUCT(AccountOpened, (), (account, person_kind, person))

enum class RestrictedKind : std::uint8_t { report = 1, restriction = 2, conduct = 3, concern = 4, message = 5 };
BOOST_DESCRIBE_ENUM(RestrictedKind, report, restriction, conduct, concern, message)

/// Someone read a restricted thing; durable before the first byte left. The reader is the actor.
struct RestrictedRead {
    static constexpr EventTag kTag = EventTag::restricted_read;
    static constexpr std::uint16_t kSchema = 1;
    RestrictedKind kind{};
    std::uint64_t object = 0;
    friend bool operator==(const RestrictedRead&, const RestrictedRead&) = default;
};
BOOST_DESCRIBE_STRUCT(RestrictedRead, (), (kind, object))

}  // namespace hometime
