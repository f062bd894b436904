#pragma once

#include <optional>

#include "daemon/http/app.h"
#include "projections/views/page.h"

namespace hometime::http {

/// `?after=N&limit=M&order=newest`; nullopt (and the problem in `refused`) when one cannot be used.
[[nodiscard]] std::optional<views::Page> page_of(const Request& request, Response& refused);

}  // namespace hometime::http
