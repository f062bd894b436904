// E-mail addresses: the part of RFC 5321 that real addresses use. Pure.
#pragma once

#include <string>
#include <string_view>

namespace hometime::email {

/// Octets of an address, and of the part before its @. Source: RFC 5321, 4.5.3.1.1 and 4.5.3.1.3 (256 with "<>").
inline constexpr std::size_t kAddressMax = 254;
inline constexpr std::size_t kLocalPartMax = 64;

/// What is wrong with an e-mail address, as a sentence for whoever typed it, which does not repeat the address; empty:
/// nothing. Taken are names of letters, digits and !#$%&'*+-/=?^_`{|}~ with single dots between them, and a domain with
/// at least two labels. Not taken: quotes, comments, numbers for a domain, and what few relays pass on: accents.
[[nodiscard]] std::string check_address(std::string_view address);

/// The same for a domain alone, "mail.school.example".
[[nodiscard]] std::string check_domain(std::string_view domain);

/// Whether this can be a machine's name: labels of letters, digits and inner hyphens, with dots between; one will do.
[[nodiscard]] bool is_host_name(std::string_view name);

/// Characters that need no quotes in an address or a message's id, with single dots between them. Source: RFC 5322,
/// 3.2.3 (dot-atom).
[[nodiscard]] bool is_dot_atom(std::string_view text);

}  // namespace hometime::email
