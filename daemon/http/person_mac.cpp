#include "daemon/http/person_mac.h"

#include <sodium.h>

#include "eventstore/base/encoding.h"

namespace hometime {

namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kMacBytes = 16;

std::string keyed(const std::string& key_hex, const std::string& text) {
    const auto key = parse_hex(key_hex);
    if (!key || key->size() != kKeyBytes) return {};
    std::array<std::uint8_t, kMacBytes> mac{};
    crypto_generichash(mac.data(), mac.size(), as_bytes(text).data(), text.size(), key->data(), key->size());
    return hex(mac);
}

}  // namespace

std::string draw_mac_key(Random& random) {
    return hex(random.bytes<kKeyBytes>());
}

std::string person_mac(const PersonDetails& details) {
    PersonDetails fields = details;
    fields.mac_key.clear();
    return keyed(details.mac_key, json::to_string(fields));
}

std::string class_mac(const ClassDetails& details) {
    ClassDetails fields = details;
    fields.mac_key.clear();
    return keyed(details.mac_key, json::to_string(fields));
}

}  // namespace hometime
