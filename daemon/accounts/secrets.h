// Argon2id for passwords and codes, a bounded number at a time. Owns libsodium here.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/json.h"
#include "eventstore/base/random.h"

namespace hometime {

/// What one hash costs. Source: OWASP ASVS 5 floor (m = 47,104 KiB, t = 1, p = 1).
struct Argon2Cost {
    std::size_t memory_bytes = std::size_t{47'104} * 1024;
    unsigned passes = 1;
};

/// Hashes and verifies slow secrets. Two run at once, a few wait; more are turned away, so that a flood
/// of sign-ins cannot take the memory or the processor from everybody else. Any thread.
class Secrets {
public:
    explicit Secrets(Argon2Cost cost = {}, std::size_t at_once = 2, std::size_t waiting_max = 32);

    /// PHC string of Argon2id. nullopt: too many are waiting.
    [[nodiscard]] std::optional<std::string> hash(std::string_view secret);
    /// Whether `secret` is what `phc` was made from. nullopt: too many are waiting.
    [[nodiscard]] std::optional<bool> verify(const std::string& phc, std::string_view secret);
    /// Whether `phc` cost less than a hash costs now.
    [[nodiscard]] bool outdated(const std::string& phc) const;
    /// The same work as verify() for a login that does not exist, so that nobody can tell.
    [[nodiscard]] std::optional<bool> pretend(std::string_view secret);

private:
    [[nodiscard]] bool enter();
    void leave();

    Argon2Cost cost_;
    std::size_t at_once_;
    std::size_t waiting_max_;
    std::mutex mutex_;
    std::condition_variable turn_;
    std::size_t running_ = 0;
    std::size_t waiting_ = 0;
    std::string decoy_;
};

/// Shortest password, characters. No rules of composition, no expiry. Source: ASVS 6.2.1, no second factor.
inline constexpr std::size_t kPasswordMin = 15;
inline constexpr std::size_t kPasswordBytesMax = 256;

/// What is wrong with a password that somebody wants to use; empty: nothing.
[[nodiscard]] json::FieldErrors check_password(std::string_view password, std::string_view login);

}  // namespace hometime
