// What makes a policy usable. Pure.
#pragma once

#include "daemon/commands/decision.h"

namespace hometime {

/// How long texts can be kept, in school years, when not for good.
inline constexpr std::uint32_t kRetentionYearsMax = 30;

/// Every mistake in a policy's own figures, by its place below `at`.
[[nodiscard]] json::FieldErrors check_figures(const Policy& policy, const std::string& zone, const std::string& at);
/// Every mistake in a policy and an office's contact, each by its place below `at` ("/policy") and "/office".
[[nodiscard]] json::FieldErrors check_policy(const Policy& policy, const OfficeContact& office, const std::string& zone,
                                             const std::string& at);

}  // namespace hometime
