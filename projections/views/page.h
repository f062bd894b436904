// Which part of a long list: what comes after a place, so many at most.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "projections/views/keys.h"
#include "projections/views/rows.h"

namespace hometime::views {

/// Rows in one answer. More are asked for with the place of the last one.
inline constexpr std::size_t kPageMax = 100;

/// Ids and numbers rise with time: forward is oldest first.
struct Page {
    std::uint64_t after = 0;       ///< start behind this one, in the page's direction; 0: at the beginning
    std::size_t limit = kPageMax;  ///< at most kPageMax count
    Direction direction = Direction::forward;
};

/// Visits the rows below `prefix` whose next key part is a number, from the page's place on, until `take`
/// has returned true for `limit` of them. `take` returns false for a row that does not count.
template <class Take>
void each_of_page(const ViewRows& rows, const std::string& prefix, const Page& page, const Take& take) {
    const bool forward = page.direction == Direction::forward;
    std::string begin = prefix;
    std::string end = keys::after_prefix(prefix);
    if (page.after != 0) {
        auto& place = forward ? begin : end;
        place = prefix;
        append_be(place, forward ? page.after + 1 : page.after);
    }
    std::size_t left = std::min(page.limit, kPageMax);
    if (left == 0) return;
    rows.scan(begin, end, page.direction, [&](std::string_view key, std::string_view value) {
        if (take(key, value)) --left;
        return left > 0;
    });
}

}  // namespace hometime::views
