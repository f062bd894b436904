// Mutants: one-line bugs that a test can switch on, to show that a check would notice them.
// docs/invariants.md names each of them, the invariant that it breaks, and the test that catches it.
#pragma once

#include <cstdint>

namespace hometime {

/// One bug each; the name says what the product then does wrong. In the code: `if (mutant(Mutant::name))`.
enum class Mutant : std::uint8_t {
    none,
    // The log: tests/crash/log_mutants_test.cpp
    wal_unsynced,         ///< a batch is written without syncing the write-ahead log
    keys_unsynced,        ///< a new key is not synced before the text that it seals
    record_left_out,      ///< a record of a group is not written
    checkpoint_ahead,     ///< a checkpoint is signed for one record more than there is
    checkpoint_old_root,  ///< a checkpoint is signed for a new size with another root
    command_unnamed,      ///< records do not name the sign-in that led to them
    reply_rewritten,      ///< a command that is repeated gets another reply than the first
    group_cut,            ///< the last fact of a group is dropped
    time_runs_back,       ///< recorded_at follows the clock, wherever it goes
    head_unsynced,        ///< HEAD is written and not synced before the answer
    head_same_slot,       ///< HEAD is written over the slot that counts
    three_commits_ahead,  ///< a database is taken however far it is ahead of HEAD
    failure_ignored,      ///< the log goes on after a sync of HEAD failed
    checksums_unchecked,  ///< the database's checksums are not looked at
    adopted_unfenced,     ///< a start adopts a commit and does not write it into HEAD
    vouched_tail_cut,     ///< a start cuts write-ahead log that HEAD vouches for
    reply_dropped,        ///< a command's reply is not stored with its facts
    // The journal: tests/access/canary_test.cpp
    words_in_journal,  ///< the journal gets what people send
    // Erasure: tests/eventstore/key_generation_test.cpp, tests/daemon/commands/erasures_test.cpp
    destroyed_key_kept,    ///< a new generation of the key store still holds a destroyed key
    hold_passed_over,      ///< an erasure does not look at the holds
    old_generation_first,  ///< the old generation's secret goes before the new key store stands
    // Backups: tests/daemon/backup/backup_mutants_test.cpp
    backup_unverified,  ///< a backup's manifest is written before the copy is checked
    backup_head_early,  ///< a backup's HEAD is read before the moment that its database shows
    // The views: tests/daemon/view_invariants_test.cpp
    view_scan_stale,    ///< a fold that scans does not see what the facts before it in the same batch changed
    view_fact_twice,    ///< a view folds the newest fact that it has seen once more
    view_row_by_clock,  ///< a view holds something that is not in the log
    view_cursor_ahead,  ///< a view that is loaded takes itself to be one fact further than it is
    // The bus: tests/notifier/bus/keys_test.cpp, tests/daemon/bus_test.cpp
    bus_without_gatekeeper,  ///< nobody asks whose key it is
    // The full disk: tests/daemon/space_guard_test.cpp
    reserve_ignored,  ///< what people write is taken although the reserve is reached
    // The auditor: tests/tools/audit/mutants_test.cpp
    root_from_left,           ///< the store folds the subtrees of a tree from the wrong end, everywhere alike
    kept_checkpoints_unread,  ///< verify does not hold a log to the checkpoints that were kept elsewhere
    witness_believes,         ///< a witness signs whatever its log signed
    // The simulated school year: tests/simulation/mutants_test.cpp
    window_ignored,             ///< a digest is sealed although no window is open
    held_not_restored,          ///< a start does not look at what is held
    held_kept,                  ///< what a digest shows first stays held
    counter_stands,             ///< the digests of one opening are not counted
    second_pass_opens,          ///< a wall time that happens twice means its second pass
    change_unheard,             ///< the notifier does not hear that a calendar changed
    closure_passed_over,        ///< windows open although the school is shut
    concern_not_restored,       ///< a start does not look at concerns that wait
    stuck_channel_stops_all,    ///< nothing is released as long as a channel has no answer
    bar_forgotten,              ///< a message is shown although its writer may not write any more
    reply_bar_forgotten,        ///< a held reply is released to somebody who may not be written to any more
    guardian_hours_ignored,     ///< a reply does not wait for the guardian's hours
    stream_number_left_out,     ///< the numbering of a stream of the bus has holes
    safeguarding_published,     ///< the bus says that a concern was raised
    texts_in_journal,           ///< the sequencer writes what people wrote into the journal
    retry_forgotten,            ///< what a full disk did not take is never asked for again
    stamp_by_system,            ///< facts are stamped by the computer's clock, not by the one that was given
    notified_unasked,           ///< somebody is told although no window of theirs is open
    notified_after_close,       ///< a notification is handed over although its window has closed
    notification_not_restored,  ///< a start does not look at notifications of which nothing came yet
    rolled_notification_lost,   ///< what went through in no window does not join the next notification
    notified_in_last_minutes,   ///< somebody is told in the last minutes of a window
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
