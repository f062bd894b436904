// When people act, and what goes wrong meanwhile.
#include <algorithm>

#include "tools/simulate/simulation.h"

namespace hometime::simulation {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

bool names(const WeeklyWindow& window, LocalDate date) {
    return std::find(window.days.begin(), window.days.end(), static_cast<Weekday>(weekday_index(date))) !=
           window.days.end();
}

}  // namespace

microseconds Simulation::draw_pause(std::int64_t least, std::int64_t most) {
    return microseconds{chance_.between(least * 1'000'000, most * 1'000'000)};
}

/// Mostly by day; often within seconds of where a window opens or closes or a training begins or ends, or exactly
/// there.
UtcTime Simulation::draw_instant(LocalDate date) {
    std::vector<UtcTime> edges;
    for (const auto& window : judge_.model().policy.weekly_windows) {
        if (!names(window, date)) continue;
        edges.push_back(zone_.endpoint(date, window.start));
        edges.push_back(zone_.endpoint(date, window.end));
    }
    for (const auto& [id, training] : judge_.model().trainings) {
        const auto& period = training.second;
        if (date < period.from || period.to < date) continue;
        edges.push_back(zone_.endpoint(date, period.start));
        edges.push_back(zone_.endpoint(date, period.end));
    }
    const auto drawn = chance_.below(100);
    if (drawn < 40 && !edges.empty()) {
        const auto edge = chance_.any(edges);
        if (chance_.one_in(4)) return edge;
        if (chance_.one_in(4)) return edge + microseconds{chance_.between(-1, 1)};
        return edge + microseconds{chance_.between(-90'000'000, 90'000'000)};
    }
    const auto minute = drawn < 85 ? chance_.between(7 * 60, 22 * 60) : chance_.between(0, 24 * 60 - 1);
    return zone_.endpoint(date, LocalMinute{static_cast<int>(minute)}) + draw_pause(0, 59);
}

void Simulation::plan_day(LocalDate date) {
    const auto& terms = year_.terms;
    const bool in_term = std::any_of(terms.begin(), terms.end(),
                                     [&](const DateRange& term) { return term.from <= date && date <= term.to; });
    const bool busy = in_term && weekday_index(date) < 5;
    const auto most = std::max(1, year_.size.acts_a_day * (busy ? 2 : 1) / (busy ? 1 : 3));
    for (auto left = chance_.between(0, most); left > 0; --left) {
        at(draw_instant(date), [this] { ask_all(people_.act(clock_.now())); });
    }
    for (std::size_t i = 0; i < kFaults; ++i) {
        const auto fault = static_cast<Fault>(i);
        if (!chance_.per_mille(year_.rate(fault))) continue;
        at(draw_instant(date), [this, fault] { begin(fault); });
    }
    if ((date - year_.first).count() % 10 == 6) at(draw_instant(date), [this] { keep_calm(); });
}

void Simulation::begin(Fault fault) {
    if (!faulty_) return;
    note("fault " + std::to_string(static_cast<int>(fault)));
    switch (fault) {
        case Fault::crash: return cut_off(static_cast<CutOff>(chance_.between(1, 3)));
        case Fault::kill: {
            const bool for_days = chance_.one_in(30);
            const bool for_hours = chance_.one_in(5);
            return stop_for(for_days ? draw_pause(86'400, 3 * 86'400)
                                     : (for_hours ? draw_pause(1800, 4 * 3600) : draw_pause(2, 180)));
        }
        case Fault::disk_refuses: return cut_off(CutOff::refused);
        case Fault::disk_full: return begin_disk_full();
        case Fault::pause: return begin_pause();
        case Fault::clock_nudged:
            return set_clock(clock_.error() + microseconds{chance_.between(-5'000'000, 5'000'000)});
        case Fault::clock_hour: set_clock(draw_pause(-3600, 3600)); return set_right_later(draw_pause(60, 7200));
        case Fault::clock_day:
            set_clock(chance_.one_in(2) ? days{1} : -days{1});
            return set_right_later(draw_pause(600, 30 * 3600));
        case Fault::silent_channel: return begin_silence();
        case Fault::repeats: return ask_once_more();
        case Fault::views_lost: views_lost_ = true; return stop_for(draw_pause(2, 30));
    }
}

/// Its next commit.
void Simulation::cut_off(CutOff where) {
    if (!process_) return;
    cut_ = where;
    process_->log().cut_off_next(where);
}

void Simulation::begin_disk_full() {
    const bool nearly = chance_.one_in(2);
    (nearly ? conditions_.disk_nearly_full : conditions_.disk_full) = true;
    const auto since = clock_.now();
    after(draw_pause(10, nearly || chance_.one_in(4) ? 7200 : 300), [this, since] {
        conditions_.disk_full = conditions_.disk_nearly_full = false;
        if (openings_between(since, clock_.now()).opened > 0) probes_.hit(Probe::disk_full_at_an_opening);
        judge_.reckon_anew();
        after(seconds{2}, [] {});
    });
}

void Simulation::begin_pause() {
    if (!process_) return;
    paused_ = true;
    const auto since = clock_.now();
    after(draw_pause(10, chance_.one_in(3) ? 3600 : 120), [this, since] {
        if (paused_ && openings_between(since, clock_.now()).opened > 0) probes_.hit(Probe::paused_at_an_opening);
        paused_ = false;
        judge_.reckon_anew();
    });
}

void Simulation::begin_silence() {
    conditions_.channel_silent = true;
    after(draw_pause(10, chance_.one_in(3) ? 20 * 3600 : 600), [this] { conditions_.channel_silent = false; });
}

/// A double tap, or a request that comes once more after days.
void Simulation::ask_once_more() {
    const auto entry = chance_.below(ledger_.size()) + 1;
    probes_.hit(ledger_[entry - 1].answered ? Probe::asked_again_after_an_answer : Probe::asked_again_after_a_crash);
    send(entry);
}

void Simulation::stop_for(microseconds pause) {
    end_process();
    after(pause, [this] { start_process(); });
}

void Simulation::set_clock(microseconds error) {
    const auto before = clock_.now();
    clock_.set_error(error);
    note("clock " + std::to_string(error.count()));
    const auto& held = judge_.model().held;
    const bool waits = std::any_of(held.begin(), held.end(), [](const auto& one) { return !one.second.empty(); });
    if (clock_.now() < before && waits) probes_.hit(Probe::clock_back_with_messages_held);
    if (waits && openings_between(before, clock_.now()).opened > 0) probes_.hit(Probe::clock_forward_over_an_opening);
    judge_.reckon_anew();
    after(seconds{2}, [] {});
}

void Simulation::set_right_later(microseconds pause) {
    after(pause, [this] { set_clock(microseconds{0}); });
}

/// The faults are off: shortly afterwards nothing that is due may be left, and the streams are whole.
void Simulation::keep_calm() {
    faulty_ = false;
    all_is_well_again();
    after(kInTime + seconds{5}, [this] {
        judge_.calm(clock_.now());
        bus_.look(views_);
        faulty_ = true;
    });
}

void Simulation::all_is_well_again() {
    conditions_.disk_full = conditions_.disk_nearly_full = false;
    conditions_.channel_silent = false;
    paused_ = false;
    if (clock_.error() != microseconds{0}) set_clock(microseconds{0});
    cut_ = CutOff::never;
    if (process_) process_->log().cut_off_next(CutOff::never);
    start_process();
    judge_.reckon_anew();
    after(seconds{2}, [] {});
}

Simulation::Openings Simulation::openings_between(UtcTime from, UtcTime to) const {
    Openings found;
    const auto last = zone_.local(to).date;
    for (auto date = zone_.local(from).date; date <= last && date < zone_.local(from).date + days{7}; date += days{1}) {
        for (const auto& window : judge_.model().policy.weekly_windows) {
            if (!names(window, date)) continue;
            const auto opens = zone_.endpoint(date, window.start);
            const auto closes = zone_.endpoint(date, window.end);
            if (from <= opens && opens <= to) ++found.opened;
            if (from <= opens && closes <= to) ++found.whole;
        }
    }
    return found;
}

}  // namespace hometime::simulation
