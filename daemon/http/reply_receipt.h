#pragma once

#include "daemon/http/app.h"

namespace hometime::http {

/// Adds to the answer of a command that wrote a reply what its writer is told in words: whether the guardian has it, or
/// when they will. Made of what is in the answer, so that a repeated request gets the same sentence.
void add_reply_receipt(const Call& call, ThreadId thread, boost::json::object& reply);

}  // namespace hometime::http
