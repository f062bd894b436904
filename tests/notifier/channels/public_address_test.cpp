#include "notifier/channels/public_address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace hometime {
namespace {

/// An address as a socket has it.
struct Address {
    explicit Address(const char* text) {
        auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
        auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
        if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
            storage.ss_family = AF_INET;
        } else if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
            storage.ss_family = AF_INET6;
        } else {
            throw std::invalid_argument(text);
        }
    }
    [[nodiscard]] const sockaddr& get() const { return reinterpret_cast<const sockaddr&>(storage); }
    sockaddr_storage storage{};
};

TEST(PublicAddress, IsOneThatTheInternetRoutes) {
    for (const auto* text :
         {"1.1.1.1",           "8.8.8.8",     "9.255.255.255",   "11.0.0.0",       "100.63.255.255",  "100.128.0.0",
          "126.255.255.255",   "128.0.0.0",   "169.253.255.255", "169.255.0.0",    "172.15.255.255",  "172.32.0.0",
          "192.167.255.255",   "192.169.0.0", "198.17.255.255",  "198.20.0.0",     "223.255.255.255", "2606:4700::1111",
          "2a00:1450:4009::1", "2001:200::1", "2003::1",         "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"}) {
        EXPECT_TRUE(is_public(Address(text).get())) << text;
    }
}

TEST(PublicAddress, IsNoneOfThoseForSpecialPurposes) {
    for (const auto* text : {"0.0.0.0",
                             "0.255.255.255",
                             "10.0.0.0",
                             "10.255.255.255",
                             "100.64.0.0",
                             "100.127.255.255",
                             "127.0.0.1",
                             "127.255.255.255",
                             "169.254.169.254",
                             "172.16.0.0",
                             "172.31.255.255",
                             "192.0.0.1",
                             "192.0.2.1",
                             "192.88.99.1",
                             "192.168.0.0",
                             "192.168.255.255",
                             "198.18.0.0",
                             "198.19.255.255",
                             "198.51.100.7",
                             "203.0.113.7",
                             "224.0.0.1",
                             "239.255.255.255",
                             "240.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "::127.0.0.1",
                             "::8.8.8.8",
                             "fe80::1",
                             "fec0::1",
                             "fc00::1",
                             "fdff::1",
                             "ff02::1",
                             "2001::1",
                             "2001:1ff::1",
                             "2001:db8::1",
                             "2002:0808:0808::1",
                             "3fff::1",
                             "4000::1",
                             "100::1",
                             "64:ff9b:1::8.8.8.8"}) {
        EXPECT_FALSE(is_public(Address(text).get())) << text;
    }
}

TEST(PublicAddress, Ipv4InsideIpv6CountsAsWhatItIs) {
    for (const auto* text : {"::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:169.254.169.254", "::ffff:0.0.0.0",
                             "::ffff:100.64.0.1", "::ffff:224.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1"}) {
        EXPECT_FALSE(is_public(Address(text).get())) << text;
    }
}

TEST(PublicAddress, OfAnotherFamilyIsNeither) {
    sockaddr address{};
    address.sa_family = AF_UNIX;
    EXPECT_FALSE(is_public(address));
    EXPECT_FALSE(is_loopback(address));
}

TEST(PublicAddress, LoopbackIsAllOf127AndOne) {
    for (const auto* text : {"127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1"}) {
        EXPECT_TRUE(is_loopback(Address(text).get())) << text;
    }
    for (const auto* text : {"126.0.0.1", "128.0.0.1", "::2", "::", "::ffff:8.8.8.8", "0.0.0.0"}) {
        EXPECT_FALSE(is_loopback(Address(text).get())) << text;
    }
}

}  // namespace
}  // namespace hometime
