// Result: a value, or a named reason why there is none. An expected failure is never an exception.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace hometime {

/// What went wrong, as far as the caller has to act differently.
enum class ErrorCode : std::uint8_t {
    invalid,      ///< The input breaks its format. Tell whoever wrote it; nothing happened.
    not_found,    ///< There is no such thing. Nothing happened.
    conflict,     ///< The thing has moved on. Read it again and decide again.
    corrupt,      ///< Stored bytes are not what was written. Stop serving them: evidence mode.
    behind,       ///< Another writer moved on; nothing was written. Catch up, decide again.
    unavailable,  ///< A disk or a service refused. The write may be there or not: stop, never retry.
    key_missing,  ///< The key that opens this text is not here (or not usable).
    busy,         ///< Someone else holds it (a lock). Try later.
    permission,   ///< The operating system forbids it.
};

/// A failure: its code, and a sentence for the operator. Never holds a person's name or text.
struct Error {
    ErrorCode code = ErrorCode::invalid;
    std::string detail;
    friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string detail) {
    return tl::unexpected<Error>(Error{code, std::move(detail)});
}

/// The code's own name, for logs and tests.
[[nodiscard]] constexpr std::string_view to_string(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::invalid: return "invalid";
        case ErrorCode::not_found: return "not_found";
        case ErrorCode::conflict: return "conflict";
        case ErrorCode::corrupt: return "corrupt";
        case ErrorCode::behind: return "behind";
        case ErrorCode::unavailable: return "unavailable";
        case ErrorCode::key_missing: return "key_missing";
        case ErrorCode::busy: return "busy";
        case ErrorCode::permission: return "permission";
    }
    return "unknown";
}

/// Closed variant visitor: no catch-all, so a new alternative does not compile until it is answered.
template <class... Fs>
struct overloaded : Fs... {
    using Fs::operator()...;
};
template <class... Fs>
overloaded(Fs...) -> overloaded<Fs...>;

}  // namespace hometime
