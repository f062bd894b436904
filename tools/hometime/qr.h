// QR codes as inline SVG. Owns libqrencode.
#pragma once

#include <string>

namespace hometime::tools {

/// `text` as an SVG element that scales to its box, with the quiet zone of four modules that readers need
/// (ISO/IEC 18004). Throws Failure when the text is too long for a code.
[[nodiscard]] std::string qr_svg(const std::string& text);

}  // namespace hometime::tools
