// The canonical day: a fixed run of commands over two schools, four openings, new keys and checkpoints, on a disk that
// notes everything. What was answered is kept in a ledger outside of it.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/sequencer.h"
#include "eventstore/checkpoint_writer.h"
#include "eventstore/open.h"
#include "tests/support/fault_disk.h"

namespace hometime::test {

inline constexpr SchoolId kDaySchool{0x0123456789};
inline constexpr SchoolId kOtherDaySchool{0x2345678901};

/// One command of the day, and what was answered to it.
struct Told {
    Submission submission;  ///< its `session` is its number in the ledger, from 1: every record names its command
    std::optional<std::string> reply;  ///< empty: never answered
    Position last;                     ///< newest record of its group
    std::vector<std::string> frames;   ///< its records as they stood when it was answered
};
/// A checkpoint that was written.
struct Signed {
    SchoolId school;
    std::uint64_t size = 0;
    Hash root{};
    bool extends = true;  ///< by a consistency proof, the one before it of the same school
};
struct Ledger {
    std::vector<Told> told;
    std::vector<Signed> notes;
};

/// What a mark in the trace of the disk says happened: to which entry of the ledger, or that a process begins.
enum class Happened : std::uint8_t { asked, answered, signed_note, started };
inline constexpr std::uint64_t kHappenings = 4;
struct Mark {
    Happened what{};
    std::size_t entry = 0;
    [[nodiscard]] std::uint64_t number() const { return entry * kHappenings + static_cast<std::uint64_t>(what); }
    [[nodiscard]] static Mark of(std::uint64_t number) {
        return {static_cast<Happened>(number % kHappenings), static_cast<std::size_t>(number / kHappenings)};
    }
};

/// A log with all that writes to it, as a daemon has them.
class DayLog {
public:
    /// `outcome` must hold a log.
    DayLog(OpenOutcome outcome, const Clock& clock);
    ~DayLog();
    DayLog(const DayLog&) = delete;
    DayLog& operator=(const DayLog&) = delete;
    [[nodiscard]] RocksLog& log() { return *log_; }
    [[nodiscard]] Sequencer& sequencer() { return sequencer_; }
    [[nodiscard]] bool has_failed() const { return failed_; }

private:
    std::unique_ptr<RocksLog> log_;
    Tail tail_;
    std::atomic<bool> failed_ = false;
    Sequencer sequencer_;
};

class CanonicalDay {
public:
    /// Lives it in `disk`, whose folder is `folder`, until it is over or the disk fails.
    CanonicalDay(FaultDisk& disk, std::filesystem::path folder);
    [[nodiscard]] const Ledger& ledger() const { return ledger_; }
    /// Whether it was lived to its end.
    [[nodiscard]] bool is_over() const { return over_; }

private:
    [[nodiscard]] bool open();
    void ask(Submission submission);
    void ask_at_once(std::vector<Submission> submissions);
    std::size_t enter(Submission submission);
    void answer(std::size_t entry, const Outcome& outcome);
    void sign();
    void open_school(SchoolId school, int adults);
    [[nodiscard]] Submission new_adult(SchoolId school);
    [[nodiscard]] Submission role_of_office(SchoolId school);
    [[nodiscard]] std::uint64_t external(SchoolId school, ExternalKind kind, const std::string& id);
    void morning();
    void noon();
    void evening();

    FaultDisk& disk_;
    std::filesystem::path folder_;
    SeededRandom random_{20261124};
    ManualClock clock_;
    std::unique_ptr<DayLog> log_;
    std::unique_ptr<CheckpointWriter> checkpoints_;
    std::mutex mutex_;
    Ledger ledger_;
    int adults_ = 0;
    bool over_ = false;
};

}  // namespace hometime::test
