#include "projections/state/keys.h"

namespace hometime::keys {

namespace {

constexpr std::size_t kSchoolBytes = 8;

std::string key(SchoolId school, RowKind kind, std::uint64_t id) {
    auto out = prefix(school, kind);
    append_be(out, id);
    return out;
}

}  // namespace

std::string prefix(SchoolId school, RowKind kind) {
    std::string out;
    append_be(out, school.value);
    append_be(out, static_cast<std::uint8_t>(kind));
    return out;
}

std::string school(SchoolId school) {
    return prefix(school, RowKind::school);
}
std::string policy(SchoolId school, PolicyVersion version) {
    return key(school, RowKind::policy, version.value);
}
std::string school_calendar(SchoolId school) {
    return prefix(school, RowKind::school_calendar);
}
std::string staff_calendar(SchoolId school, StaffId staff) {
    return key(school, RowKind::staff_calendar, staff.value);
}
std::string school_class(SchoolId school, ClassId id) {
    return key(school, RowKind::school_class, id.value);
}
std::string staff(SchoolId school, StaffId id) {
    return key(school, RowKind::staff, id.value);
}
std::string pupil(SchoolId school, PupilId id) {
    return key(school, RowKind::pupil, id.value);
}
std::string guardian(SchoolId school, GuardianId id) {
    return key(school, RowKind::guardian, id.value);
}
std::string invite(SchoolId school, InviteId id) {
    return key(school, RowKind::invite, id.value);
}
std::string staff_code(SchoolId school, StaffCodeId id) {
    return key(school, RowKind::staff_code, id.value);
}

std::string selector(SchoolId school, std::string_view selector) {
    return prefix(school, RowKind::selector).append(selector);
}

std::string external(SchoolId school, ExternalKind kind, std::string_view external_id) {
    auto out = prefix(school, RowKind::external);
    append_be(out, static_cast<std::uint8_t>(kind));
    return out.append(external_id);
}

std::string thread(SchoolId school, ThreadId id) {
    return key(school, RowKind::thread, id.value);
}

std::string thread_key(SchoolId school, GuardianId guardian, StaffId staff, PupilId pupil) {
    auto out = key(school, RowKind::thread_key, guardian.value);
    append_be(out, staff.value);
    append_be(out, pupil.value);
    return out;
}

std::string held_of(SchoolId school, StaffId staff) {
    return key(school, RowKind::held, staff.value);
}

std::string held(SchoolId school, StaffId staff, MessageId message) {
    auto out = held_of(school, staff);
    append_be(out, message.value);
    return out;
}

std::string occurrence(SchoolId school, StaffId staff, const Occurrence& occurrence) {
    auto out = key(school, RowKind::occurrence, staff.value);
    append_be(out, static_cast<std::uint32_t>(occurrence.date.time_since_epoch().count()));
    append_be(out, static_cast<std::uint16_t>(occurrence.opens.value));
    return out;
}

std::string digest(SchoolId school, DigestId id) {
    return key(school, RowKind::digest, id.value);
}
std::string award(SchoolId school, AwardId id) {
    return key(school, RowKind::award, id.value);
}
std::string report(SchoolId school, ReportId id) {
    return key(school, RowKind::report, id.value);
}

std::string seen(SchoolId school, PersonKind kind, std::uint64_t person, ClassId feed) {
    auto out = prefix(school, RowKind::seen);
    append_be(out, static_cast<std::uint8_t>(kind));
    append_be(out, person);
    append_be(out, feed.value);
    return out;
}

std::string feed(SchoolId school, ClassId feed) {
    return key(school, RowKind::feed, feed.value);
}
std::string account(SchoolId school, std::uint64_t account) {
    return key(school, RowKind::account, account);
}

std::string meeting(SchoolId school, MeetingId id) {
    return key(school, RowKind::meeting, id.value);
}
std::string meeting_of_thread(SchoolId school, ThreadId thread) {
    return key(school, RowKind::meeting_of_thread, thread.value);
}
std::string withdrawn(SchoolId school, MessageId message) {
    return key(school, RowKind::withdrawn, message.value);
}
std::string concern(SchoolId school, ConcernId id) {
    return key(school, RowKind::concern, id.value);
}
std::string conduct(SchoolId school, GuardianId guardian) {
    return key(school, RowKind::conduct, guardian.value);
}
std::string marked(SchoolId school, MessageId message) {
    return key(school, RowKind::marked, message.value);
}
std::string acceptance(SchoolId school, PersonKind kind, std::uint64_t person) {
    auto out = prefix(school, RowKind::acceptance);
    append_be(out, static_cast<std::uint8_t>(kind));
    append_be(out, person);
    return out;
}
std::string undelivered(SchoolId school, MessageId message) {
    return key(school, RowKind::undelivered, message.value);
}
std::string restrictions(SchoolId school, PupilId pupil) {
    return key(school, RowKind::restrictions, pupil.value);
}
std::string dispute(SchoolId school, MessageId message) {
    return key(school, RowKind::dispute, message.value);
}

std::string held_replies_of(SchoolId school, GuardianId guardian) {
    return key(school, RowKind::held_reply, guardian.value);
}
std::string held_reply(SchoolId school, GuardianId guardian, ReplyId reply) {
    auto out = held_replies_of(school, guardian);
    append_be(out, reply.value);
    return out;
}
std::string undelivered_reply(SchoolId school, ReplyId reply) {
    return key(school, RowKind::undelivered_reply, reply.value);
}
std::string preferences(SchoolId school, GuardianId guardian) {
    return key(school, RowKind::preferences, guardian.value);
}
std::string covers(SchoolId school, StaffId absent) {
    return key(school, RowKind::covers, absent.value);
}
std::string post(SchoolId school, PostId id) {
    return key(school, RowKind::post, id.value);
}
std::string calendar_link(SchoolId school, std::string_view secret_hash) {
    return prefix(school, RowKind::calendar_link).append(secret_hash);
}
std::string handled(SchoolId school, MessageId message) {
    return key(school, RowKind::handled, message.value);
}
std::string away(SchoolId school, AwayId id) {
    return key(school, RowKind::away, id.value);
}
std::string pupil_code(SchoolId school, PupilCodeId id) {
    return key(school, RowKind::pupil_code, id.value);
}
std::string legal_hold(SchoolId school, LegalHoldId id) {
    return key(school, RowKind::legal_hold, id.value);
}
std::string erasure(SchoolId school, ErasureId id) {
    return key(school, RowKind::erasure, id.value);
}
std::string destroyed_key(SchoolId school, std::uint64_t destroyed) {
    return key(school, RowKind::destroyed_key, destroyed);
}
std::string key_store(SchoolId school) {
    return prefix(school, RowKind::key_store);
}

std::string outbox(SchoolId school, PersonKind kind, std::uint64_t person) {
    auto out = prefix(school, RowKind::outbox);
    append_be(out, static_cast<std::uint8_t>(kind));
    append_be(out, person);
    return out;
}
std::string notification(SchoolId school, NotificationId id) {
    return key(school, RowKind::notification, id.value);
}
std::string dead_letter(SchoolId school, NotificationId id) {
    return key(school, RowKind::dead_letter, id.value);
}

std::optional<Parsed> parse(std::string_view key) {
    if (key.size() <= kSchoolBytes) return std::nullopt;
    const auto bytes = as_bytes(key);
    const auto kind = bytes[kSchoolBytes];
    if (kind < static_cast<std::uint8_t>(RowKind::school) || kind > static_cast<std::uint8_t>(RowKind::dead_letter)) {
        return std::nullopt;
    }
    return Parsed{SchoolId{load_be<std::uint64_t>(bytes.data())}, static_cast<RowKind>(kind)};
}

}  // namespace hometime::keys
