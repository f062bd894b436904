#pragma once

#include <optional>
#include <string>

#include "daemon/http/app.h"

namespace hometime::http {

/// What the sender of a message is told, in words: that it is stored, when it will be seen, by when to
/// expect an answer, and where to go with anything urgent. Made of instants that are in the record, so a
/// later reader gets the same sentence.
[[nodiscard]] std::string receipt(App& app, const School& school, StaffId staff, std::optional<UtcTime> release_at,
                                  std::optional<UtcTime> due, bool released);
/// Adds that sentence, and the office's contact (S10), to the reply of a command that sent a guardian's message.
void add_receipt(const Call& call, boost::json::object& reply);
/// "08:00-08:30 and 15:30-16:00".
[[nodiscard]] std::string window_words(const School& school);

}  // namespace hometime::http
