// A letter, and the message that stands for it on the wire (RFC 5322, multipart/alternative). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/result.h"
#include "eventstore/base/time.h"
#include "notifier/channels/email/address.h"

namespace hometime::email {

/// Bytes of each of the two parts, of the subject, of the display name, of the message's id, of the link. More is
/// refused: a digest is a few lines and a link. The link stays on one line of at most 998 (RFC 5322, 2.1.1).
inline constexpr std::size_t kPartMax = std::size_t{256} * 1024;
inline constexpr std::size_t kSubjectMax = 500;
inline constexpr std::size_t kNameMax = 200;
inline constexpr std::size_t kMessageIdMax = 200;
inline constexpr std::size_t kLinkMax = 900;

/// All texts are UTF-8.
struct Mail {
    std::string from{};        ///< address
    std::string from_name{};   ///< shown instead of it; empty: none
    std::string to{};          ///< address
    std::string message_id{};  ///< "digest-id@domain", without angle brackets; one letter, one id, whatever the attempt
    UtcTime date{};            ///< when the letter was made, to the second; never when it is sent
    std::string subject{};
    std::string text{};  ///< lines end with LF or CRLF
    std::string html{};
    /// https. Said as RFC 8058 has it: the reader's program POSTs "List-Unsubscribe=One-Click" to it, without asking.
    std::optional<std::string> list_unsubscribe{};
};

/// The message's bytes: 7-bit, lines of at most 998 (76 in the parts) ended by CRLF, text before HTML. The same Mail
/// gives the same bytes always, so that a second attempt can be known for what it is. Dots at the beginning of a line
/// stay single: doubling them is the transport's work.
/// Errors: `invalid` a header's value is missing, too long, not UTF-8 or has a control character; an address or the
///         link cannot be used; a part is too long or not UTF-8. The sentence names the member and repeats nothing.
[[nodiscard]] Result<std::string> compose(const Mail& mail);

}  // namespace hometime::email
