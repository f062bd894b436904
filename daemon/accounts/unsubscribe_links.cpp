#include "daemon/accounts/unsubscribe_links.h"

#include <sodium.h>

#include <array>
#include <charconv>

#include "daemon/accounts/store.h"

namespace hometime {

namespace {

constexpr std::size_t kMacBytes = 16;

/// "g17-": the kind's first letter, the number, a dash. Ids are no secret; the rest is.
std::string who(const UnsubscribeLink& link) {
    return (link.person_kind == PersonKind::guardian ? "g" : "s") + std::to_string(link.person) + '-';
}

std::string mac_of(const Hash& key, const UnsubscribeLink& link) {
    const std::string text = to_string(link.school) + ' ' + who(link);
    std::array<std::uint8_t, kMacBytes> mac{};
    crypto_generichash(mac.data(), mac.size(), as_bytes(text).data(), text.size(), key.data(), key.size());
    return url_token(mac);
}

}  // namespace

std::string unsubscribe_token(const Hash& key, const UnsubscribeLink& link) {
    return who(link) + mac_of(key, link);
}

std::optional<UnsubscribeLink> read_unsubscribe_token(const Hash& key, SchoolId school, std::string_view token) {
    const auto dash = token.find('-');
    if (dash == std::string_view::npos || dash < 2 || (token[0] != 'g' && token[0] != 's')) return std::nullopt;
    UnsubscribeLink link{school, token[0] == 'g' ? PersonKind::guardian : PersonKind::staff, 0};
    const auto digits = token.substr(1, dash - 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), link.person);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    const auto expected = unsubscribe_token(key, link);
    const bool same =
        expected.size() == token.size() && sodium_memcmp(expected.data(), token.data(), expected.size()) == 0;
    return same ? std::optional(link) : std::nullopt;
}

}  // namespace hometime
