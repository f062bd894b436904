// A fact becomes a record here: its private texts sealed, its clear fields written, all of it framed; and a sealed
// text opens again here.
#pragma once

#include <array>
#include <string>

#include "eventstore/base/result.h"
#include "eventstore/keyring.h"
#include "eventstore/record.h"

namespace hometime {

/// Bytes that a box is longer than its text: the nonce (24) and the tag (16).
inline constexpr std::size_t kBoxOverhead = 40;

/// log (16) | sequence (8) | part (1) | key (8): a box opens only where it was put.
using AssociatedData = std::array<std::uint8_t, 33>;
[[nodiscard]] AssociatedData associated_data(const Uuid& log, Sequence sequence, std::uint8_t part, std::uint64_t key);

/// Appends `event`'s record to `out` (as before on an error). `header.tag` and `header.schema` are set from the
/// event. New keys are pending in `ring` until store_pending().
/// Errors: `invalid` larger than kRecordBytesMax, or a header that no record may have; those of KeyRing::seal.
[[nodiscard]] Result<void> encode_record(std::string& out, SchoolId school, RecordHeader& header, const Event& event,
                                         KeyRing& ring);

/// The private text of one part, numbered as today's fact numbers its own; empty where the record's schema did not have
/// it yet. Any thread.
/// Errors: `not_found` no such part; `key_missing`, `corrupt` as KeyRing::open.
[[nodiscard]] Result<std::string> unseal_part(const Record& record, std::uint8_t part, KeyRing& ring);

}  // namespace hometime
