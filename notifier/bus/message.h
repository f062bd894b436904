// The bus's bytes: topic, 40-byte header, CloudEvents body (docs/wire.md).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/ids.h"
#include "eventstore/base/time_zone.h"
#include "projections/streams.h"

namespace hometime::bus {

/// "e1/sch_7Q2K9DAB/flow/": what is subscribed to, and the beginning of every topic of that stream.
[[nodiscard]] std::string stream_prefix(SchoolId school, Stream stream);

enum class FrameKind : std::uint8_t { event = 1, heartbeat = 2, notice = 3 };

/// Bits of Header::flags.
inline constexpr std::uint16_t kReplayed = 1;
inline constexpr std::uint16_t kTombstone = 2;
inline constexpr std::uint16_t kSnapshotItem = 4;
inline constexpr std::uint16_t kLastOfBatch = 8;

inline constexpr std::size_t kHeaderBytes = 40;
inline constexpr std::uint8_t kWire = 1;

/// Frame 1, big-endian: wire 1, kind 1, flags 2, zero 4, epoch 16, seq 8, sent_us 8.
struct Header {
    FrameKind kind = FrameKind::event;
    std::uint16_t flags = 0;
    Uuid epoch;             ///< which incarnation of the log
    std::uint64_t seq = 0;  ///< event: its number in the stream; heartbeat: the stream's last
    UtcTime sent_at;
    friend bool operator==(const Header&, const Header&) = default;
};
[[nodiscard]] std::string encode(const Header& header);
/// nullopt: not 40 bytes, or another wire version: to be dropped and counted.
[[nodiscard]] std::optional<Header> decode_header(std::string_view bytes);

/// One event, ready to be sent.
struct Message {
    std::string topic;
    std::string header;
    std::string body;
};

[[nodiscard]] Message heartbeat_message(SchoolId school, const Uuid& epoch, Stream stream, std::uint64_t last,
                                        UtcTime sent_at);

/// What a publisher says about itself. `restarting`: it stops, and comes back. `epoch_changed`: another incarnation of
/// the log from here on. `schema_deprecated`: a type goes; both versions are published until then.
enum class Notice : std::uint8_t { restarting, epoch_changed, schema_deprecated };
BOOST_DESCRIBE_ENUM(Notice, restarting, epoch_changed, schema_deprecated)
/// `detail`: members besides "notice", as a JSON object. The header carries the stream's last number.
[[nodiscard]] Message notice_message(SchoolId school, const Uuid& epoch, Stream stream, std::uint64_t last,
                                     UtcTime sent_at, Notice notice, std::string_view detail = "{}");

/// "message.held/1.0" of "message.held.v1": the data's schema, as dataschema ends.
[[nodiscard]] std::string schema_name(std::string_view type);

}  // namespace hometime::bus
