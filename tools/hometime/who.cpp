#include "tools/hometime/who.h"

#include <algorithm>

#include "tools/common/exit.h"

namespace hometime::tools {

namespace {

/// More digits than any number of a fact has.
constexpr std::size_t kDigitsMax = 15;

std::string ways_to_write(const std::vector<std::string>& kinds) {
    std::string ways;
    for (const auto& kind : kinds) ways += (ways.empty() ? "" : ", ") + kind + ":17";
    return ways;
}

}  // namespace

Who parse_who(const std::string& text, const std::vector<std::string>& kinds) {
    const auto colon = text.find(':');
    const auto kind = text.substr(0, colon);
    const auto digits = colon == std::string::npos ? std::string() : text.substr(colon + 1);
    const bool number =
        !digits.empty() && digits.size() <= kDigitsMax && digits.find_first_not_of("0123456789") == std::string::npos;
    if (!number || std::ranges::find(kinds, kind) == kinds.end()) {
        throw Failure(Exit::usage, "whom it is about is written like one of " + ways_to_write(kinds));
    }
    return {kind, std::stoull(digits)};
}

}  // namespace hometime::tools
