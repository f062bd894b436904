// The only place that builds the keys of decision state: school (8 bytes, big-endian), kind (1 byte),
// then the parts below, big-endian, so that related rows stand together in order.
#pragma once

#include <string>
#include <string_view>

#include "eventstore/base/encoding.h"
#include "projections/state/rows.h"

namespace hometime::keys {

/// All rows of one kind in one school.
[[nodiscard]] std::string prefix(SchoolId school, RowKind kind);

[[nodiscard]] std::string school(SchoolId school);
[[nodiscard]] std::string policy(SchoolId school, PolicyVersion version);
[[nodiscard]] std::string school_calendar(SchoolId school);
[[nodiscard]] std::string staff_calendar(SchoolId school, StaffId staff);
[[nodiscard]] std::string school_class(SchoolId school, ClassId id);
[[nodiscard]] std::string staff(SchoolId school, StaffId id);
[[nodiscard]] std::string pupil(SchoolId school, PupilId id);
[[nodiscard]] std::string guardian(SchoolId school, GuardianId id);
[[nodiscard]] std::string invite(SchoolId school, InviteId id);
[[nodiscard]] std::string staff_code(SchoolId school, StaffCodeId id);
[[nodiscard]] std::string selector(SchoolId school, std::string_view selector);
[[nodiscard]] std::string external(SchoolId school, ExternalKind kind, std::string_view external_id);
[[nodiscard]] std::string thread(SchoolId school, ThreadId id);
[[nodiscard]] std::string thread_key(SchoolId school, GuardianId guardian, StaffId staff, PupilId pupil);
[[nodiscard]] std::string held(SchoolId school, StaffId staff, MessageId message);
/// All held messages of one staff member.
[[nodiscard]] std::string held_of(SchoolId school, StaffId staff);
[[nodiscard]] std::string occurrence(SchoolId school, StaffId staff, const Occurrence& occurrence);
[[nodiscard]] std::string digest(SchoolId school, DigestId id);
[[nodiscard]] std::string award(SchoolId school, AwardId id);
[[nodiscard]] std::string report(SchoolId school, ReportId id);
[[nodiscard]] std::string seen(SchoolId school, PersonKind kind, std::uint64_t person, ClassId feed);
[[nodiscard]] std::string feed(SchoolId school, ClassId feed);
[[nodiscard]] std::string account(SchoolId school, std::uint64_t account);

[[nodiscard]] std::string meeting(SchoolId school, MeetingId id);
[[nodiscard]] std::string meeting_of_thread(SchoolId school, ThreadId thread);
[[nodiscard]] std::string withdrawn(SchoolId school, MessageId message);
[[nodiscard]] std::string concern(SchoolId school, ConcernId id);
[[nodiscard]] std::string conduct(SchoolId school, GuardianId guardian);
[[nodiscard]] std::string marked(SchoolId school, MessageId message);
[[nodiscard]] std::string acceptance(SchoolId school, PersonKind kind, std::uint64_t person);
[[nodiscard]] std::string undelivered(SchoolId school, MessageId message);
[[nodiscard]] std::string restrictions(SchoolId school, PupilId pupil);
[[nodiscard]] std::string dispute(SchoolId school, MessageId message);
[[nodiscard]] std::string held_reply(SchoolId school, GuardianId guardian, ReplyId reply);
/// All held replies to one guardian.
[[nodiscard]] std::string held_replies_of(SchoolId school, GuardianId guardian);
[[nodiscard]] std::string undelivered_reply(SchoolId school, ReplyId reply);
[[nodiscard]] std::string preferences(SchoolId school, GuardianId guardian);
[[nodiscard]] std::string covers(SchoolId school, StaffId absent);
[[nodiscard]] std::string post(SchoolId school, PostId id);
[[nodiscard]] std::string calendar_link(SchoolId school, std::string_view secret_hash);
[[nodiscard]] std::string handled(SchoolId school, MessageId message);
[[nodiscard]] std::string away(SchoolId school, AwayId id);
[[nodiscard]] std::string pupil_code(SchoolId school, PupilCodeId id);
[[nodiscard]] std::string legal_hold(SchoolId school, LegalHoldId id);
[[nodiscard]] std::string erasure(SchoolId school, ErasureId id);
[[nodiscard]] std::string destroyed_key(SchoolId school, std::uint64_t key);
[[nodiscard]] std::string key_store(SchoolId school);

/// The school and the kind that a key was built for. nullopt: not a key of ours.
struct Parsed {
    SchoolId school;
    RowKind kind{};
};
[[nodiscard]] std::optional<Parsed> parse(std::string_view key);

[[nodiscard]] std::string outbox(SchoolId school, PersonKind kind, std::uint64_t person);
[[nodiscard]] std::string notification(SchoolId school, NotificationId id);
[[nodiscard]] std::string dead_letter(SchoolId school, NotificationId id);

}  // namespace hometime::keys
