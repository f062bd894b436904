#include "projections/views/keys.h"

namespace hometime::views::keys {

namespace {

void append_instant(std::string& key, UtcTime instant) {
    constexpr std::uint64_t kSign = std::uint64_t{1} << 63;  // instants before 1970 sort before those after
    append_be(key, static_cast<std::uint64_t>(to_unix_micros(instant)) ^ kSign);
}

}  // namespace

std::string after_prefix(std::string_view prefix) {
    std::string end(prefix);
    while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xFF) end.pop_back();
    if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
    return end;
}

std::uint64_t number_after(std::string_view key, std::size_t prefix_size) {
    if (key.size() < prefix_size + sizeof(std::uint64_t)) return 0;
    return load_be<std::uint64_t>(as_bytes(key.substr(prefix_size)).data());
}

std::string all(SchoolId school, Kind kind) {
    std::string key;
    key.reserve(32);
    append_be(key, school.value);
    append_be(key, static_cast<std::uint8_t>(kind));
    return key;
}

std::string cursors() {
    return all(SchoolId{}, Kind::cursor);
}

std::string cursor(SchoolId school) {
    auto key = cursors();
    append_be(key, school.value);
    return key;
}

SchoolId school_of_cursor(std::string_view key) {
    return SchoolId{number_after(key, cursors().size())};
}

std::string inbox_item(SchoolId school, StaffId staff, std::uint64_t number) {
    auto key = of(school, Kind::inbox_item, staff);
    append_be(key, number);
    return key;
}

std::string feed_event(SchoolId school, Kind kind, ClassId feed, UtcTime starts_at, PostId post) {
    auto key = of(school, kind, feed);
    append_instant(key, starts_at);
    append_be(key, post.value);
    return key;
}

std::string email_post(SchoolId school, UtcTime shown_at, PostId post) {
    auto key = all(school, Kind::email_post);
    append_instant(key, shown_at);
    append_be(key, post.value);
    return key;
}

std::string feed_seen_step(SchoolId school, GuardianId guardian, ClassId feed, PostId up_to, Sequence fact) {
    auto key = of(school, Kind::feed_seen_step, guardian, feed);
    append_be(key, up_to.value);
    append_be(key, fact.value);
    return key;
}

std::string feed_seen(SchoolId school, PersonKind kind, std::uint64_t person, ClassId feed) {
    auto key = all(school, Kind::feed_seen);
    append_be(key, static_cast<std::uint8_t>(kind));
    append_be(key, person);
    append_be(key, feed.value);
    return key;
}

std::string external(SchoolId school, ExternalKind kind, std::string_view external_id) {
    auto key = all(school, Kind::external);
    append_be(key, static_cast<std::uint8_t>(kind));
    return key += external_id;
}

std::string device_notice(SchoolId school, PersonKind kind, std::uint64_t person, Sequence told) {
    auto key = all(school, Kind::device_notice);
    append_be(key, static_cast<std::uint8_t>(kind));
    append_be(key, person);
    if (told) append_be(key, told.value);
    return key;
}

std::string away_on(SchoolId school, LocalDate date, AwayId away) {
    constexpr std::uint32_t kSign = std::uint32_t{1} << 31;  // dates before 1970 sort before those after
    auto key = all(school, Kind::away_on);
    append_be(key, static_cast<std::uint32_t>(date.time_since_epoch().count()) ^ kSign);
    if (away) append_be(key, away.value);
    return key;
}

std::string only(SchoolId school, Kind kind) {
    return all(school, kind);
}

std::string stream_row(SchoolId school, Kind kind, Stream stream) {
    auto key = all(school, kind);
    append_be(key, static_cast<std::uint8_t>(stream));
    return key;
}

std::string stream(SchoolId school, Stream stream) {
    return stream_row(school, Kind::stream, stream);
}

std::string stream(SchoolId school, Stream stream, std::uint64_t number) {
    auto key = stream_row(school, Kind::stream, stream);
    append_be(key, number);
    return key;
}

std::string stream_item(SchoolId school, Stream stream, std::uint8_t kind, std::uint64_t id, std::uint64_t other) {
    auto key = stream_row(school, Kind::stream_item, stream);
    append_be(key, kind);
    append_be(key, id);
    append_be(key, other);
    return key;
}

std::string stream_sealed(SchoolId school, std::uint64_t sealed_by, Sequence fact) {
    auto key = all(school, Kind::stream_sealed);
    append_be(key, sealed_by);
    if (fact) append_be(key, fact.value);
    return key;
}

std::string stream_gone(SchoolId school, std::uint64_t thing) {
    auto key = all(school, Kind::stream_gone);
    append_be(key, thing);
    return key;
}

std::string stream_gone_person(SchoolId school, PersonKind kind, std::uint64_t person) {
    auto key = all(school, Kind::stream_gone_person);
    append_be(key, static_cast<std::uint8_t>(kind));
    append_be(key, person);
    return key;
}

std::string stream_erased(SchoolId school, Sequence fact) {
    auto key = all(school, Kind::stream_erased);
    append_be(key, fact.value);
    return key;
}

}  // namespace hometime::views::keys
