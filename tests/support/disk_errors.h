// Disks that refuse: the canonical day is lived again and again, and each time another call fails.
#pragma once

#include "tests/support/crash_points.h"

namespace hometime::test {

struct ErrorOptions {
    std::uint64_t seed = 1;
    std::size_t every = 1;    ///< each n-th call only
    std::uint64_t first = 0;  ///< from this call on
    DiskFault::What what = DiskFault::What::io_error;
    bool once = true;        ///< else every call from then on
    std::string until = {};  ///< stop at the first that breaks this invariant
};
struct ErrorFigures {
    std::size_t days = 0;      ///< lived, one failing call each
    std::size_t answered = 0;  ///< commands, in all of them
    Breaks breaks;
};
[[nodiscard]] std::string to_string(const ErrorFigures& figures);

/// Fails each call of the day in turn (SQLite's way). After each: I10, then a start with what the page cache still has,
/// one with what a failed sync dropped, and one after a power cut: all that was answered is there.
[[nodiscard]] ErrorFigures fail_each_call(const ErrorOptions& options);

/// The end of a day, but for HEAD: that is as it was when at least `commits` more were to come.
[[nodiscard]] DiskImage head_set_back(const FaultDisk& disk, std::uint64_t commits);

}  // namespace hometime::test
