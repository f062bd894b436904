#pragma once

#include "daemon/http/app.h"

namespace hometime::http {

/// The message named by the path, with the thread that it stands in, from its own record; 0 when there is no such
/// message.
[[nodiscard]] Object the_message(const Call& call);
/// The same of a message that stands elsewhere in the request.
[[nodiscard]] Object message_object(const Call& call, MessageId id);

}  // namespace hometime::http
