// What guardians are told of messages that a child may have sent (S13): every linked adult of the pupil, each for
// themself. Never the text.
#pragma once

#include <vector>

#include "eventstore/events/messages.h"
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

}  // namespace hometime::views
