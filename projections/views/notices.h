// What people are told: guardians of messages that a child may have sent (S13), every linked adult of the pupil, each
// for themself, and never the text; everybody of sign-ins to their own account on a device that is new (S14).
#pragma once

#include <vector>

#include "eventstore/events/messages.h"
#include "eventstore/events/schools.h"
#include "projections/views/page.h"

namespace hometime::views {

struct NoticeItem {
    MessageId message;
    ThreadId thread;
    GuardianId guardian;  ///< in whose name it was sent
    PupilId pupil;
    UtcTime told_at;
    Authorship authorship = Authorship::disputed;
};
BOOST_DESCRIBE_STRUCT(NoticeItem, (), (message, thread, guardian, pupil, told_at, authorship))

/// The notices of one guardian, by message; a page's place is a message id.
[[nodiscard]] std::vector<NoticeItem> notices_of(const ViewSource& source, SchoolId school, GuardianId guardian,
                                                 const Page& page = {});

/// Their account was used on a device that it was not used on before.
struct DeviceNotice {
    Sequence notice;            ///< the fact
    std::uint64_t session = 0;  ///< the sign-in's number
    UtcTime told_at;
};
BOOST_DESCRIBE_STRUCT(DeviceNotice, (), (notice, session, told_at))

/// Those of one person, by notice.
[[nodiscard]] std::vector<DeviceNotice> device_notices_of(const ViewSource& source, SchoolId school, PersonKind kind,
                                                          std::uint64_t person, const Page& page = {});

}  // namespace hometime::views
