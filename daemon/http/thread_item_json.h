#pragma once

#include <boost/json.hpp>

#include "daemon/http/app.h"

namespace hometime::http {

/// A message or a reply with its text, as whoever asks may see it: the instants that a sender is told are a guardian's.
[[nodiscard]] boost::json::object item_json(const Call& call, const ThreadRow& thread, const views::ThreadItem& item);

}  // namespace hometime::http
