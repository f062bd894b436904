// What must hold of the views and of decision state, as checks that say what is wrong. Each is asked twice: of the
// product as it is, and of the product with a mistake in it (tests/daemon/view_invariants_test.cpp).
#pragma once

#include <string>
#include <vector>

#include "projections/views/build.h"
#include "tests/support/fact_log.h"

namespace hometime::test {

using Findings = std::vector<std::string>;

/// Everything in the views of all projections, cursors too, as one number that depends on nothing else.
[[nodiscard]] std::string digest_of(const ViewSource& views);

/// I14: at each checkpoint, views that were folded `at_once` facts at a time are what a rebuild up to there gives.
[[nodiscard]] Findings incremental_is_rebuilt(const FactLog& log, SchoolId school,
                                              const std::vector<Sequence>& checkpoints, std::size_t at_once);
/// I15: a projection is handed each fact once, in order, however batches repeat and overlap, and never one behind a
/// hole.
[[nodiscard]] Findings each_fact_once_in_order(const FactLog& log, SchoolId school);
/// I16: the same facts give the same digest when they are folded again.
[[nodiscard]] Findings same_facts_same_digest(const FactLog& log);
/// I17: the rows that stood at `at`, loaded again, and the rest of the log give what all of it gives: the views, and
/// the rows that decisions read.
[[nodiscard]] Findings snapshot_and_rest_is_all(const FactLog& log, SchoolId school, Sequence at);

}  // namespace hometime::test
