// What the sender of a message is told, in words: that it is stored, when it will be seen, by when to expect an answer,
// and where to go with anything urgent.
#pragma once

#include <optional>
#include <string>

#include "daemon/http/app.h"

namespace hometime::http {

/// Made of a message's own record, and of the policy, the office's contact and the names that were in force at its
/// place in the log: whoever asks later gets the same words, whatever has changed since.
struct Receipt {
    MessageId message;
    std::string words;
    boost::json::object office;  ///< how to reach it (S10)
    UtcTime sent_at;
    std::optional<UtcTime> release_at;
    std::optional<UtcTime> due;
    PolicyVersion policy;
    CalendarVersion calendar;  ///< 0: no calendar was asked
};

/// Facts that are looked through at most for the name and the windows that a member of staff had then; beyond, they are
/// the present ones. Nobody looks when neither has changed since.
inline constexpr std::size_t kNameSearchMax = 500'000;

/// Empty: there is no such message. What was erased since stays erased. Throws when a record is damaged.
[[nodiscard]] std::optional<Receipt> receipt_of(App& app, const School& school, MessageId message);
/// Adds the words and the office's contact to the reply of a command that sent a guardian's message.
void add_receipt(const Call& call, boost::json::object& reply);
/// "08:00-08:30 and 15:30-16:00"; of windows that are not on every working day, "15:30-16:00 (Mon, Wed)".
[[nodiscard]] std::string window_words(const std::vector<WeeklyWindow>& windows);

}  // namespace hometime::http
