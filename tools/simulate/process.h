// One life of the daemon without its threads: the sequencer, the notifier's rounds and the numbering of the bus, as the
// daemon wires them, all in the caller's thread.
#pragma once

#include <functional>
#include <memory>

#include "daemon/notifier_port.h"
#include "daemon/sequencer.h"
#include "notifier/notifier_rounds.h"
#include "projections/views/folder.h"
#include "projections/views/sink.h"
#include "tools/simulate/interrupted_log.h"

namespace hometime::simulation {

/// What the world around a process is like just now.
struct Conditions {
    bool disk_full = false;
    bool disk_nearly_full = false;  ///< every second command finds no room
    bool channel_silent = false;    ///< a channel has no answer, although what it was given may have arrived
    /// Called whenever a channel is asked to hand over a digest.
    std::function<void(Position digest)> on_attempt;
    /// Called whenever something is handed over to a server outside the school.
    std::function<void(const HandOver& what)> on_hand_over;
};

class Process {
public:
    /// All must outlive it. `views`: what is left of the views; what is missing is folded anew.
    Process(EventLog& log, const Clock& clock, const Conditions& conditions, ViewSink& views);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// Errors: those of the log and of the views.
    [[nodiscard]] Result<void> start();
    void submit(Submission submission, Sequencer::Callback done) {
        sequencer_.submit(std::move(submission), std::move(done));
    }
    /// Does whatever is to be done now, until nothing is. Throws Crashed. False: the process must end, its disk failed.
    [[nodiscard]] bool settle();
    /// By the wall clock: when there is something to do of itself. Empty: not before something happens.
    [[nodiscard]] std::optional<UtcTime> next() const { return rounds_.next(); }
    /// Notifications of which nothing came yet.
    [[nodiscard]] std::size_t notifications() const { return rounds_.notifications(); }
    /// Something was due and could not be done; it is tried again as time goes on.
    [[nodiscard]] bool is_late() const { return rounds_.late().count() > 0; }

    [[nodiscard]] InterruptedLog& log() { return log_; }
    [[nodiscard]] Tail& tail() { return tail_; }

private:
    [[nodiscard]] bool has_room(const std::vector<Event>& facts);
    [[nodiscard]] bool fold_views();

    const Conditions& conditions_;
    std::uint64_t asked_for_room_ = 0;
    InterruptedLog log_;
    Tail tail_;
    bool failed_ = false;
    Sequencer sequencer_;
    NotifierPort port_;
    NotifierRounds rounds_;
    ViewFolder views_;
};

}  // namespace hometime::simulation
