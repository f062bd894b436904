// The only place that builds the keys of views: school (8 bytes, big-endian), kind (1 byte), then the parts
// below, big-endian, so that related rows stand together in order. Rows that belong to no school (how far a
// view has come) stand under school 0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/encoding.h"
#include "eventstore/base/ids.h"
#include "eventstore/base/time.h"
#include "eventstore/events/schools.h"
#include "projections/state/rows.h"
#include "projections/streams.h"

namespace hometime::views {

/// The byte after the school. On disk until a view's version changes; no two views share one.
enum class Kind : std::uint8_t {
    cursor = 0,
    thread = 1,
    thread_item = 2,
    thread_of_message = 3,
    thread_of_guardian = 4,
    thread_of_staff = 5,
    inbox_pending = 10,
    inbox_item = 11,
    inbox_count = 12,
    inbox_waiting = 13,
    office_item = 20,
    office_waiting = 21,
    office_waiting_of_thread = 22,
    report = 30,
    report_open = 31,
    feed = 40,
    post = 41,
    feed_event = 42,
    feed_seen = 43,
    post_version = 44,
    post_apart = 45,
    feed_event_off = 46,
    email_post = 47,
    feed_seen_step = 48,
    feed_looked = 49,
    feed_digest = 53,
    points_total = 50,
    award = 51,
    held_message = 60,
    held_of_guardian = 61,
    held_count = 62,
    undelivered = 63,
    school_class = 70,
    staff = 71,
    pupil = 72,
    guardian = 73,
    external = 74,
    stream = 80,
    stream_last = 81,
    stream_school = 82,
    stream_office_reply = 83,  // a held reply of the office: its release is on no stream
    stream_item = 84,
    stream_sealed = 85,  // published things by the key that sealed their text
    stream_gone = 86,
    stream_gone_person = 87,
    stream_erased = 88,
    terms = 90,
    closure = 91,
    training = 92,
    quiet_hours = 93,
    windows = 94,
    published = 100,
    meeting_of_guardian = 110,
    meeting_of_staff = 111,
    meeting_pending = 112,
    meeting_of_item = 113,
    notice = 120,
    notice_of_guardian = 121,
    device_notice = 122,
    away = 130,
    away_on = 131,
    inspection = 140,
};

}  // namespace hometime::views

namespace hometime::views::keys {

/// The first key after all that begin with `prefix`; empty: there is none.
[[nodiscard]] std::string after_prefix(std::string_view prefix);
/// The number that stands in a key after `prefix_size` bytes.
[[nodiscard]] std::uint64_t number_after(std::string_view key, std::size_t prefix_size);

/// All rows of one kind in one school.
[[nodiscard]] std::string all(SchoolId school, Kind kind);
/// A row named by one id.
template <class Tag>
[[nodiscard]] std::string of(SchoolId school, Kind kind, Id<Tag> id) {
    auto key = all(school, kind);
    append_be(key, id.value);
    return key;
}
/// A row named by an owner and what belongs to it; of(school, kind, owner) is the prefix of all of these.
template <class Owner, class Tag>
[[nodiscard]] std::string of(SchoolId school, Kind kind, Id<Owner> owner, Id<Tag> id) {
    auto key = of(school, kind, owner);
    append_be(key, id.value);
    return key;
}

/// All cursors of a view, and one.
[[nodiscard]] std::string cursors();
[[nodiscard]] std::string cursor(SchoolId school);
[[nodiscard]] SchoolId school_of_cursor(std::string_view key);

/// The n-th entry of a teacher's inbox, from 1.
[[nodiscard]] std::string inbox_item(SchoolId school, StaffId staff, std::uint64_t number);
/// Event items of a feed by when they begin: those that take place, or (feed_event_off) that were taken back.
[[nodiscard]] std::string feed_event(SchoolId school, Kind kind, ClassId feed, UtcTime starts_at, PostId post = {});
/// Posts for the e-mail bridge by when guardians see them.
[[nodiscard]] std::string email_post(SchoolId school, UtcTime shown_at, PostId post = {});
/// Each time that a guardian has seen a feed further, by how far.
[[nodiscard]] std::string feed_seen_step(SchoolId school, GuardianId guardian, ClassId feed, PostId up_to,
                                         Sequence fact = {});
[[nodiscard]] std::string feed_seen(SchoolId school, PersonKind kind, std::uint64_t person, ClassId feed);
[[nodiscard]] std::string external(SchoolId school, ExternalKind kind, std::string_view external_id);
/// Sign-ins on new devices that one person is told of; without an id the prefix of all.
[[nodiscard]] std::string device_notice(SchoolId school, PersonKind kind, std::uint64_t person, Sequence told = {});
/// Who is away on a date; without an id the prefix of all.
[[nodiscard]] std::string away_on(SchoolId school, LocalDate date, AwayId away = {});
/// Row kinds of which a school has one.
[[nodiscard]] std::string only(SchoolId school, Kind kind);
/// The n-th event of a stream, from 1; without a number the prefix of all.
[[nodiscard]] std::string stream(SchoolId school, Stream stream);
[[nodiscard]] std::string stream(SchoolId school, Stream stream, std::uint64_t number);
/// What stands on a stream: a thing by its kind and number (of a link, both numbers). The parts after
/// stream_row(school, Kind::stream_item, stream) are of kStreamItemBytes and sort by kind, then number.
inline constexpr std::size_t kStreamItemBytes = 17;
[[nodiscard]] std::string stream_item(SchoolId school, Stream stream, std::uint8_t kind, std::uint64_t id,
                                      std::uint64_t other);
/// Published things whose text one key seals; without a fact the prefix of all.
[[nodiscard]] std::string stream_sealed(SchoolId school, std::uint64_t key, Sequence fact = {});
[[nodiscard]] std::string stream_gone(SchoolId school, std::uint64_t thing);
[[nodiscard]] std::string stream_gone_person(SchoolId school, PersonKind kind, std::uint64_t person);
/// What one erasure took, by its fact.
[[nodiscard]] std::string stream_erased(SchoolId school, Sequence fact);
/// The last number of a stream, or how far it was published.
[[nodiscard]] std::string stream_row(SchoolId school, Kind kind, Stream stream);

}  // namespace hometime::views::keys
