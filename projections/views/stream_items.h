// What stands on a stream now: each thing that its events made and did not end, with its first and its newest event.
// Who starts anew reads this, and then the events behind it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "projections/streams.h"
#include "projections/views/rows.h"

namespace hometime::views {

/// Numbers are on disk until the view's version changes.
enum class StandingKind : std::uint8_t {
    policy = 1,
    windows = 2,
    terms = 3,
    closure = 4,
    training = 5,
    message = 6,  ///< one that waits
    post = 7,
    award = 8,
    link = 9,
};

struct StreamItem {
    Sequence first;            ///< the fact that made it
    std::uint64_t number = 0;  ///< of its newest event
    Sequence fact;             ///< of its newest event
};
BOOST_DESCRIBE_STRUCT(StreamItem, (), (first, number, fact))

/// Folds one event of a stream, with its number there.
void fold_item(const LoggedRecord& fact, Stream stream, std::uint64_t number, ViewWriter& rows);
struct PlacedItem {
    StreamItem item;
    std::string cursor;  ///< what follows it is behind this
};
struct StreamItems {
    std::vector<PlacedItem> items;
    bool more = false;  ///< there are others behind the last one
};
/// Items in the order of their keys, at most `limit`, behind an earlier item's cursor; empty: from the first.
[[nodiscard]] StreamItems stream_items(const ViewRows& rows, SchoolId school, Stream stream, std::string_view cursor,
                                       std::size_t limit);
/// Whether a text can be a cursor.
[[nodiscard]] bool is_item_cursor(std::string_view text);

}  // namespace hometime::views
