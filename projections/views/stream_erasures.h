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

/// What of one school's streams is erased at one moment.
class Erased {
public:
    /// `rows`, of the streams view, must outlive it. Throws ViewError.
    Erased(const ViewRows& rows, SchoolId school);
    /// Makes the fact what may be shown of it now: erased things leave its lists. False: nothing of it may be shown.
    /// Throws ViewError.
    [[nodiscard]] bool strip(const RecordHeader& header, Event& event) const;

private:
    [[nodiscard]] bool has(std::uint64_t thing) const;
    [[nodiscard]] bool has(PersonKind kind, std::uint64_t person) const;

    const ViewRows& rows_;
    SchoolId school_;
    std::uint64_t newest_ = 0;  ///< no thing after this one is erased: what happens now needs no look
    bool people_ = false;       ///< whether anybody is
};

}  // namespace hometime::views
