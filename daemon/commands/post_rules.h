// What a post may say, when it is posted and when it is edited. Pure.
#pragma once

#include <optional>

#include "daemon/commands/commands.h"

namespace hometime {

/// Why a post of this kind cannot have these words and times; empty: it can (S36).
[[nodiscard]] std::optional<Refused> wrong_with_post(PostKind kind, const std::optional<UtcTime>& starts_at,
                                                     const std::optional<UtcTime>& ends_at, const PostContent& content);

/// When guardians see what is posted now: at once, or when their hours open next (D15).
[[nodiscard]] UtcTime shown_at(const School& school, bool pressing, UtcTime now);

}  // namespace hometime
