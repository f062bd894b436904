// Facts about reports of inappropriate messages to the senior leadership team (S50, S51).
#pragma once

#include <string>

#include "eventstore/base/json.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// `leaf` freezes the reported message: the Merkle leaf hash (hex) of its record at the time.
struct MessageReported {
    static constexpr EventTag kTag = EventTag::message_reported;
    static constexpr std::uint16_t kSchema = 1;
    MessageId message;
    ThreadId thread;
    PupilId pupil;
    GuardianId guardian;
    StaffId staff;  ///< who reports
    std::string leaf;
    Private reason;
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::pupil, pupil.value}, RetentionClass::reports}; }
    friend bool operator==(const MessageReported&, const MessageReported&) = default;
};
BOOST_DESCRIBE_STRUCT(MessageReported, (), (message, thread, pupil, guardian, staff, leaf, reason))

struct ReportClosed {
    static constexpr EventTag kTag = EventTag::report_closed;
    static constexpr std::uint16_t kSchema = 1;
    ReportId report;
    PupilId pupil;
    StaffId staff;  ///< the member of SLT who decided
    Private outcome;
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::pupil, pupil.value}, RetentionClass::reports}; }
    friend bool operator==(const ReportClosed&, const ReportClosed&) = default;
};
BOOST_DESCRIBE_STRUCT(ReportClosed, (), (report, pupil, staff, outcome))

}  // namespace hometime
