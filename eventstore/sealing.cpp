#include "eventstore/sealing.h"

#include <algorithm>

#include "eventstore/codec.h"
#include "eventstore/upcast.h"

namespace hometime {

namespace {

/// The key of a fact's private texts: its own subject, in the school year in which it was recorded.
KeyScope key_scope(SchoolId school, const RecordHeader& header, SealScope scope) {
    if (scope.subject.id == 0 && scope.subject.kind != SubjectKind::school) scope.subject.id = header.sequence.value;
    return {school, scope.subject, scope.retention, school_year_of(header.recorded_at)};
}

}  // namespace

AssociatedData associated_data(const Uuid& log, Sequence sequence, std::uint8_t part, std::uint64_t key) {
    AssociatedData data{};
    std::copy(log.bytes.begin(), log.bytes.end(), data.begin());
    store_be(data.data() + 16, sequence.value);
    data[24] = part;
    store_be(data.data() + 25, key);
    return data;
}

Result<void> encode_record(std::string& out, SchoolId school, RecordHeader& header, const Event& event, KeyRing& ring) {
    header.tag = tag_of(event);
    header.schema = schema_of(event);
    const auto texts = private_texts(event);
    std::array<Bytes, kSealedPartsMax> boxes;
    std::array<SealedPartView, kSealedPartsMax> parts;
    if (texts.count > 0) {
        const auto key = ring.key_for(key_scope(school, header, *seal_scope_of(event)));
        for (std::size_t i = 0; i < texts.count; ++i) {
            const auto part = static_cast<std::uint8_t>(i + 1);
            auto box = ring.seal(key, associated_data(header.log, header.sequence, part, key), texts.texts[i]);
            if (!box) return tl::unexpected(box.error());
            boxes[i] = std::move(*box);
            parts[i] = {part, key, boxes[i]};
        }
    }
    thread_local std::string clear;  // Keeps its memory from record to record; holds nothing private.
    clear.clear();
    write_clear(clear, event);
    return encode_frame(out, header, clear, std::span(parts).first(texts.count));
}

/// An older record has a text under its older number, or not at all.
Result<std::string> unseal_part(const Record& record, std::uint8_t part, KeyRing& ring) {
    const auto stored = upcasts().stored_part(record.header.tag, record.header.schema, part);
    if (!stored) return std::string();
    for (const auto& sealed : record.sealed) {
        if (sealed.part != *stored) continue;
        return ring.open(sealed.key,
                         associated_data(record.header.log, record.header.sequence, sealed.part, sealed.key),
                         sealed.box);
    }
    return fail(ErrorCode::not_found, "the record has no such sealed part");
}

}  // namespace hometime
