// Who has accepted the policy, and what waits for it. Pure.
#pragma once

#include "daemon/access/operations.h"
#include "daemon/commands/decision.h"

namespace hometime {

/// Why the actor has to accept the policy in force before this (S4): what people do to each other waits for it, reading
/// and whatever keeps children safe never does. Empty: nothing is in the way.
[[nodiscard]] std::optional<Refused> not_accepted(const School& school, const Actor& actor, Operation operation);

}  // namespace hometime
