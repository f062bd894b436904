// Facts as older versions of this program wrote them, brought up to what today's reads: one step for each change of one
// fact's fields. What stands in the log stays as it is; so do its hash and every proof.
#pragma once

#include <array>
#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "eventstore/base/json.h"
#include "eventstore/base/result.h"
#include "eventstore/events/catalogue.h"
#include "eventstore/frame.h"

namespace hometime {

/// What became of a fact's private texts, which are numbered from 1 in the order of the fact's members.
struct PartMoves {
    std::uint8_t count = 0;  ///< texts that the older schema had
    /// Text n of the older schema is text to[n - 1] of the next one; 0: the next one has it no longer.
    std::array<std::uint8_t, kSealedPartsMax> to{};
};

/// Schema `from` of one fact, as schema `from` + 1 has it. A step is never changed once a record needs it.
struct UpcastStep {
    EventTag tag{};
    std::uint16_t from = 0;
    /// Changes the clear members. Total over what schema `from` wrote; false: that is not what stands there.
    bool (*change)(boost::json::object& clear) = nullptr;
    PartMoves parts{};
};

/// Steps that one program knows. Cheap to copy; the steps must outlive it.
class Upcasts {
public:
    constexpr explicit Upcasts(std::span<const UpcastStep> steps) : steps_(steps) {}

    /// Whether every schema of a fact, from 1 to today's, can be read.
    [[nodiscard]] bool covers(EventTag tag, std::uint16_t today) const;
    /// The clear members of schema `from`, as schema `today` has them.
    /// Errors: `corrupt` they are not what that schema wrote. Never repeats the content.
    [[nodiscard]] Result<boost::json::object> bring_up(EventTag tag, std::uint16_t from, std::uint16_t today,
                                                       std::string_view clear) const;
    /// How many sealed parts a record of schema `from` has; `now`: as many as one of today's.
    [[nodiscard]] std::size_t part_count(EventTag tag, std::uint16_t from, std::size_t now) const;
    /// The number under which text `part` of today's fact was sealed in a record of schema `from`; nullopt: that schema
    /// had no such text.
    [[nodiscard]] std::optional<std::uint8_t> stored_part(EventTag tag, std::uint16_t from, std::uint8_t part) const;

private:
    [[nodiscard]] const UpcastStep* find(EventTag tag, std::uint16_t from) const;

    std::span<const UpcastStep> steps_;
};

/// Those of this program. One in memory for all.
[[nodiscard]] const Upcasts& upcasts();

/// The fact E from the clear part of a record of `schema`.
/// Errors: `corrupt` a schema newer than this program knows, or a clear part that the schema would not have written.
template <class E>
[[nodiscard]] Result<E> decode_fact(std::uint16_t schema, std::string_view clear, const Upcasts& steps = upcasts()) {
    const auto wrong = [](const std::string& what) {
        return fail(ErrorCode::corrupt, std::string(name_of(E::kTag)) + ": " + what);
    };
    E fact{};
    if (schema == E::kSchema) {
        if (!json::read_canonical(clear, fact)) return wrong("its clear part is not as written");
        return fact;
    }
    if (schema > E::kSchema) {
        return wrong("schema " + std::to_string(schema) + " is newer than this program knows (" +
                     std::to_string(E::kSchema) + "): it was written by a newer version; use that one");
    }
    if (schema == 0) return wrong("a schema begins with 1");
    const auto members = steps.bring_up(E::kTag, schema, E::kSchema, clear);
    if (!members) return tl::unexpected(members.error());
    json::FieldErrors errors;
    if (!json::read(boost::json::value(*members), fact, errors)) return wrong("its clear part is not as written");
    return fact;
}

}  // namespace hometime
