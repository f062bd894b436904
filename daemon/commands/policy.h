// What makes a policy usable. Pure.
#pragma once

#include "daemon/commands/decision.h"

namespace hometime {

/// Every mistake in a policy and an office's contact, each by its place below `at` ("/policy") and "/office".
[[nodiscard]] json::FieldErrors check_policy(const Policy& policy, const OfficeContact& office, const std::string& zone,
                                             const std::string& at);

}  // namespace hometime
