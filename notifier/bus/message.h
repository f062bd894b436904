// The bus's bytes: topic, 40-byte header, CloudEvents body (docs/bus.md).
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

/// The event that `publication` of a fact becomes, as number `seq` of its stream.
[[nodiscard]] Message event_message(SchoolId school, const Uuid& epoch, const TimeZone& zone, const Record& record,
                                    const Publication& publication, std::uint64_t seq, UtcTime sent_at);
[[nodiscard]] Message heartbeat_message(SchoolId school, const Uuid& epoch, Stream stream, std::uint64_t last,
                                        UtcTime sent_at);

}  // namespace hometime::bus
