// The words of an e-mail and of a push. Pure. No name of a person and no word that somebody wrote is in them: mail and
// push services, and whoever sees a locked telephone, read along.
#pragma once

#include <string>

#include "daemon/couriers/told.h"
#include "eventstore/base/time_zone.h"

namespace hometime {

/// What stands around every letter.
struct LetterFrame {
    std::string school;       ///< its name; in the text, not in the subject
    TimeZone zone;            ///< the school's
    std::string link;         ///< where to read what it tells of
    std::string unsubscribe;  ///< page of the reader's own settings; empty: a letter that nobody can turn off
};

/// Lines about single conversations at most; then how many more there are. Source: delivery contract, D4.
inline constexpr std::size_t kLetterLinesMax = 20;

struct Letter {
    std::string subject;
    std::string text;
    std::string html;
};
[[nodiscard]] Letter letter_of(const Told& told, const LetterFrame& frame);
/// One sentence: "2 families have written, reply by 16:00".
[[nodiscard]] std::string push_words(const Told& told, const TimeZone& zone);

}  // namespace hometime
