#include "notifier/channels/email/smtp_reply.h"

#include <algorithm>

namespace hometime::email {

namespace {

/// 552 was the code of a full mailbox and, wrongly, of too many recipients; RFC 5321, 4.5.3.1.10 has clients try again,
/// and RFC 3463 calls a full mailbox (X.2.2) a persistent transient failure: its owner can make room.
constexpr int kStorageExceeded = 552;
constexpr int kSyntaxOfArgument = 501;

/// Answers to RCPT that are about us, whoever the recipient is: commands the relay does not have or did not expect
/// (50z, 555), that we must sign in (53z), and 554, which RFC 5321, 4.3.5 does not have for RCPT and relays use for
/// "relay access denied".
bool is_about_us(int code) {
    return (code < 510 && code != kSyntaxOfArgument) || code / 10 == 53 || code == 554 || code == 555;
}

SendResult result_of(const SmtpReply& reply) {
    if (reply.code < 500) return SendResult::later;
    switch (reply.step) {
        case SmtpStep::greeting:
        case SmtpStep::sign_in:
        case SmtpStep::sender: return SendResult::at_fault;
        case SmtpStep::recipient:
            if (reply.code == kStorageExceeded) return SendResult::later;
            return is_about_us(reply.code) ? SendResult::at_fault : SendResult::refused;
        case SmtpStep::message:
            if (reply.code == kStorageExceeded) return SendResult::later;
            return reply.code / 10 == 53 ? SendResult::at_fault : SendResult::refused;
    }
    return SendResult::later;
}

std::string_view subject_of(SmtpStep step) {
    switch (step) {
        case SmtpStep::greeting: return "our connection";
        case SmtpStep::sign_in: return "our user and password";
        case SmtpStep::sender: return "our sender";
        case SmtpStep::recipient: return "the recipient";
        case SmtpStep::message: return "the message";
    }
    return "us";
}

std::string_view phrase_of(SendResult result) {
    switch (result) {
        case SendResult::accepted: return "the relay takes";
        case SendResult::later: return "for now the relay does not take";
        case SendResult::refused:
        case SendResult::gone:
        case SendResult::at_fault: return "the relay does not take";
    }
    return "the relay does not take";
}

}  // namespace

std::string enhanced_code(std::string_view line) {
    constexpr std::size_t kBegin = 4;  // after "550 "
    if (line.size() < kBegin) return {};
    const auto code = line.substr(kBegin, line.find_first_of(" \r\n", kBegin) - kBegin);
    const bool well_formed =
        code.size() >= 5 && code.size() <= 9 && code[0] == line[0] && code[1] == '.' && code.back() != '.' &&
        std::count(code.begin(), code.end(), '.') == 2 && code.find("..") == std::string_view::npos &&
        std::all_of(code.begin(), code.end(), [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
    return well_formed ? std::string(code) : std::string();
}

bool is_negative(const SmtpReply& reply) {
    return reply.code >= 400 && reply.code <= 599;
}

Sent judge(const SmtpReply& reply) {
    const auto result = result_of(reply);
    std::string why = std::to_string(reply.code);
    if (!reply.enhanced.empty()) why += ' ' + reply.enhanced;
    why += ": ";
    why += phrase_of(result);
    why += ' ';
    why += subject_of(reply.step);
    return {result, std::move(why)};
}

}  // namespace hometime::email
