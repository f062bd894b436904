#include "notifier/bus/message.h"

#include <algorithm>
#include <boost/json.hpp>

#include "eventstore/base/encoding.h"

namespace hometime::bus {

namespace {

constexpr std::string_view kTypePrefix = "org.hometime.";
constexpr std::string_view kSchemaBase = "https://hometime.example/schemas/";
constexpr std::string_view kHeartbeat = "heartbeat.v1";
constexpr std::string_view kNotice = "notice.v1";
constexpr std::size_t kSequenceDigits = 20;

/// Whose ids stand in the stream's events.
std::string_view classification(Stream stream) {
    switch (stream) {
        case Stream::ops: return "none";
        case Stream::calendar:
        case Stream::posts: return "internal";
        case Stream::flow:
        case Stream::points:
        case Stream::links: break;
    }
    return "pseudonymous";
}

std::string padded(std::uint64_t number) {
    const auto digits = std::to_string(number);
    return std::string(kSequenceDigits - digits.size(), '0') + digits;
}

/// Facts of operation say nothing about anybody's minute.
UtcTime shown_time(Stream stream, UtcTime time) {
    return stream == Stream::ops ? UtcTime(std::chrono::floor<std::chrono::minutes>(time)) : time;
}

}  // namespace

std::string stream_prefix(SchoolId school, Stream stream) {
    return "e1/" + to_string(school) + "/" + std::string(to_string(stream)) + "/";
}

std::string encode(const Header& header) {
    std::string out;
    append_be(out, kWire);
    append_be(out, static_cast<std::uint8_t>(header.kind));
    append_be(out, header.flags);
    append_be(out, std::uint32_t{0});
    out += as_text(header.epoch.bytes);
    append_be(out, header.seq);
    append_be(out, to_unix_micros(header.sent_at));
    return out;
}

std::optional<Header> decode_header(std::string_view bytes) {
    if (bytes.size() != kHeaderBytes) return std::nullopt;
    const auto* at = as_bytes(bytes).data();
    if (at[0] != kWire || at[1] < 1 || at[1] > 3) return std::nullopt;
    Header header;
    header.kind = static_cast<FrameKind>(at[1]);
    header.flags = load_be<std::uint16_t>(at + 2);
    std::copy_n(at + 8, header.epoch.bytes.size(), header.epoch.bytes.begin());
    header.seq = load_be<std::uint64_t>(at + 24);
    header.sent_at = from_unix_micros(load_be<std::int64_t>(at + 32));
    return header;
}

std::string schema_name(std::string_view type) {
    return std::string(type.substr(0, type.rfind(".v"))) + "/1.0";
}

Message event_message(SchoolId school, const Uuid& epoch, const TimeZone& zone, const Record& record,
                      const Publication& publication, std::uint64_t seq, UtcTime sent_at) {
    return event_message({school, epoch, seq, sent_at, 0}, record.header, publication,
                         publication_body(record.header, record.event, publication.stream, zone));
}

Message event_message(const EventPlace& place, const RecordHeader& header, const Publication& publication,
                      const std::optional<PublicationBody>& content) {
    const auto name = to_string(place.school);
    const auto time = to_string(shown_time(publication.stream, header.recorded_at));
    boost::json::object body{{"specversion", "1.0"},
                             {"id", name + "." + std::to_string(header.sequence.value)},
                             {"source", "/schools/" + name + "/streams/" + std::string(to_string(publication.stream))},
                             {"type", std::string(kTypePrefix) + std::string(publication.type)},
                             {"time", time},
                             {"recordedtime", time},
                             {"sequence", padded(place.seq)},
                             {"dataschema", std::string(kSchemaBase) + schema_name(publication.type) + ".json"},
                             {"datacontenttype", "application/json"},
                             {"dataclassification", classification(publication.stream)},
                             {"datacategory", "standard"}};
    if (content && !content->dataref.empty()) body["dataref"] = "/v1/schools/" + name + content->dataref;
    auto text = boost::json::serialize(body);
    if (content) text.replace(text.size() - 1, 1, ",\"data\":" + content->data + "}");
    const auto flags = static_cast<std::uint16_t>(place.flags | (content ? 0U : kTombstone));
    return {stream_prefix(place.school, publication.stream) + std::string(publication.type),
            encode({FrameKind::event, flags, place.epoch, place.seq, place.sent_at}), std::move(text)};
}

Message heartbeat_message(SchoolId school, const Uuid& epoch, Stream stream, std::uint64_t last, UtcTime sent_at) {
    return {stream_prefix(school, stream) + std::string(kHeartbeat),
            encode({FrameKind::heartbeat, 0, epoch, last, sent_at}),
            {}};
}

Message notice_message(SchoolId school, const Uuid& epoch, Stream stream, std::uint64_t last, UtcTime sent_at,
                       Notice notice, std::string_view detail) {
    auto body = boost::json::parse(detail).as_object();
    body["notice"] = boost::describe::enum_to_string(notice, "unknown");
    return {stream_prefix(school, stream) + std::string(kNotice), encode({FrameKind::notice, 0, epoch, last, sent_at}),
            boost::json::serialize(body)};
}

}  // namespace hometime::bus
