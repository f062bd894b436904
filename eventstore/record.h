// A record: one fact as it stands in the log, with who, when, under which policy, and what caused it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "eventstore/base/encoding.h"
#include "eventstore/base/ids.h"
#include "eventstore/base/time.h"
#include "eventstore/events/catalogue.h"

namespace hometime {

using Hash = std::array<std::uint8_t, 32>;

/// Everything about a fact but the fact itself. Stands in clear in every record.
struct RecordHeader {
    Uuid log;             ///< which incarnation of which school's log
    Sequence sequence;    ///< place in it, from 1, no holes
    UtcTime recorded_at;  ///< never earlier than the record before it
    EventTag tag{};
    std::uint16_t schema = 1;       ///< version of the fact's own fields
    Actor actor;                    ///< who did it
    std::uint64_t session = 0;      ///< the actor's sign-in, 0 for none (S15)
    PolicyVersion policy;           ///< the policy it was decided under, 0 before there is one
    Sequence causation;             ///< the fact that led to it, 0 for none
    std::uint32_t group_index = 0;  ///< the facts of one command stand together: this is the n-th,
    std::uint32_t group_size = 1;   ///< of so many
    friend bool operator==(const RecordHeader&, const RecordHeader&) = default;
};

/// One private text, sealed. `part` counts the fact's private members in their order, from 1.
struct SealedPart {
    std::uint8_t part = 0;
    std::uint64_t key = 0;  ///< id of the data key in the key store
    Bytes box;              ///< nonce (24 bytes), then ciphertext with its tag
    friend bool operator==(const SealedPart&, const SealedPart&) = default;
};

/// A decoded record. The private members of `event` are empty; their texts are in `sealed`.
struct Record {
    RecordHeader header;
    Event event;
    std::vector<SealedPart> sealed;
};

/// A record and the school whose log it stands in.
struct LoggedRecord {
    SchoolId school;
    Record record;
    [[nodiscard]] Position position() const { return {school, record.header.sequence}; }
};

/// Largest encoded record, bytes. A larger text is refused before it gets here; attachments are apart.
inline constexpr std::size_t kRecordBytesMax = 48 * 1024;

}  // namespace hometime
