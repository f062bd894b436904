// A school with writers, for measuring: a log of its own, a sequencer, and guardians who send messages.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "daemon/sequencer.h"
#include "eventstore/base/random.h"
#include "eventstore/rocks_log.h"

namespace hometime::bench {

/// Bytes of a message's text: with its header and its seal, a record of about 300 bytes.
inline constexpr std::size_t kTextBytes = 40;

class BenchSchool {
public:
    /// Makes a log in `folder`, opens a school in it with one class of `guardians` pupils, and links one guardian to
    /// each. Throws std::runtime_error when any of that does not succeed.
    BenchSchool(const std::filesystem::path& folder, std::size_t guardians);
    ~BenchSchool();
    BenchSchool(const BenchSchool&) = delete;
    BenchSchool& operator=(const BenchSchool&) = delete;

    /// One school day: `messages` are sent while the teacher teaches, and at 15:30 a digest is sealed and delivered.
    /// The next call is the next school day.
    void live_a_day(std::size_t messages);

    /// Each guardian keeps one message outstanding, until `commands` have been acknowledged. Returns the seconds.
    double send(std::size_t commands);

    [[nodiscard]] SchoolId school() const { return kSchool; }
    /// Facts in the log, all kinds.
    [[nodiscard]] std::uint64_t records() const { return log_->head(kSchool)->size; }
    [[nodiscard]] std::uint64_t commits() const { return sequencer_->commits(); }

private:
    static constexpr SchoolId kSchool{0x0123456789};
    struct Guardian {
        PupilId pupil;
        GuardianId guardian;
    };
    struct Sending;

    Done run(Command command, Actor actor, Operation operation, Object object = {});
    void open();
    void link(std::size_t guardians);
    void import(std::size_t guardians);
    void submit_next(Sending& sending, std::size_t writer);

    SeededRandom random_{42};
    ManualClock clock_;
    std::unique_ptr<RocksLog> log_;
    std::unique_ptr<Tail> tail_;
    std::unique_ptr<Sequencer> sequencer_;
    std::vector<Guardian> writers_;
    int day_ = 0;  ///< since the first
};

}  // namespace hometime::bench
