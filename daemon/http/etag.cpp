#include "daemon/http/etag.h"

#include <charconv>

namespace hometime::http {

Response with_etag(Response response, Sequence version) {
    response.headers.emplace_back("ETag", '"' + std::to_string(version.value) + '"');
    return response;
}

std::optional<Sequence> version_in(std::string_view header) {
    if (header.size() < 3 || header.front() != '"' || header.back() != '"') return std::nullopt;
    const auto digits = header.substr(1, header.size() - 2);
    Sequence version;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version.value);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return version;
}

}  // namespace hometime::http
