#include "notifier/channels/email/mail.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "eventstore/base/utf8.h"
#include "eventstore/file_digest.h"
#include "notifier/channels/email/mime.h"

namespace hometime::email {

namespace {

constexpr std::array<std::string_view, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Half of SHA-256 tells letters apart.
constexpr std::size_t kBoundaryBytes = 16;

/// C0, DEL, and C1 as UTF-8 writes it.
bool has_control(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7F) return true;
        if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
    }
    return false;
}

std::string check_header(std::string_view text, std::size_t most) {
    if (text.size() > most) return fmt::format("is longer than {} bytes", most);
    if (!is_utf8(text)) return "is not UTF-8";
    if (has_control(text)) return "has a line break or another control character";
    return {};
}

std::string check_subject(std::string_view subject) {
    return subject.empty() ? "is missing" : check_header(subject, kSubjectMax);
}

std::string check_part(std::string_view text) {
    if (text.empty()) return "is missing";
    if (text.size() > kPartMax) return fmt::format("is longer than {} bytes", kPartMax);
    return is_utf8(text) ? "" : "is not UTF-8";
}

std::string check_message_id(std::string_view id) {
    const auto at = id.find('@');
    if (id.size() > kMessageIdMax) return fmt::format("is longer than {} bytes", kMessageIdMax);
    if (at == std::string_view::npos || !is_dot_atom(id.substr(0, at))) return "is not of the form id@domain";
    return check_domain(id.substr(at + 1));
}

std::string check_link(std::string_view link) {
    constexpr std::string_view kScheme = "https://";
    constexpr std::string_view kNever = "\"<>\\^`{|}";  // RFC 3986, appendix A, has none of them
    if (!link.starts_with(kScheme) || link.size() == kScheme.size()) return "is not an https:// link";
    if (link.size() > kLinkMax) return fmt::format("is longer than {} bytes", kLinkMax);
    const bool good = std::all_of(link.begin(), link.end(), [&](char c) {
        return c > ' ' && c <= '~' && kNever.find(c) == std::string_view::npos;
    });
    return good ? "" : "has a character that must be percent-encoded";
}

std::string check_date(UtcTime date) {
    const auto year = static_cast<int>(std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(date)}.year());
    return year >= 1900 && year <= 9999 ? "" : "has no year of four digits";  // RFC 5322, 3.3
}

/// The first thing that is wrong, with the member's name; empty: nothing.
std::string check(const Mail& mail) {
    const auto first = [](std::initializer_list<std::pair<std::string_view, std::string>> found) -> std::string {
        for (const auto& [member, wrong] : found) {
            if (!wrong.empty()) return fmt::format("{}: {}", member, wrong);
        }
        return {};
    };
    return first({{"from", check_address(mail.from)},
                  {"from_name", check_header(mail.from_name, kNameMax)},
                  {"to", check_address(mail.to)},
                  {"message_id", check_message_id(mail.message_id)},
                  {"date", check_date(mail.date)},
                  {"subject", check_subject(mail.subject)},
                  {"text", check_part(mail.text)},
                  {"html", check_part(mail.html)},
                  {"list_unsubscribe", mail.list_unsubscribe ? check_link(*mail.list_unsubscribe) : ""}});
}

/// "Tue, 24 Nov 2026 15:30:00 +0000" (RFC 5322, 3.3).
std::string date_text(UtcTime date) {
    const auto day = std::chrono::floor<std::chrono::days>(date);
    const std::chrono::year_month_day ymd{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(date - day)};
    return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", kDays.at(std::chrono::weekday{day}.iso_encoding() - 1),
                       static_cast<unsigned>(ymd.day()), kMonths.at(static_cast<unsigned>(ymd.month()) - 1),
                       static_cast<int>(ymd.year()), time.hours().count(), time.minutes().count(),
                       time.seconds().count());
}

std::string from_header(const Mail& mail) {
    if (mail.from_name.empty()) return mail.from;
    const auto name = header_phrase(mail.from_name, std::string_view("From: ").size());
    return fmt::format("{}\r\n <{}>", name, mail.from);
}

/// Never within a part: there "=" comes before hex digits and line ends only (see quoted_printable).
std::string boundary_of(const Mail& mail) {
    return "=_" + hex(ByteView(sha256_of(as_bytes(mail.message_id))).first(kBoundaryBytes));
}

std::string part(std::string_view boundary, std::string_view type, std::string_view text) {
    return fmt::format(
        "--{}\r\nContent-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n",
        boundary, type, quoted_printable(text));
}

}  // namespace

Result<std::string> compose(const Mail& mail) {
    if (auto wrong = check(mail); !wrong.empty()) return fail(ErrorCode::invalid, std::move(wrong));
    const auto boundary = boundary_of(mail);
    std::string out = fmt::format(
        "Date: {}\r\nFrom: {}\r\nTo: {}\r\nMessage-ID: <{}>\r\nSubject: {}\r\nAuto-Submitted: auto-generated\r\n"
        "X-Auto-Response-Suppress: All\r\n",
        date_text(mail.date), from_header(mail), mail.to, mail.message_id,
        header_text(mail.subject, std::string_view("Subject: ").size()));
    if (mail.list_unsubscribe) {
        out += fmt::format("List-Unsubscribe: <{}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
                           *mail.list_unsubscribe);
    }
    out += fmt::format("MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"{}\"\r\n\r\n", boundary);
    out += part(boundary, "text/plain", mail.text);
    out += part(boundary, "text/html", mail.html);
    out += fmt::format("--{}--\r\n", boundary);
    return out;
}

}  // namespace hometime::email
