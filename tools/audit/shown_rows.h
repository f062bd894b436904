// Rows of decision state and of views as JSON for people: their kind, the ids in their key, what stands in them.
#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "projections/state/rows.h"
#include "projections/views/keys.h"

namespace hometime::tools {

/// "held", "thread_key" …; "kind 200" for one that is not known here.
[[nodiscard]] std::string name_of(RowKind kind);
[[nodiscard]] std::string name_of(views::Kind kind);
/// {"row", "key", "value"}: the key as numbers where it is made of them, else as text or hex; an empty value is null.
[[nodiscard]] boost::json::object shown_state_row(std::string_view key, std::string_view value);
[[nodiscard]] boost::json::object shown_view_row(std::string_view key, std::string_view value);

}  // namespace hometime::tools
