// The bytes of a record. Big-endian, canonical: one record has one encoding, and whatever encode_frame would
// not write, decode_frame refuses.
//
//   magic "HTRC" | frame version 1 | flags 0 | reserved 0 (2) | length of all (4)
//   log (16) | sequence (8) | recorded_at, Unix µs (8) | tag (2) | schema (2) | actor kind (1) | actor (8)
//   session (8) | policy (8) | causation (8) | group index (4) | group size (4)
//   length (4) | clear JSON
//   number of sealed parts (1) | each: part (1) | key (8) | length (4) | box
//   crc32c (4) of everything before it
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "eventstore/base/result.h"
#include "eventstore/record.h"

namespace hometime {

/// Sealed parts of one record. The catalogue needs one; a static_assert in codec.cpp holds it to this.
inline constexpr std::size_t kSealedPartsMax = 4;
/// Bytes that end every record and are no part of its Merkle leaf.
inline constexpr std::size_t kFrameCrcBytes = 4;

/// A sealed part where it stands in a frame. Valid as long as the frame's bytes.
struct SealedPartView {
    std::uint8_t part = 0;
    std::uint64_t key = 0;
    ByteView box;
};

/// A frame taken apart without copying. Views are valid as long as the frame's bytes.
struct FramedRecord {
    RecordHeader header;
    std::string_view clear;
    std::array<SealedPartView, kSealedPartsMax> parts;
    std::size_t part_count = 0;
    [[nodiscard]] std::span<const SealedPartView> sealed() const& { return {parts.data(), part_count}; }
    void sealed() const&& = delete;  // The span points into this.
};

/// Appends one record to `out`; on an error `out` is as before.
/// Errors: `invalid` larger than kRecordBytesMax, or a header or part that no record may have.
[[nodiscard]] Result<void> encode_frame(std::string& out, const RecordHeader& header, std::string_view clear,
                                        std::span<const SealedPartView> sealed);

/// Takes `bytes` apart; they must be exactly one record. Checks the crc and every rule of the layout.
/// Errors: `corrupt`, with what is wrong and never the content.
[[nodiscard]] Result<FramedRecord> decode_frame(std::string_view bytes);

/// What the Merkle leaf is made of: a record without its crc.
[[nodiscard]] inline ByteView leaf_bytes(std::string_view record) {
    return as_bytes(record.substr(0, record.size() - kFrameCrcBytes));
}

}  // namespace hometime
