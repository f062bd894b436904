// How long a text is kept: what the school decided, for whom a hold stands, and when a key is due to go. Pure.
#pragma once

#include <optional>
#include <vector>

#include "projections/state/school.h"

namespace hometime {

/// The rules of `policy`, one for every class, with the defaults for what it leaves out.
[[nodiscard]] std::vector<RetentionRule> retention_rules(const Policy& policy);
/// The rule in force for one class.
[[nodiscard]] RetentionRule retention_rule(const School& school, RetentionClass retention);

/// Somebody or something that this school knows or knew, whose texts can be erased.
[[nodiscard]] bool is_known(const School& school, const Subject& subject);
/// Still here: on the roll, employed, linked or of a pupil on the roll, taught, not closed.
[[nodiscard]] bool is_active(const School& school, const Subject& subject);

/// The oldest hold that keeps this class of texts about `subject` at `now`; 0: none. A hold over a pupil also keeps the
/// concerns about them.
[[nodiscard]] LegalHoldId hold_over(const School& school, const Subject& subject, RetentionClass retention,
                                    UtcTime now);

/// When the texts of one key are due to be destroyed; empty: for good, or as long as the subject is here.
/// They are kept for the rule's years after the school year (1 September, UTC) in which they were written; names, links
/// and concerns, after the school year in which the person left, the class ended, or the concern was closed. What the
/// school says of itself (its name, its policies, why something was erased) is for good.
[[nodiscard]] std::optional<UtcTime> expires_at(const School& school, const Subject& subject, RetentionClass retention,
                                                std::uint16_t school_year);

}  // namespace hometime
