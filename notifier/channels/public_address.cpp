#include "notifier/channels/public_address.h"

#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "eventstore/base/encoding.h"

namespace hometime {

namespace {

struct Block4 {
    std::uint32_t first;
    int bits;
};
constexpr Block4 kSpecial4[] = {
    {0x00000000, 8},   // "this network", the unspecified address (RFC 791)
    {0x0A000000, 8},   // private (RFC 1918)
    {0x64400000, 10},  // a carrier's NAT (RFC 6598)
    {0x7F000000, 8},   // loopback (RFC 1122)
    {0xA9FE0000, 16},  // link-local, and clouds' metadata (RFC 3927)
    {0xAC100000, 12},  // private
    {0xC0000000, 24},  // protocol assignments (RFC 6890)
    {0xC0000200, 24},  // documentation (RFC 5737)
    {0xC0586300, 24},  // 6to4 relays, withdrawn (RFC 7526)
    {0xC0A80000, 16},  // private
    {0xC6120000, 15},  // benchmarks (RFC 2544)
    {0xC6336400, 24},  // documentation
    {0xCB007100, 24},  // documentation
    {0xE0000000, 4},   // multicast (RFC 1112)
    {0xF0000000, 4},   // reserved, broadcast (RFC 1112, RFC 919)
};

struct Block6 {
    Ipv6 first;
    int bits;
};
constexpr Block6 kGlobal6{{0x20}, 3};
/// Within 2000::/3.
constexpr Block6 kSpecial6[] = {
    {{0x20, 0x01}, 23},              // protocol assignments, Teredo among them (RFC 2928, RFC 4380)
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation (RFC 3849)
    {{0x20, 0x02}, 16},              // 6to4: any IPv4 address inside (RFC 3056)
    {{0x3f, 0xff}, 20},              // documentation (RFC 9637)
};
constexpr Block6 kMapped{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};  // RFC 4291
constexpr Block6 kNat64{{0x00, 0x64, 0xff, 0x9b}, 96};                     // RFC 6052

bool lies_in(const Block6& block, const Ipv6& address) {
    for (int bit = 0; bit < block.bits; ++bit) {
        const auto byte = static_cast<std::size_t>(bit / 8);
        if (((block.first[byte] ^ address[byte]) & (0x80 >> (bit % 8))) != 0) return false;
    }
    return true;
}

std::uint32_t last_four(const Ipv6& address) {
    return load_be<std::uint32_t>(address.data() + 12);
}

std::optional<std::uint32_t> ipv4_of(const sockaddr& address) {
    if (address.sa_family != AF_INET) return std::nullopt;
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    return ntohl(in.sin_addr.s_addr);
}

std::optional<Ipv6> ipv6_of(const sockaddr& address) {
    if (address.sa_family != AF_INET6) return std::nullopt;
    Ipv6 out{};
    std::memcpy(out.data(), reinterpret_cast<const std::uint8_t*>(&address) + offsetof(sockaddr_in6, sin6_addr),
                out.size());
    return out;
}

bool is_loopback4(std::uint32_t ipv4) {
    return ipv4 >> 24 == 127;
}

}  // namespace

bool is_public(std::uint32_t ipv4) {
    return std::none_of(std::begin(kSpecial4), std::end(kSpecial4), [&](const Block4& block) {
        return ipv4 >> (32 - block.bits) == block.first >> (32 - block.bits);
    });
}

bool is_public(const Ipv6& ipv6) {
    if (lies_in(kMapped, ipv6) || lies_in(kNat64, ipv6)) return is_public(last_four(ipv6));
    return lies_in(kGlobal6, ipv6) && std::none_of(std::begin(kSpecial6), std::end(kSpecial6),
                                                   [&](const Block6& block) { return lies_in(block, ipv6); });
}

bool is_public(const sockaddr& address) {
    if (const auto ipv4 = ipv4_of(address)) return is_public(*ipv4);
    const auto ipv6 = ipv6_of(address);
    return ipv6 && is_public(*ipv6);
}

bool is_loopback(const sockaddr& address) {
    if (const auto ipv4 = ipv4_of(address)) return is_loopback4(*ipv4);
    const auto ipv6 = ipv6_of(address);
    if (!ipv6) return false;
    return *ipv6 == Ipv6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1} ||
           (lies_in(kMapped, *ipv6) && is_loopback4(last_four(*ipv6)));
}

}  // namespace hometime
