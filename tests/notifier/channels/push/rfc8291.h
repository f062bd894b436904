// The example of RFC 8291, section 5 and appendix A.
#pragma once

#include <algorithm>
#include <string_view>

#include "notifier/channels/base64url.h"
#include "notifier/channels/push/encryption.h"

namespace hometime::push::rfc8291 {

inline constexpr std::string_view kText = "When I grow up, I want to be a watermelon";
inline constexpr std::string_view kServerPrivate = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
inline constexpr std::string_view kServerPublic =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
inline constexpr std::string_view kBrowserPrivate = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
inline constexpr std::string_view kBrowserPublic =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
inline constexpr std::string_view kSalt = "DGv6ra1nlYgDCS1FRnbzlw";
inline constexpr std::string_view kAuth = "BTBZMqHH6r4Tts7J_aSIgg";
inline constexpr std::string_view kShared = "kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs";
inline constexpr std::string_view kBody =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_"
    "c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

template <class Array>
Array decode(std::string_view text) {
    const auto bytes = parse_base64url(text).value();
    Array out{};
    if (bytes.size() != out.size()) throw std::logic_error("not that long");
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

inline KeyPair pair_of(std::string_view secret) {
    return key_pair_of(Secret(decode<std::array<std::uint8_t, Secret::kBytes>>(secret))).value();
}

inline Subscription subscription(std::string endpoint = "https://push.example/send/abc") {
    return {std::move(endpoint), std::string(kBrowserPublic), std::string(kAuth)};
}

}  // namespace hometime::push::rfc8291
