// Mutants: one-line bugs that a test can switch on, to show that a check would notice them.
// docs/invariants.md names each of them, the invariant that it breaks, and the test that catches it.
#pragma once

#include <cstdint>

namespace hometime {

/// One bug each; the name says what the product then does wrong. In the code: `if (mutant(Mutant::name))`.
enum class Mutant : std::uint8_t {
    none,
    // The log: tests/eventstore/log_mutants_test.cpp
    answer_before_head,       ///< a commit is answered and fenced without HEAD's sync
    wal_unsynced,             ///< a batch is written without syncing the write-ahead log
    head_before_wal,          ///< HEAD vouches for a batch before the batch is written
    head_same_slot,           ///< HEAD is written over the newer of its slots
    head_forgets_school,      ///< HEAD does not name the first school
    keys_unsynced,            ///< a new key is not synced before the text that it seals
    keys_unfenced,            ///< HEAD holds an older length of the key store
    three_commits_ahead,      ///< a database that is three commits ahead of HEAD is taken
    vouched_tail_cut,         ///< a start cuts write-ahead log that HEAD vouches for
    adopted_unfenced,         ///< a start adopts a commit and does not write it into HEAD
    torn_tail_kept,           ///< a start leaves half a key in the key store and appends behind it
    time_runs_back,           ///< recorded_at is not held at the time of the record before it
    group_split,              ///< the facts of one command go into two batches
    reply_dropped,            ///< a command's reply is not stored with its facts
    reply_rewritten,          ///< a command's stored reply is changed by a later commit
    sequence_skipped,         ///< a sequence number is left out
    edge_kept,                ///< the tree's right edge is not written with the batch
    checkpoint_ahead,         ///< a checkpoint is signed before HEAD vouches for its size
    checkpoint_unsynced,      ///< a checkpoint is written over the older one in place
    continues_after_failure,  ///< a log goes on after a failed write or sync
    record_crc_unchecked,     ///< a record is taken without its checksum
    head_root_unchecked,      ///< a start compares sizes with HEAD and not roots
    checkpoints_unchecked,    ///< a start does not look at the checkpoints in the folder
    command_without_id,       ///< facts of a command are stored without its id
    // Erasure: tests/eventstore/key_generation_test.cpp, tests/daemon/commands/erasures_test.cpp
    destroyed_key_kept,    ///< a new generation of the key store still holds a destroyed key
    hold_passed_over,      ///< an erasure does not look at the holds
    old_generation_first,  ///< the old generation's secret goes before the new key store stands
};

#ifdef HOMETIME_MUTANTS

/// Whether a test has switched this one on. Any thread.
[[nodiscard]] bool mutant(Mutant which) noexcept;

/// Switches one mutant on as long as this lives; one at a time in a process. For tests only.
class ScopedMutant {
public:
    explicit ScopedMutant(Mutant which) noexcept;
    ~ScopedMutant();
    ScopedMutant(const ScopedMutant&) = delete;
    ScopedMutant& operator=(const ScopedMutant&) = delete;
};

#else

/// In what a school runs there are no mutants: the compiler removes each of them.
[[nodiscard]] constexpr bool mutant(Mutant) noexcept {
    return false;
}

#endif

}  // namespace hometime
