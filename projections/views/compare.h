// Rows of a view beside those that the log folds into, byte by byte.
#pragma once

#include <string>
#include <vector>

#include "projections/views/build.h"

namespace hometime {

/// Two views row by row, some thousands at a time. Both must outlive it.
class ViewComparison {
public:
    ViewComparison(const ViewRows& kept, const ViewRows& rebuilt) : kept_(kept), rebuilt_(rebuilt) {}

    /// True: there is more to compare. Throws ViewError when rows cannot be read.
    [[nodiscard]] bool step();
    /// Of the first row that differs: its school and kind, never what it says. Empty: none so far.
    [[nodiscard]] const std::string& difference() const { return difference_; }
    [[nodiscard]] std::uint64_t rows() const { return rows_; }

private:
    const ViewRows& kept_;
    const ViewRows& rebuilt_;
    std::string from_;  ///< the first key that is not compared yet
    std::string difference_;
    std::uint64_t rows_ = 0;
};

/// step() to the end. Empty: byte-equal.
[[nodiscard]] std::string first_difference(const ViewRows& kept, const ViewRows& rebuilt);

/// The views of `kept` as far as they have come, held to what `log` folds into, with one pass over the log for all
/// of them, into `scratch`. Empty: they are equal, byte by byte; else the first difference, with the view's name.
/// Errors: `corrupt`, `unavailable` from the log or `scratch`.
[[nodiscard]] Result<std::string> compare_views(const EventLog& log, const ViewSource& kept, ViewSink& scratch,
                                                Projections projections);

}  // namespace hometime
