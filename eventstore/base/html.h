// Text placed in HTML: letters on paper, exports, e-mail.
#pragma once

#include <string>
#include <string_view>

namespace hometime {

/// `text` with the five characters that mean something in HTML written as references: safe as an element's text and
/// inside a quoted attribute. Never fails.
[[nodiscard]] std::string html_escaped(std::string_view text);

}  // namespace hometime
