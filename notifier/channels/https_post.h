// One POST to a server that somebody else runs, and what it answered. Owns libcurl's transfers.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "eventstore/base/time.h"

namespace hometime {

struct PostRequest {
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

struct PostAnswer {
    int status = 0;                                     ///< 200 … 599; a redirect is an answer, and is not followed
    std::optional<std::chrono::seconds> retry_after{};  ///< from `now`: how long it wants to be left alone
};

/// Why there is no answer. But for the first two the server may have done what it was asked.
enum class PostFailure : std::uint8_t {
    bad_url,      ///< not an absolute https URL; nothing was sent
    forbidden,    ///< it leads to an address that is not public; nothing was sent
    unreachable,  ///< no such host, nobody listens, or it hung up before it answered
    untrusted,    ///< no certificate of this host that leads to an authority we trust
    timed_out,    ///< no answer in time
};
/// A fixed phrase for the journal.
[[nodiscard]] std::string_view to_string(PostFailure failure) noexcept;

using PostResult = tl::expected<PostAnswer, PostFailure>;

/// The way out, so that tests can put their own in its place.
class Poster {
public:
    virtual ~Poster() = default;
    /// Sends the request once and waits for its answer, `patience` at most, from looking up the name to the last byte.
    /// `now` is what a Retry-After with a date is counted from. Never tries again by itself. Any thread.
    /// Throws std::invalid_argument for a header with a control character in it.
    [[nodiscard]] virtual PostResult post(const PostRequest& request, UtcTime now,
                                          std::chrono::milliseconds patience) = 0;
};

struct PostSettings {
    /// Refuse addresses that are not public (public_address.h). The address that is connected to is what is looked at,
    /// so that a name which changes its address does not pass.
    bool public_only = true;
    /// Take http too, to loopback alone: for tests on one machine.
    bool plain_loopback = false;
    /// Authorities trusted beside the system's, PEM; empty: none.
    std::filesystem::path ca_file{};
};

/// Bytes of an answer's body that are read, and thrown away; then the connection is cut. Nobody needs what they say.
inline constexpr std::size_t kAnswerBodyMax = std::size_t{64} * 1024;

/// By HTTPS: TLS 1.2 or later with the certificate verified, no redirects, no proxy and no credentials from the
/// environment, a connection of its own for each request.
class HttpsPoster final : public Poster {
public:
    explicit HttpsPoster(PostSettings settings = {});
    [[nodiscard]] PostResult post(const PostRequest& request, UtcTime now, std::chrono::milliseconds patience) override;

private:
    PostSettings settings_;
};

/// Longest wait that a server can ask for; more counts as this. Source: the longest pause in Standard Webhooks'
/// schedule.
inline constexpr std::chrono::hours kRetryAfterMax{24};
/// Reads Retry-After (RFC 9110 section 10.2.3): seconds, or a date in one of HTTP's three forms; one that has passed is
/// 0 s. nullopt: neither.
[[nodiscard]] std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, UtcTime now);

}  // namespace hometime
