// What HEAD says: how long each log is and what its root hash is. It stands in a file outside the database
// (head_file.h), written and synced after the database's own sync and before anybody is answered, so that
// a database that lost its end, or was set back, is noticed at the next start.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/base/result.h"
#include "eventstore/log.h"

namespace hometime {

/// Bytes of one slot: whole pages of 4 KiB, enough for kHeadSchoolsMax schools.
inline constexpr std::size_t kHeadSlotBytes = 64 * 1024;
inline constexpr std::size_t kHeadPageBytes = 4096;
/// Schools in one data folder. At the bound a further school is refused as `invalid`.
inline constexpr std::size_t kHeadSchoolsMax = 1000;

/// How far a file goes: its number (the write-ahead log's) or generation (the key store's), and bytes.
struct FileExtent {
    std::uint64_t number = 0;
    std::uint64_t length = 0;
    friend bool operator==(const FileExtent&, const FileExtent&) = default;
};

/// The state of the folder at one commit.
struct Head {
    std::uint64_t turn = 0;        ///< counts the writes of HEAD; the higher valid slot is the newer one
    std::uint64_t commit = 0;      ///< the commit number, also a row in the database
    FileExtent wal;                ///< the write-ahead log's file and its length when this commit was synced
    FileExtent keys;               ///< the key store's generation and length
    std::vector<LogHead> schools;  ///< by school id
    friend bool operator==(const Head&, const Head&) = default;
};

/// The bytes of `head` as one slot begins with them, filled up with zeros to whole pages.
/// Errors: `invalid` too many schools, or not in order.
[[nodiscard]] Result<std::string> encode_head(const Head& head);
/// Reads a slot. nullopt: torn, damaged, or never written.
[[nodiscard]] std::optional<Head> decode_head(ByteView slot);

}  // namespace hometime
