// Which network addresses belong to the internet at large: a stranger's URL must lead nowhere else.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>

namespace hometime {

/// An IPv4 address as a number (10.0.0.1 is 0x0A000001), an IPv6 address as its sixteen bytes.
using Ipv6 = std::array<std::uint8_t, 16>;

/// Whether the address is globally reachable unicast: not loopback, private, link-local, of a carrier's NAT (RFC 6598),
/// multicast, unspecified, broadcast, for documentation or benchmarks, or reserved.
/// IPv6: of 2000::/3, without tunnels (Teredo, 6to4); IPv4 that is carried in it (::ffff:0:0/96, and NAT64's
/// 64:ff9b::/96) counts as that IPv4 address. Source: IANA's special-purpose address registries (RFC 6890).
/// Of a machine's own public address, or its network's, nothing is known here.
[[nodiscard]] bool is_public(std::uint32_t ipv4);
[[nodiscard]] bool is_public(const Ipv6& ipv6);
/// False for every family but the two.
[[nodiscard]] bool is_public(const sockaddr& address);

/// 127.0.0.0/8, ::1, and the former in IPv6 form.
[[nodiscard]] bool is_loopback(const sockaddr& address);

}  // namespace hometime
