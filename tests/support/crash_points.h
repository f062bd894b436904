// Crashes of a day: every disk that a power cut before, during or after any of its calls could have left is opened and
// held to the ledger.
#pragma once

#include <functional>
#include <set>

#include "tests/support/log_check.h"
#include "tests/support/temp_dir.h"

namespace hometime::test {

struct CrashOptions {
    std::uint64_t seed = 1;
    std::size_t every = 1;        ///< each n-th call only, from a first one by the seed
    std::size_t mixes = 2;        ///< disks by chance for each call, beside the certain ones
    std::size_t torn_most = 16;   ///< torn forms of one write: all sectors up to this many, then some by chance
    bool each_byte = false;       ///< entries of the key store, and HEAD once in each slot, torn after each byte
    std::size_t again_every = 0;  ///< crash while starting, too, for each n-th disk; 0: never
    std::string until = {};       ///< stop at the first disk that breaks this invariant
};

struct CrashFigures {
    std::size_t calls = 0;      ///< crash points
    std::size_t disks = 0;      ///< distinct ones, each opened
    std::size_t served = 0;     ///< all there
    std::size_t refused = 0;    ///< evidence mode, where a disk lied about what it had
    std::size_t restarted = 0;  ///< disks that a second crash, while starting, left
    Breaks breaks;
};
[[nodiscard]] std::string to_string(const CrashFigures& figures);

/// What became of one disk.
struct Opened {
    bool refused = false;
    std::string why;
    std::string account;
    Breaks breaks;
    std::vector<DiskCall> calls;  ///< of the start
};

class CrashPoints {
public:
    /// `ledger` must outlive this. `calls`: of the day, from `base` on.
    CrashPoints(const Ledger& ledger, DiskImage base, std::vector<DiskCall> calls)
        : ledger_(ledger), base_(std::move(base)), calls_(std::move(calls)) {}

    [[nodiscard]] CrashFigures run(const CrashOptions& options);
    /// The disk as it was when the day ended, page cache and all, and everything that was history by then.
    [[nodiscard]] Opened open_last();
    /// Opens `image`, checks everything, opens it again, and asks again what was asked.
    [[nodiscard]] Opened open(const DiskImage& image, const History& history);

private:
    struct Cut {
        PowerCut cut;
        bool lies;  ///< other bytes than were written: a start may refuse
    };
    void crash_here(const DiskModel& model, const History& history);
    void crash_during(const DiskModel& model, const DiskCall& call, const History& history);
    void try_disk(const DiskImage& image, const History& history, bool lies, const std::string& what);
    void crash_while_starting(const DiskImage& image, const Opened& once, const std::string& what);
    [[nodiscard]] bool is_enough() const { return has(figures_.breaks, options_.until); }
    [[nodiscard]] Result<OpenOutcome> open_quietly(FaultDisk& disk);

    const Ledger& ledger_;
    DiskImage base_;
    std::vector<DiskCall> calls_;
    CrashOptions options_;
    CrashFigures figures_;
    std::size_t heads_torn_ = 0;
    std::mt19937_64 chance_;
    std::set<std::pair<std::size_t, std::size_t>> known_;  ///< disks tried, and how much was answered then
    TempDir temp_{"hometime-crash"};
    std::filesystem::path work_ = temp_ / "day";
    SeededRandom random_{1};
};

/// A day lived once, for many crashes of it.
struct LivedDay {
    LivedDay();
    TempDir temp{"hometime-day"};
    FaultDisk disk{temp.path()};
    CanonicalDay day{disk, temp.path()};
    [[nodiscard]] CrashPoints crashes() const { return {day.ledger(), disk.base(), disk.calls()}; }
};

}  // namespace hometime::test
