// Invite letters as printable HTML, a page for each adult. Pure text: escapes whatever it is given.
#pragma once

#include <string>

namespace hometime::tools {

/// What stands in every letter of a school.
struct LetterHead {
    std::string school_name;
    std::string address;  ///< where the school's Hometime is: "https://school.example"
    std::string office_email;
    std::string office_phone;
    std::string office_hours;
};

/// One adult's letter about one pupil.
struct Letter {
    std::string adult_name;
    std::string pupil_name;
    std::string class_title;
    std::string code;     ///< as printed
    std::string expires;  ///< in words
    std::string qr_svg;   ///< of join_address(); taken as it is
};

/// What the QR code opens. The code stands behind the '#', which browsers keep from servers and their journals.
[[nodiscard]] std::string join_address(const std::string& address, const std::string& school, const std::string& code);

/// The document: letters_begin, a letter_page each, letters_end.
[[nodiscard]] std::string letters_begin(const LetterHead& head);
[[nodiscard]] std::string letter_page(const LetterHead& head, const Letter& letter);
[[nodiscard]] std::string letters_end();

}  // namespace hometime::tools
