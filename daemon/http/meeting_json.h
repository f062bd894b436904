// Meetings as the reader's side knows them.
#pragma once

#include "daemon/http/app.h"

namespace hometime::http {

/// The whole of it, with the words of each step; nothing that this side has not been shown.
[[nodiscard]] boost::json::object meeting_json(const Call& call, const MeetingRow& meeting);
/// Says in `entry` of which meeting this message or reply carries which step, and what times it names.
void add_meeting_step(const Call& call, MeetingId meeting, Sequence item, boost::json::object& entry);

}  // namespace hometime::http
