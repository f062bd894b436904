#pragma once

#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

#include "daemon/http/app.h"
#include "projections/views/page.h"

namespace hometime::http {

/// `?after=N&limit=M&order=newest`; nullopt (and the problem in `refused`) when one cannot be used.
[[nodiscard]] std::optional<views::Page> page_of(const Request& request, Response& refused);

/// A page of the items that `keep` lets through; `fetch` gives a page of all, `place` is where an item stands. What is
/// left out takes no place, so that only the end of the list is an empty page.
template <class Fetch, class Place, class Keep>
[[nodiscard]] auto page_of_those(views::Page page, const Fetch& fetch, const Place& place, const Keep& keep) {
    decltype(fetch(page)) kept;
    for (;;) {
        auto found = fetch(page);
        for (auto& item : found) {
            page.after = place(item);
            if (kept.size() < page.limit && keep(item)) kept.push_back(std::move(item));
        }
        if (kept.size() == page.limit || found.size() < page.limit) return kept;
    }
}

/// Two pages of the same place and direction as one.
template <class Item, class Place>
[[nodiscard]] std::vector<Item> merged(const std::vector<Item>& one, const std::vector<Item>& other,
                                       const views::Page& page, const Place& place) {
    const auto before = [&](const Item& a, const Item& b) {
        return page.direction == Direction::forward ? place(a) < place(b) : place(b) < place(a);
    };
    std::vector<Item> both;
    both.reserve(one.size() + other.size());
    std::merge(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(both), before);
    if (both.size() > page.limit) both.erase(both.begin() + static_cast<std::ptrdiff_t>(page.limit), both.end());
    return both;
}

}  // namespace hometime::http
