// Versions of what people edit, as HTTP carries them (RFC 9110, section 8.8.3 and 13.1.1).
#pragma once

#include <string>
#include <string_view>

#include "daemon/http/message.h"
#include "eventstore/base/ids.h"

namespace hometime::http {

/// The answer with the version that it shows.
[[nodiscard]] Response with_etag(Response response, Sequence version);
/// The version in an If-Match header; nullopt: it names none of ours, so that nothing fits.
[[nodiscard]] std::optional<Sequence> version_in(std::string_view header);

}  // namespace hometime::http
