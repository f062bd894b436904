// What was erased of the streams: things whose text no key opens any more, and people without a name. Their events keep
// their numbers and lose what they say.
#pragma once

#include <optional>
#include <vector>

#include "projections/streams.h"
#include "projections/views/rows.h"

namespace hometime::views {

/// What one erasure took of what was published.
struct ErasedThings {
    std::vector<std::uint64_t> messages;
    std::vector<std::uint64_t> replies;
    std::vector<std::uint64_t> posts;
    friend bool operator==(const ErasedThings&, const ErasedThings&) = default;
};
BOOST_DESCRIBE_STRUCT(ErasedThings, (), (messages, replies, posts))

/// Things in one ErasedThings at most, so that its event fits into a body. What is beyond is a tombstone all the same.
inline constexpr std::size_t kErasedNamedMax = 3000;

/// Remembers which key seals what was published, and what a destroyed key took. To be called for every fact.
void fold_erasure(const LoggedRecord& fact, ViewWriter& rows);
/// Whether the fact, an erasure, took anything of what was published.
[[nodiscard]] bool took_something(const LoggedRecord& fact, const ViewRows& rows);
[[nodiscard]] ErasedThings erased_things(const ViewRows& rows, SchoolId school, Sequence fact);

/// The fact as it may be shown now: without erased things in its lists; nullopt: nothing of it may be.
[[nodiscard]] std::optional<Event> without_erased(const ViewRows& rows, SchoolId school, const RecordHeader& header,
                                                  Event event);

}  // namespace hometime::views
