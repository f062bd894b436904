// Text of any language in the seven bits of a mail: quoted-printable bodies, encoded words in headers. Pure.
#pragma once

#include <string>
#include <string_view>

namespace hometime::email {

/// Longest line of a body or of a header with an encoded word, without its CRLF. Source: RFC 2045, 6.7; RFC 2047, 2.
inline constexpr std::size_t kLineMax = 76;

/// `text` (UTF-8, lines ended by LF or CRLF) as quoted-printable with CRLF: 7-bit, no line longer than kLineMax, no
/// space at the end of a line. Decoding gives `text` back, with CRLF for each line end; a CR alone is none.
/// "=" is always followed by two hex digits or CRLF: a boundary with "=_" cannot occur in it.
[[nodiscard]] std::string quoted_printable(std::string_view text);

/// `text` (UTF-8) as a header's unstructured value, folded. `used`: characters of the header's name, colon and space.
/// As it is where it is plain ASCII and fits on the line, else as encoded words of base 64 (RFC 2047).
[[nodiscard]] std::string header_text(std::string_view text, std::size_t used);
/// The same before an address: ASCII goes between quotation marks.
[[nodiscard]] std::string header_phrase(std::string_view text, std::size_t used);

}  // namespace hometime::email
