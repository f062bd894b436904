#include "daemon/http/paging.h"

#include <charconv>

namespace hometime::http {

namespace {

bool take_number(const Request& request, std::string_view name, std::uint64_t& into) {
    const auto text = request.query_value(name);
    if (!text) return true;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), into);
    return !text->empty() && error == std::errc{} && end == text->data() + text->size();
}

}  // namespace

std::optional<views::Page> page_of(const Request& request, Response& refused) {
    views::Page page;
    std::uint64_t limit = views::kPageMax;
    const auto order = request.query_value("order");
    const bool good = take_number(request, "after", page.after) && take_number(request, "limit", limit) && limit >= 1 &&
                      limit <= views::kPageMax && (!order || *order == "newest" || *order == "oldest");
    if (!good) {
        refused = problem(request.id, Problem::invalid_query);
        return std::nullopt;
    }
    page.limit = limit;
    if (order && *order == "newest") page.direction = Direction::backward;
    return page;
}

}  // namespace hometime::http
