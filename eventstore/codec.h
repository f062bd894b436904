// Facts as bytes and back: clear JSON and private texts, by the tag's number.
//
// A fact's private texts are its top-level members of type Private, in declaration order, numbered from 1.
// Every one of them becomes a sealed part, an empty text too.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "eventstore/base/result.h"
#include "eventstore/events/catalogue.h"
#include "eventstore/frame.h"
#include "eventstore/record.h"

namespace hometime {

/// The version of `event`'s fields that this program writes.
[[nodiscard]] std::uint16_t schema_of(const Event& event);
/// Appends the canonical JSON of everything in `event` that is not private.
void write_clear(std::string& out, const Event& event);
/// Reads what write_clear wrote, now or in an older version (upcast.h); private members come out empty.
/// Errors: `corrupt` an unknown tag, a schema newer than this program knows, or JSON that write_clear would
/// not write. Never repeats the content.
[[nodiscard]] Result<Event> decode_event(EventTag tag, std::uint16_t schema, std::string_view clear);

/// The private texts of an event: views into it.
struct PrivateTexts {
    std::array<std::string_view, kSealedPartsMax> texts;  ///< part n is texts[n - 1]
    std::size_t count = 0;
    [[nodiscard]] std::span<const std::string_view> all() const& { return {texts.data(), count}; }
    void all() const&& = delete;  // The span points into this.
};
[[nodiscard]] PrivateTexts private_texts(const Event& event);
/// Empties the private members: `event` as a reader of the log gets it.
void clear_private(Event& event);
/// Whose key seals the private texts; nullopt for a fact that has none. An id of 0 stands for the fact's own
/// sequence (see sealing.h).
[[nodiscard]] std::optional<SealScope> seal_scope_of(const Event& event);

/// A whole record from its bytes. Errors: `corrupt`, as decode_frame and decode_event.
[[nodiscard]] Result<Record> decode_record(std::string_view bytes);
/// decode_record() for folds, which never look at a sealed part: checked in the same way, but `sealed` stays empty.
[[nodiscard]] Result<Record> decode_clear(std::string_view bytes);

}  // namespace hometime
