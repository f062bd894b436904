#include "eventstore/backup/summed.h"

#include "eventstore/file_digest.h"
#include "eventstore/merkle.h"

namespace hometime {

namespace {

constexpr std::string_view kOpening = R"({"body":)";
constexpr std::string_view kBeforeSum = R"(,"sha256":")";
constexpr std::string_view kClosing = "\"}\n";

}  // namespace

std::string with_sum(std::string_view body) {
    std::string text(kOpening);
    text.append(body).append(kBeforeSum).append(hex(sha256_of(as_bytes(body)))).append(kClosing);
    return text;
}

Result<std::string_view> without_sum(std::string_view text) {
    constexpr auto kAround = kOpening.size() + kBeforeSum.size() + 2 * kHashBytes + kClosing.size();
    const auto damaged = fail(ErrorCode::corrupt, "is not as it was written");
    if (text.size() < kAround) return damaged;
    const auto body = text.substr(kOpening.size(), text.size() - kAround);
    if (with_sum(body) != text) return damaged;
    return body;
}

}  // namespace hometime
