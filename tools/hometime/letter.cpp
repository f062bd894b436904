#include "tools/hometime/letter.h"

#include <fmt/format.h>

#include "eventstore/base/html.h"

namespace hometime::tools {

namespace {

constexpr std::string_view kStyle = R"(
@page { size: A4; margin: 20mm }
body { font: 12pt/1.5 Georgia, serif; color: #000; margin: 0 }
section { break-after: page; max-width: 170mm; margin: 0 auto }
section:last-child { break-after: auto }
h1 { font-size: 18pt; margin: 0 0 10mm }
.code { font: bold 18pt/1.4 monospace; letter-spacing: .08em }
svg { display: block; width: 45mm; height: 45mm; margin: 6mm 0 }
footer { border-top: 1px solid #000; margin-top: 10mm; padding-top: 4mm; font-size: 10pt }
)";

}  // namespace

std::string join_address(const std::string& address, const std::string& school, const std::string& code) {
    const auto base = address.ends_with('/') ? address.substr(0, address.size() - 1) : address;
    return base + "/#join=" + code + "&school=" + school;
}

std::string letters_begin(const LetterHead& head) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Invite letters, {}</title>\n"
        "<style>{}</style>\n</head>\n<body>\n",
        html_escaped(head.school_name), kStyle);
}

std::string letter_page(const LetterHead& head, const Letter& letter) {
    return fmt::format(
        "<section>\n<h1>{school}</h1>\n"
        "<p>For {adult}: your code for messages between home and school about {pupil} ({class_title}).</p>\n"
        "<p class=\"code\">{code}</p>\n{qr}\n"
        "<ol>\n<li>With a phone: point its camera at the square and open the address.</li>\n"
        "<li>With a computer: open {address}, choose <em>I have a code</em>, and type the code.</li>\n"
        "<li>Choose a name to sign in with and a long password.</li>\n</ol>\n"
        "<p>The code is for you alone, works once, and ends on {expires}. Please do not pass it on: another adult gets "
        "their own from the school office. Children have no messages here and must not use your sign-in.</p>\n"
        "<p>It is one way among others: you may always write to or call the school office.</p>\n"
        "<footer>School office: {email}, {phone}, {hours}</footer>\n</section>\n",
        fmt::arg("school", html_escaped(head.school_name)), fmt::arg("adult", html_escaped(letter.adult_name)),
        fmt::arg("pupil", html_escaped(letter.pupil_name)), fmt::arg("class_title", html_escaped(letter.class_title)),
        fmt::arg("code", html_escaped(letter.code)), fmt::arg("qr", letter.qr_svg),
        fmt::arg("address", html_escaped(head.address)), fmt::arg("expires", html_escaped(letter.expires)),
        fmt::arg("email", html_escaped(head.office_email)), fmt::arg("phone", html_escaped(head.office_phone)),
        fmt::arg("hours", html_escaped(head.office_hours)));
}

std::string letters_end() {
    return "</body>\n</html>\n";
}

}  // namespace hometime::tools
