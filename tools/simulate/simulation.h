// One school year from one seed: the daemon's own decisions, notifier and numbering of the bus on virtual time, between
// people who use it and a world that breaks it, watched by judges.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "projections/views/sink.h"
#include "tools/simulate/bus_judge.h"
#include "tools/simulate/people.h"
#include "tools/simulate/process.h"
#include "tools/simulate/stores.h"
#include "tools/simulate/trace.h"
#include "tools/simulate/virtual_clock.h"

namespace hometime::simulation {

struct Outline {
    std::uint64_t seed = 1;
    int days = 330;  ///< from the first of September on
    Size size;
    Trace::Lines lines{};  ///< gets whatever happens, line by line
    std::string until{};   ///< an invariant: the year ends on the day on which it is broken
};

struct Year {
    std::string digest;  ///< the same for the same outline, whatever built the program and whatever stores its log
    std::vector<Finding> findings;  ///< empty: everything held
    Probes probes;
    std::uint64_t facts = 0;
    std::uint64_t commands = 0;
};

/// Lives it, in `store`, which must be empty. A mutant that is switched on is lived with.
[[nodiscard]] Year live(const Outline& outline, Store& store);

/// live() in parts, for who looks into it.
class Simulation {
public:
    Simulation(const Outline& outline, Store& store);
    ~Simulation();
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;
    [[nodiscard]] Year run();

private:
    struct Entry {
        Submission submission;
        std::optional<std::string> reply;
        bool answered = false;
        bool changed = false;
    };
    using Work = std::function<void()>;

    // The world and what goes wrong in it: simulation_world.cpp.
    void plan_day(LocalDate date);
    [[nodiscard]] UtcTime draw_instant(LocalDate date);
    [[nodiscard]] std::chrono::microseconds draw_pause(std::int64_t least_seconds, std::int64_t most_seconds);
    void begin(Fault fault);
    void cut_off(CutOff where);
    void begin_disk_full();
    void begin_pause();
    void begin_silence();
    void ask_once_more();
    void stop_for(std::chrono::microseconds pause);
    void set_clock(std::chrono::microseconds error);
    void set_right_later(std::chrono::microseconds pause);
    void keep_calm();
    void all_is_well_again();
    /// Windows of the policy that open, and those that open and close, between two instants of the wall clock.
    struct Openings {
        int opened = 0;
        int whole = 0;
    };
    [[nodiscard]] Openings openings_between(UtcTime from, UtcTime to) const;

    // Time and the process: simulation.cpp.
    void open_school();
    void run_until(UtcTime true_time);
    [[nodiscard]] std::optional<UtcTime> wake();
    void start_process();
    void end_process();
    void settle();
    void broke();
    void take_facts(Tail& tail);
    void ask_all(std::vector<Submission> submissions);
    void send(std::uint64_t entry);
    void answer(std::uint64_t entry, const Outcome& outcome);
    void judge_ledger();
    void judge_words(const HandOver& what);
    [[nodiscard]] bool found_enough() const;
    void note(const std::string& what) { trace_.add(clock_.true_time(), what); }
    void at(UtcTime true_time, Work work) { plan_.emplace(true_time, std::move(work)); }
    void after(std::chrono::microseconds pause, Work work) { at(clock_.true_time() + pause, std::move(work)); }
    [[nodiscard]] bool has_room() const { return !conditions_.disk_full && !conditions_.disk_nearly_full; }
    [[nodiscard]] bool is_up() const { return process_ != nullptr && !paused_; }

    Plan year_;
    std::string until_;
    Store& store_;
    VirtualClock clock_;
    Chance chance_;
    Probes probes_;
    Judge judge_;
    BusJudge bus_;
    People people_;
    TimeZone zone_;
    Trace trace_;
    MemoryViews views_;
    Conditions conditions_;
    EventLog* log_ = nullptr;
    std::unique_ptr<Process> process_;
    Cursors seen_;  ///< by the judges
    std::multimap<UtcTime, Work> plan_;
    std::vector<Entry> ledger_;        ///< what people asked for; the first is entry 1
    std::set<std::uint64_t> waiting_;  ///< entries that the process has and has not answered
    CutOff cut_ = CutOff::never;       ///< what is armed
    UtcTime down_since_;               ///< by the wall clock
    bool paused_ = false;
    bool faulty_ = true;
    bool views_lost_ = false;
    std::chrono::microseconds patience_{0};  ///< until what was late is tried again
};

}  // namespace hometime::simulation
