// What a relay's "no" means for a letter. Pure; docs/email.md has the table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "notifier/channels/sent.h"

namespace hometime::email {

/// What the relay was answering.
enum class SmtpStep : std::uint8_t {
    greeting,   ///< nothing was said yet, EHLO, or STARTTLS
    sign_in,    ///< AUTH
    sender,     ///< MAIL FROM
    recipient,  ///< RCPT TO
    message,    ///< DATA, or the end of the message: it may have been taken
};

struct SmtpReply {
    SmtpStep step = SmtpStep::greeting;
    int code = 0;          ///< of three digits; 0: there was none
    std::string enhanced;  ///< "5.1.1" (RFC 3463); empty: none
};

/// The enhanced code of a reply's line, "550 5.1.1 …"; empty: it has none.
[[nodiscard]] std::string enhanced_code(std::string_view line);

/// Whether the relay said no: a code of the 400s or 500s.
[[nodiscard]] bool is_negative(const SmtpReply& reply);

/// What a negative reply comes to. The first digit decides whether there is any use in trying again (RFC 5321, 4.2.1);
/// the step says whether a lasting "no" is about the recipient or about us. `why` repeats the codes and no word.
[[nodiscard]] Sent judge(const SmtpReply& reply);

}  // namespace hometime::email
