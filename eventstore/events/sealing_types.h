// Whose key seals a text, and for how long a school keeps it: subject x retention class x school year.
#pragma once

#include <boost/describe.hpp>
#include <compare>
#include <cstdint>

namespace hometime {

enum class SubjectKind : std::uint8_t { school = 1, school_class = 2, pupil = 3, guardian = 4, staff = 5, concern = 6 };
BOOST_DESCRIBE_ENUM(SubjectKind, school, school_class, pupil, guardian, staff, concern)

/// Groups of data with one keep-until rule. Numbers are written to disk.
enum class RetentionClass : std::uint8_t {
    identity = 1,  ///< names and addresses of people and classes
    messages = 2,
    feed = 3,
    points = 4,
    reports = 5,
    calendar = 6,
    links = 7,
    policy = 8,
    safeguarding = 9,
};
BOOST_DESCRIBE_ENUM(RetentionClass, identity, messages, feed, points, reports, calendar, links, policy, safeguarding)

/// Whose text it is. `id` 0: the thing that this very fact creates (its own sequence).
struct Subject {
    SubjectKind kind = SubjectKind::school;
    std::uint64_t id = 0;
    friend constexpr auto operator<=>(const Subject&, const Subject&) = default;
};
BOOST_DESCRIBE_STRUCT(Subject, (), (kind, id))

/// Which key seals a fact's private parts; the school year is added when the fact is recorded.
struct SealScope {
    Subject subject;
    RetentionClass retention = RetentionClass::identity;
};

}  // namespace hometime
