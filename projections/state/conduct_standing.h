// What the steps of a guardian's ladder come to at an instant.
#pragma once

#include "projections/state/school.h"

namespace hometime {

enum class Conduct : std::uint8_t { good, suspended, removed };
BOOST_DESCRIBE_ENUM(Conduct, good, suspended, removed)

struct ConductStanding {
    Conduct conduct = Conduct::good;
    std::optional<ConductStep> decided;  ///< the suspension or removal that holds
    ConductItemId open_item;             ///< what SLT has to decide; 0: nothing
};

/// Of somebody of whom nothing is known: good. A suspension ends at its instant, by itself.
[[nodiscard]] ConductStanding conduct_standing(const School& school, GuardianId guardian, UtcTime now);
/// Marks that count: not withdrawn, and not before `since`. Oldest first.
[[nodiscard]] std::vector<ConductStep> marks_since(const ConductRow& row, UtcTime since);

}  // namespace hometime
