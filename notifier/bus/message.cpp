#include "notifier/bus/message.h"

#include <algorithm>
#include <boost/json.hpp>

#include "eventstore/base/encoding.h"

namespace hometime::bus {

namespace {

constexpr std::string_view kTypePrefix = "org.hometime.";
constexpr std::string_view kSchemaBase = "https://hometime.example/schemas/";
constexpr std::string_view kHeartbeat = "heartbeat.v1";
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

/// "message.held.v1" -> ".../message.held/1.0.json"
std::string schema_of(std::string_view type) {
    return std::string(kSchemaBase) + std::string(type.substr(0, type.rfind(".v"))) + "/1.0.json";
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

Message event_message(SchoolId school, const Uuid& epoch, const TimeZone& zone, const Record& record,
                      const Publication& publication, std::uint64_t seq, UtcTime sent_at) {
    const auto content = publication_body(record.header, record.event, publication.stream, zone);
    const auto name = to_string(school);
    boost::json::object body{{"specversion", "1.0"},
                             {"id", name + "." + std::to_string(record.header.sequence.value)},
                             {"source", "/schools/" + name + "/streams/" + std::string(to_string(publication.stream))},
                             {"type", std::string(kTypePrefix) + std::string(publication.type)},
                             {"time", to_string(shown_time(publication.stream, record.header.recorded_at))},
                             {"recordedtime", to_string(shown_time(publication.stream, record.header.recorded_at))},
                             {"sequence", padded(seq)},
                             {"dataschema", schema_of(publication.type)},
                             {"datacontenttype", "application/json"},
                             {"dataclassification", classification(publication.stream)},
                             {"datacategory", "standard"}};
    if (!content.dataref.empty()) body["dataref"] = "/v1/schools/" + name + content.dataref;
    body["data"] = boost::json::parse(content.data);
    return {stream_prefix(school, publication.stream) + std::string(publication.type),
            encode({FrameKind::event, 0, epoch, seq, sent_at}), boost::json::serialize(body)};
}

Message heartbeat_message(SchoolId school, const Uuid& epoch, Stream stream, std::uint64_t last, UtcTime sent_at) {
    return {stream_prefix(school, stream) + std::string(kHeartbeat),
            encode({FrameKind::heartbeat, 0, epoch, last, sent_at}),
            {}};
}

}  // namespace hometime::bus
