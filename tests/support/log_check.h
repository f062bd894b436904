// The invariants of the log, I1 to I13 of docs/invariants.md, each as a function that says what it finds wrong.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/support/canonical_day.h"

namespace hometime::test {

/// An invariant that does not hold.
struct Broken {
    std::string invariant;  ///< "I1" … "I13"
    std::string what;
    friend bool operator==(const Broken&, const Broken&) = default;
};
using Breaks = std::vector<Broken>;
[[nodiscard]] std::string to_string(const Breaks& breaks);
[[nodiscard]] bool has(const Breaks& breaks, const std::string& invariant);

/// How much of the ledger was history when the disk stopped.
struct History {
    std::vector<std::size_t> asked;
    std::vector<std::size_t> answered;
    std::vector<std::size_t> notes;
    void add(Mark mark);
};

/// I1 to I8: what `log` holds, against what was asked, answered and signed for.
void check_log(const RocksLog& log, const Ledger& ledger, const History& history, Breaks& breaks);
void check_i1_answered_is_there(const RocksLog& log, const Ledger& ledger, const History& history, Breaks& breaks);
void check_i2_no_holes(const RocksLog& log, Breaks& breaks);
void check_i3_signed_for(const RocksLog& log, const Ledger& ledger, const History& history, Breaks& breaks);
void check_i4_checkpoints_extend(const Ledger& ledger, Breaks& breaks);
/// I5, I6, I7: each group of records is whole, belongs to one command that was asked, and has that command's reply.
void check_groups(const RocksLog& log, const Ledger& ledger, const History& history, Breaks& breaks);
void check_i8_time(const RocksLog& log, Breaks& breaks);
/// I9 at rest: what HEAD in `folder` says is what `log` holds.
void check_i9_head(const RocksLog& log, const std::filesystem::path& folder, Breaks& breaks);
/// I9 in the trace of a disk: before each answer HEAD with its records was synced, and before HEAD was written the keys
/// and the write-ahead log it vouches for were.
[[nodiscard]] Breaks check_i9_order(const std::vector<DiskCall>& calls, const Ledger& ledger);
/// I10: after the first call that failed nobody is answered, unless HEAD was written with the record by then.
[[nodiscard]] Breaks check_i10_silent(const std::vector<DiskCall>& calls, const Ledger& ledger);
/// I13: asks each command that has no answer again. Then it has one group, and all before have the same reply as ever.
void check_i13_asked_again(RocksLog& log, Sequencer& sequencer, const Ledger& ledger, const History& history,
                           Breaks& breaks);

/// Everything a log says: sizes, roots, records, replies. For comparing two recoveries.
[[nodiscard]] std::string account_of(const RocksLog& log, const Ledger& ledger);

}  // namespace hometime::test
