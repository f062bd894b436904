#include "daemon/accounts/secrets.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <new>

namespace hometime {

namespace {

/// Long enough to pass the length rule, and on every list of leaked passwords.
constexpr std::array<std::string_view, 10> kCommon{
    "123456789012345",  "1234567890123456", "passwordpassword",      "password12345678", "qwertyuiopasdfgh",
    "qwertyuiop123456", "iloveyouiloveyou", "letmeinletmeinletmein", "aaaaaaaaaaaaaaa",  "correcthorsebatterystaple"};

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

}  // namespace

Secrets::Secrets(Argon2Cost cost, std::size_t at_once, std::size_t waiting_max)
    : cost_(cost), at_once_(at_once), waiting_max_(waiting_max) {
    if (sodium_init() < 0) std::abort();
    decoy_ = hash("a password that nobody has").value();
}

bool Secrets::enter() {
    std::unique_lock lock(mutex_);
    if (running_ >= at_once_ && waiting_ >= waiting_max_) return false;
    ++waiting_;
    turn_.wait(lock, [this] { return running_ < at_once_; });
    --waiting_;
    ++running_;
    return true;
}

void Secrets::leave() {
    {
        const std::scoped_lock lock(mutex_);
        --running_;
    }
    turn_.notify_one();
}

std::optional<std::string> Secrets::hash(std::string_view secret) {
    if (!enter()) return std::nullopt;
    std::array<char, crypto_pwhash_STRBYTES> phc{};
    const int failed = crypto_pwhash_str_alg(phc.data(), secret.data(), secret.size(), cost_.passes, cost_.memory_bytes,
                                             crypto_pwhash_ALG_ARGON2ID13);
    leave();
    if (failed != 0) throw std::bad_alloc();  // Argon2 fails only when it cannot have its memory.
    return std::string(phc.data());
}

std::optional<bool> Secrets::verify(const std::string& phc, std::string_view secret) {
    if (!enter()) return std::nullopt;
    const int failed = crypto_pwhash_str_verify(phc.c_str(), secret.data(), secret.size());
    leave();
    return failed == 0;
}

bool Secrets::outdated(const std::string& phc) const {
    return crypto_pwhash_str_needs_rehash(phc.c_str(), cost_.passes, cost_.memory_bytes) != 0;
}

std::optional<bool> Secrets::pretend(std::string_view secret) {
    const auto done = verify(decoy_, secret);
    return done ? std::optional(false) : std::nullopt;
}

json::FieldErrors check_password(std::string_view password, std::string_view login) {
    json::FieldErrors errors;
    const auto add = [&](const char* code, const char* message) { errors.push_back({"/password", code, message}); };
    if (characters(password) < kPasswordMin)
        add("too-short", "must have at least 15 characters; three or four words do well");
    if (password.size() > kPasswordBytesMax) add("too-long", "must be at most 256 bytes long");
    const auto plain = lower(password);
    if (std::find(kCommon.begin(), kCommon.end(), plain) != kCommon.end())
        add("common", "is on a list of common passwords");
    if (!login.empty() && plain == lower(login)) add("same-as-login", "must differ from the login name");
    return errors;
}

}  // namespace hometime
