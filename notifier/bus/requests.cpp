#include "notifier/bus/requests.h"

#include <boost/json.hpp>

namespace hometime::bus {

namespace {

namespace js = boost::json;

constexpr std::string_view kVersion = "R1";
constexpr std::size_t kIdBytes = 16;

std::optional<Verb> verb_named(std::string_view text) {
    if (text == "HELLO") return Verb::hello;
    if (text == "REPLAY") return Verb::replay;
    if (text == "SNAPSHOT") return Verb::snapshot;
    if (text == "PING") return Verb::ping;
    return std::nullopt;
}

std::optional<std::string> text_of(const js::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string(value->get_string());
}

std::optional<std::uint64_t> number_of(const js::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_uint64()) return value->get_uint64();
    if (value->is_int64() && value->get_int64() >= 0) return static_cast<std::uint64_t>(value->get_int64());
    return std::nullopt;
}

bool read_replay(const js::object& object, ReplayRequest& request) {
    const auto epoch = text_of(object, "epoch");
    const auto uuid = epoch ? parse_uuid(*epoch) : std::nullopt;
    const auto from = number_of(object, "from");
    const auto to = number_of(object, "to");
    if (!uuid || !from || !to || *from == 0 || *to < *from) return false;
    request.epoch = *uuid;
    request.from = *from;
    request.to = *to;
    return true;
}

bool read_cursor(const js::object& object, ReplayRequest& request) {
    const auto* cursor = object.if_contains("cursor");
    if (cursor == nullptr || cursor->is_null()) return true;
    if (!cursor->is_string()) return false;
    request.cursor = cursor->get_string();
    return true;
}

bool read_members(std::string_view text, ReplayRequest& request) {
    boost::system::error_code wrong;
    const auto value = js::parse(text, wrong);
    if (wrong || !value.is_object()) return false;
    const auto& object = value.get_object();
    if (request.verb == Verb::hello || request.verb == Verb::ping) return true;
    const auto stream = text_of(object, "stream");
    if (!stream) return false;
    request.stream = *stream;
    return request.verb == Verb::replay ? read_replay(object, request) : read_cursor(object, request);
}

}  // namespace

tl::expected<ReplayRequest, BadRequest> parse_request(std::span<const std::string> frames) {
    const bool has_id = frames.size() >= 3 && frames[2].size() == kIdBytes;
    const auto bad = [&](ReplayError error) {
        return tl::unexpected(BadRequest{error, has_id ? frames[2] : std::string()});
    };
    if (frames.empty() || frames[0] != kVersion) return bad(ReplayError::VERSION);
    const auto verb = frames.size() >= 2 ? verb_named(frames[1]) : std::nullopt;
    if (!has_id || !verb || frames.size() < 4) return bad(ReplayError::BAD);
    ReplayRequest request;
    request.verb = *verb;
    request.id = frames[2];
    if (!read_members(frames[3], request)) return bad(ReplayError::BAD);
    return request;
}

std::vector<std::string_view> Reply::frames() const {
    std::vector<std::string_view> all{kVersion, kind, id};
    if (!header.empty()) all.emplace_back(header);
    all.emplace_back(body);
    return all;
}

Reply error_reply(const std::string& id, ReplayError error, std::string_view detail) {
    auto body = js::parse(detail).as_object();
    body["error"] = boost::describe::enum_to_string(error, "BAD");
    return {"ERR", id, {}, js::serialize(body)};
}

}  // namespace hometime::bus
