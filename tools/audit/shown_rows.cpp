#include "tools/audit/shown_rows.h"

#include <algorithm>
#include <array>
#include <utility>

namespace hometime::tools {

namespace {

constexpr std::size_t kSchoolBytes = 8;
constexpr std::size_t kKeyPrefixBytes = kSchoolBytes + 1;

// A test holds both tables to the rows that there are.
constexpr auto kStateKinds = std::to_array<std::pair<RowKind, std::string_view>>({
    {RowKind::school, "school"},
    {RowKind::policy, "policy"},
    {RowKind::school_calendar, "school_calendar"},
    {RowKind::staff_calendar, "staff_calendar"},
    {RowKind::school_class, "school_class"},
    {RowKind::staff, "staff"},
    {RowKind::pupil, "pupil"},
    {RowKind::guardian, "guardian"},
    {RowKind::invite, "invite"},
    {RowKind::staff_code, "staff_code"},
    {RowKind::selector, "selector"},
    {RowKind::external, "external"},
    {RowKind::thread, "thread"},
    {RowKind::thread_key, "thread_key"},
    {RowKind::held, "held"},
    {RowKind::occurrence, "occurrence"},
    {RowKind::digest, "digest"},
    {RowKind::award, "award"},
    {RowKind::report, "report"},
    {RowKind::seen, "seen"},
    {RowKind::feed, "feed"},
    {RowKind::account, "account"},
    {RowKind::meeting, "meeting"},
    {RowKind::meeting_of_thread, "meeting_of_thread"},
    {RowKind::withdrawn, "withdrawn"},
    {RowKind::dispute, "dispute"},
    {RowKind::conduct, "conduct"},
    {RowKind::marked, "marked"},
    {RowKind::concern, "concern"},
    {RowKind::acceptance, "acceptance"},
    {RowKind::undelivered, "undelivered"},
    {RowKind::restrictions, "restrictions"},
    {RowKind::held_reply, "held_reply"},
    {RowKind::preferences, "preferences"},
    {RowKind::covers, "covers"},
    {RowKind::post, "post"},
    {RowKind::calendar_link, "calendar_link"},
    {RowKind::handled, "handled"},
    {RowKind::away, "away"},
    {RowKind::pupil_code, "pupil_code"},
    {RowKind::undelivered_reply, "undelivered_reply"},
    {RowKind::key_store, "key_store"},
    {RowKind::destroyed_key, "destroyed_key"},
    {RowKind::erasure, "erasure"},
    {RowKind::legal_hold, "legal_hold"},
});
constexpr auto kViewKinds = std::to_array<std::pair<views::Kind, std::string_view>>({
    {views::Kind::cursor, "cursor"},
    {views::Kind::thread, "thread"},
    {views::Kind::thread_item, "thread_item"},
    {views::Kind::thread_of_message, "thread_of_message"},
    {views::Kind::thread_of_guardian, "thread_of_guardian"},
    {views::Kind::thread_of_staff, "thread_of_staff"},
    {views::Kind::inbox_pending, "inbox_pending"},
    {views::Kind::inbox_item, "inbox_item"},
    {views::Kind::inbox_count, "inbox_count"},
    {views::Kind::inbox_waiting, "inbox_waiting"},
    {views::Kind::office_item, "office_item"},
    {views::Kind::office_waiting, "office_waiting"},
    {views::Kind::office_waiting_of_thread, "office_waiting_of_thread"},
    {views::Kind::report, "report"},
    {views::Kind::report_open, "report_open"},
    {views::Kind::feed, "feed"},
    {views::Kind::post, "post"},
    {views::Kind::feed_event, "feed_event"},
    {views::Kind::feed_seen, "feed_seen"},
    {views::Kind::post_version, "post_version"},
    {views::Kind::post_apart, "post_apart"},
    {views::Kind::feed_event_off, "feed_event_off"},
    {views::Kind::email_post, "email_post"},
    {views::Kind::feed_seen_step, "feed_seen_step"},
    {views::Kind::feed_looked, "feed_looked"},
    {views::Kind::feed_digest, "feed_digest"},
    {views::Kind::points_total, "points_total"},
    {views::Kind::award, "award"},
    {views::Kind::held_message, "held_message"},
    {views::Kind::held_of_guardian, "held_of_guardian"},
    {views::Kind::held_count, "held_count"},
    {views::Kind::undelivered, "undelivered"},
    {views::Kind::school_class, "school_class"},
    {views::Kind::staff, "staff"},
    {views::Kind::pupil, "pupil"},
    {views::Kind::guardian, "guardian"},
    {views::Kind::external, "external"},
    {views::Kind::stream, "stream"},
    {views::Kind::stream_last, "stream_last"},
    {views::Kind::stream_school, "stream_school"},
    {views::Kind::stream_office_reply, "stream_office_reply"},
    {views::Kind::stream_item, "stream_item"},
    {views::Kind::stream_sealed, "stream_sealed"},
    {views::Kind::stream_gone, "stream_gone"},
    {views::Kind::stream_gone_person, "stream_gone_person"},
    {views::Kind::stream_erased, "stream_erased"},
    {views::Kind::terms, "terms"},
    {views::Kind::closure, "closure"},
    {views::Kind::training, "training"},
    {views::Kind::quiet_hours, "quiet_hours"},
    {views::Kind::windows, "windows"},
    {views::Kind::published, "published"},
    {views::Kind::meeting_of_guardian, "meeting_of_guardian"},
    {views::Kind::meeting_of_staff, "meeting_of_staff"},
    {views::Kind::meeting_pending, "meeting_pending"},
    {views::Kind::meeting_of_item, "meeting_of_item"},
    {views::Kind::notice, "notice"},
    {views::Kind::notice_of_guardian, "notice_of_guardian"},
    {views::Kind::device_notice, "device_notice"},
    {views::Kind::away, "away"},
    {views::Kind::away_on, "away_on"},
    {views::Kind::inspection, "inspection"},
});

template <class Table, class Kind>
std::string look_up(const Table& table, Kind kind) {
    const auto* const at = std::find_if(table.begin(), table.end(), [&](const auto& one) { return one.first == kind; });
    return at == table.end() ? "kind " + std::to_string(static_cast<int>(kind)) : std::string(at->second);
}

/// What stands behind the school and the kind.
boost::json::value shown_key(std::string_view rest) {
    if (rest.size() % sizeof(std::uint64_t) == 0) {
        boost::json::array ids;
        for (; !rest.empty(); rest.remove_prefix(sizeof(std::uint64_t))) {
            ids.emplace_back(load_be<std::uint64_t>(as_bytes(rest).data()));
        }
        return ids;
    }
    const bool text = std::all_of(rest.begin(), rest.end(), [](char c) { return c > ' ' && c <= '~'; });
    return text ? boost::json::value(rest) : boost::json::value(hex(as_bytes(rest)));
}

boost::json::object shown(std::string name, std::string_view key, std::string_view value) {
    boost::json::value content;
    if (!value.empty()) {
        boost::system::error_code error;
        content = boost::json::parse(value, error);
        if (error) content = hex(as_bytes(value));
    }
    return {{"row", std::move(name)}, {"key", shown_key(key.substr(kKeyPrefixBytes))}, {"value", std::move(content)}};
}

}  // namespace

std::string name_of(RowKind kind) {
    return look_up(kStateKinds, kind);
}
std::string name_of(views::Kind kind) {
    return look_up(kViewKinds, kind);
}

boost::json::object shown_state_row(std::string_view key, std::string_view value) {
    if (key.size() < kKeyPrefixBytes) return {{"row", "?"}, {"key", hex(as_bytes(key))}, {"value", nullptr}};
    return shown(name_of(static_cast<RowKind>(key[kSchoolBytes])), key, value);
}

boost::json::object shown_view_row(std::string_view key, std::string_view value) {
    if (key.size() < kKeyPrefixBytes) return {{"row", "?"}, {"key", hex(as_bytes(key))}, {"value", nullptr}};
    return shown(name_of(static_cast<views::Kind>(key[kSchoolBytes])), key, value);
}

}  // namespace hometime::tools
