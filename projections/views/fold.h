// What every fold of a view is written with.
#pragma once

#include "eventstore/base/result.h"
#include "eventstore/record.h"
#include "projections/unmoved.h"
#include "projections/views/keys.h"
#include "projections/views/page.h"
#include "projections/views/projection.h"

namespace hometime::views {

/// The place of the fact, as the id of what it created.
template <class AnyId>
[[nodiscard]] AnyId created(const LoggedRecord& logged) {
    return AnyId::at(logged.record.header.sequence);
}

}  // namespace hometime::views
