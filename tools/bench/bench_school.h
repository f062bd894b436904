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
    static constexpr SchoolId kSchool{0x0123456789};

    /// Opens the log in `folder`, or makes it, and goes on with the school; where there is none it is opened, with
    /// `guardians` pupils in so many classes, each with a teacher, and one guardian is linked to each pupil. Throws
    /// std::runtime_error when any of that does not succeed.
    BenchSchool(const std::filesystem::path& folder, std::size_t guardians, SchoolId school = kSchool,
                std::size_t classes = 1);
    ~BenchSchool();
    BenchSchool(const BenchSchool&) = delete;
    BenchSchool& operator=(const BenchSchool&) = delete;

    /// One school day: `messages` are sent while the teacher teaches, and at 15:30 a digest is sealed and delivered.
    /// The next call is the next school day.
    void live_a_day(std::size_t messages);

    /// Each of the first `writers` guardians (0: all) keeps one message outstanding, until `commands` have been
    /// acknowledged. Returns the seconds.
    double send(std::size_t commands, std::size_t writers = 0);

    /// The first guardian writes to the school office, and waits for the answer. Any thread.
    void write_to_the_office();

    /// What whoever follows the log is wired to.
    struct Parts {
        EventLog& log;
        Tail& tail;
        Sequencer& sequencer;
        ManualClock& clock;
    };
    [[nodiscard]] Parts parts() { return {*log_, *tail_, *sequencer_, clock_}; }
    [[nodiscard]] SchoolId school() const { return school_; }
    [[nodiscard]] const EventLog& log() const { return *log_; }
    /// Facts in the log, all kinds.
    [[nodiscard]] std::uint64_t records() const { return log_->head(school_)->size; }
    /// Of all schools of the folder.
    [[nodiscard]] std::uint64_t all_records() const;
    /// When the school day that goes on now began.
    [[nodiscard]] UtcTime now() const { return clock_.now(); }
    [[nodiscard]] std::uint64_t commits() const { return sequencer_->commits(); }

private:
    struct Guardian {
        PupilId pupil;
        GuardianId guardian;
    };
    struct Sending;

    Done run(Command command, Actor actor, Operation operation, Object object = {});
    void open();
    void link(std::size_t guardians);
    void follow_the_newest();
    void go_on(std::size_t guardians);
    void import(std::size_t guardians);
    void submit_next(Sending& sending, std::size_t writer);

    SchoolId school_;
    std::size_t classes_;
    SystemRandom random_;
    ManualClock clock_;
    std::unique_ptr<RocksLog> log_;
    std::unique_ptr<Tail> tail_;
    std::unique_ptr<Sequencer> sequencer_;
    std::vector<Guardian> writers_;
    int day_ = 0;  ///< since the first
};

}  // namespace hometime::bench
