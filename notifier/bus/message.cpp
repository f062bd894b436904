#include "notifier/bus/message.h"

#include <algorithm>
#include <boost/json.hpp>

#include "eventstore/base/encoding.h"

namespace hometime::bus {

namespace {

constexpr std::string_view kHeartbeat = "heartbeat.v1";
constexpr std::string_view kNotice = "notice.v1";

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
