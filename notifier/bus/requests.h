// What a subscriber asks on the replay channel, and how it is answered: frames of "R1" (docs/wire.md).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/ids.h"
#include "eventstore/base/json.h"
#include "eventstore/base/result.h"

namespace hometime::bus {

enum class Verb : std::uint8_t { hello, replay, snapshot, ping };

/// Why a request is not answered. The names are on the wire.
enum class ReplayError : std::uint8_t { EPOCH, GONE, DENIED, BUSY, VERSION, BAD };
BOOST_DESCRIBE_ENUM(ReplayError, EPOCH, GONE, DENIED, BUSY, VERSION, BAD)

struct ReplayRequest {
    Verb verb{};
    std::string id;          ///< 16 bytes of the asker's, given back with every reply
    std::string stream;      ///< "e1/sch_…/flow/"; REPLAY and SNAPSHOT
    Uuid epoch;              ///< REPLAY
    std::uint64_t from = 0;  ///< REPLAY: the first number, at least 1
    std::uint64_t to = 0;    ///< REPLAY: the last, not below `from`
    std::string cursor;      ///< SNAPSHOT: empty at the beginning
};

/// A request that is none, with its id as far as it had one.
struct BadRequest {
    ReplayError error{};
    std::string id;
};
/// Reads the frames behind the identity. Members that are not known are ignored.
[[nodiscard]] tl::expected<ReplayRequest, BadRequest> parse_request(std::span<const std::string> frames);

/// One message back, behind the identity: "R1", kind, request-id, the header of EV and ST, JSON.
struct Reply {
    std::string kind;  ///< OK, EV, ST, END or ERR
    std::string id;
    std::string header;
    std::string body;
    [[nodiscard]] std::vector<std::string_view> frames() const;
};
[[nodiscard]] Reply error_reply(const std::string& id, ReplayError error, std::string_view detail = "{}");

}  // namespace hometime::bus
