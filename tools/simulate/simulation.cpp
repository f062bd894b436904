#include "tools/simulate/simulation.h"

#include <algorithm>

#include "daemon/clock_check.h"
#include "daemon/couriers/letter.h"
#include "tools/simulate/journal.h"

namespace hometime::simulation {

namespace {

constexpr std::size_t kFactsAtOnce = 4096;
/// Between two tries of what could not be done: from here, doubled, to there.
constexpr std::chrono::seconds kPatienceLeast{1};
constexpr std::chrono::seconds kPatienceMost{32};

std::string kind_of(const Outcome& outcome) {
    static constexpr std::array<const char*, std::variant_size_v<Outcome>> kNames{
        "done", "refused", "denied", "id clash", "busy", "disk full", "read only", "stopped"};
    return kNames[outcome.index()];
}

}  // namespace

Year live(const Outline& outline, Store& store) {
    return Simulation(outline, store).run();
}

Simulation::Simulation(const Outline& outline, Store& store)
    : year_(draw_plan(outline.seed, outline.size, outline.days)),
      until_(outline.until),
      store_(store),
      clock_(TimeZone::load(year_.zone).value().endpoint(year_.first - std::chrono::days{3}, LocalMinute{600})),
      chance_(outline.seed ^ 0x5eed'5eedU),
      judge_(probes_),
      bus_(judge_, probes_, chance_.fork()),
      people_(year_, judge_.model(), chance_.fork()),
      zone_(TimeZone::load(year_.zone).value()),
      trace_(outline.lines) {
    conditions_.on_hand_over = [this](const HandOver& what) {
        take_facts(process_->tail());
        note("hand over " + std::to_string(what.notification.value));
        judge_words(what);
        judge_.handed_over(what, clock_.now());
    };
    conditions_.on_attempt = [this](Position digest) {
        take_facts(process_->tail());
        note("attempt " + std::to_string(digest.sequence.value));
        judge_.attempt(DigestId{digest.sequence.value}, clock_.now());
        if (conditions_.channel_silent && judge_.model().unrecorded.size() > 1) {
            probes_.hit(Probe::channel_silent_for_two_digests);
        }
    };
}

Simulation::~Simulation() = default;

/// What the letter and the push would say: no word that somebody wrote, and no name, for names are made of words too.
void Simulation::judge_words(const HandOver& what) {
    const auto told = told_of(*log_, {what.school, what.notification.sequence()});
    const auto letter = letter_of(told, {"School", zone_, "https://school.example", "https://school.example/settings"});
    const auto all = letter.subject + letter.text + letter.html + push_words(told, zone_);
    if (all.find(kCanary) == std::string::npos) return;
    judge_.find("I39", "a text is in the letter of notification " + std::to_string(what.notification.value));
}

Year Simulation::run() {
    const Journal journal{std::string(kCanary)};
    start_process();
    open_school();
    for (int day = 0; day < year_.days && !found_enough(); ++day) {
        const auto date = year_.first + std::chrono::days{day};
        plan_day(date);
        run_until(zone_.endpoint(date + std::chrono::days{1}, LocalMinute{0}));
    }
    all_is_well_again();
    run_until(clock_.true_time() + 2 * kInTime);
    judge_.calm(clock_.now());
    bus_.end(views_);
    judge_ledger();
    if (journal.unwanted() > 0) judge_.find("I39", "a text is in the journal");
    Year year{{}, judge_.findings(), probes_, 0, ledger_.size()};
    if (log_ != nullptr) {
        trace_.add_rows(*log_);
        year.facts = log_->heads().front().size;
        end_process();
    }
    year.digest = trace_.digest();
    return year;
}

bool Simulation::found_enough() const {
    const auto& findings = judge_.findings();
    return !until_.empty() && std::any_of(findings.begin(), findings.end(),
                                          [this](const Finding& one) { return one.invariant == until_; });
}

void Simulation::open_school() {
    ask_all({people_.open_school()});
    settle();
    ask_all({people_.import_roster()});
    settle();
    ask_all(people_.appoint());
    ask_all(people_.invite());
    settle();
    ask_all(people_.redeem());
    settle();
}

/// Everything that is planned until then, at its time, and whatever the process has to do of itself in between.
void Simulation::run_until(UtcTime end) {
    for (;;) {
        auto next = end;
        if (!plan_.empty()) next = std::min(next, plan_.begin()->first);
        if (const auto own = wake()) next = std::min(next, *own);
        clock_.advance_to(next);
        if (!plan_.empty() && plan_.begin()->first <= next) {
            const auto work = std::move(plan_.begin()->second);
            plan_.erase(plan_.begin());
            work();
        }
        settle();
        const bool more = !plan_.empty() && plan_.begin()->first <= end;
        if (clock_.true_time() >= end && !more) return;
    }
}

/// When the notifier would do something of itself. It looks at the clock every second; looks at which nothing is due
/// are left out.
std::optional<UtcTime> Simulation::wake() {
    if (!is_up()) return std::nullopt;
    const auto now = clock_.true_time();
    const bool unanswered = conditions_.channel_silent && process_->notifications() > 0;
    const bool late = process_->is_late() || !has_room() || unanswered || !judge_.model().unrecorded.empty();
    patience_ = late ? std::clamp<std::chrono::microseconds>(2 * patience_, kPatienceLeast, kPatienceMost)
                     : std::chrono::microseconds{0};
    std::optional<UtcTime> at;
    if (late) at = now + patience_;
    if (const auto next = process_->next()) {
        auto due = *next - clock_.error();
        if (due <= now) due = now + kPatienceLeast;
        at = std::min(at.value_or(due), due);
    }
    return at;
}

void Simulation::start_process() {
    if (process_) return;
    const auto opened = store_.open();
    if (!opened) return judge_.find("I1", "the log does not open: " + opened.error().detail);
    log_ = *opened;
    const auto complaint = complain_of_clock({UtcTime{}}, clock_.now(), newest_record(*log_));
    if (!complaint.empty() && clock_.error() != std::chrono::microseconds{0}) {
        // The operator sets the clock and starts again; a clock that is right is accepted.
        probes_.hit(Probe::start_refused_for_the_clock);
        store_.close();
        log_ = nullptr;
        set_clock(std::chrono::microseconds{0});
        return after(std::chrono::minutes{2}, [this] { start_process(); });
    }
    if (std::exchange(views_lost_, false)) {
        views_ = MemoryViews{};
        bus_.views_gone();
        probes_.hit(Probe::views_built_anew);
    }
    const auto missed = openings_between(down_since_, clock_.now());
    if (down_since_ != UtcTime{} && missed.opened > 0) probes_.hit(Probe::down_at_an_opening);
    if (down_since_ != UtcTime{} && missed.whole > 0) probes_.hit(Probe::down_for_a_whole_window);
    note("start");
    process_ = std::make_unique<Process>(*log_, clock_, conditions_, views_);
    if (!process_->start()) judge_.find("I1", "the notifier or the views do not start");
    judge_.reckon_anew();
    // What was under way and not answered is asked for again, by half of those who asked.
    for (const auto entry : std::exchange(waiting_, {})) {
        if (chance_.one_in(2)) after(draw_pause(1, 300), [this, entry] { send(entry); });
    }
}

void Simulation::end_process() {
    process_.reset();
    store_.close();
    log_ = nullptr;
    cut_ = CutOff::never;
    paused_ = false;
    down_since_ = clock_.now();
    judge_.reckon_anew();
}

void Simulation::settle() {
    if (is_up()) {
        try {
            if (!process_->settle()) broke();
        } catch (const Crashed&) {
            broke();
        }
    }
    if (is_up()) take_facts(process_->tail());
    judge_.settled(clock_.now(), !is_up() || !has_room());
}

/// The process has ended in the middle of something; somebody or something starts it again.
void Simulation::broke() {
    switch (cut_) {
        case CutOff::never: judge_.find("I1", "the process ended of itself"); break;
        case CutOff::before_the_write: probes_.hit(Probe::crash_before_the_write); break;
        case CutOff::after_the_write: probes_.hit(Probe::crash_after_the_write); break;
        case CutOff::after_the_fence: probes_.hit(Probe::crash_after_the_fence); break;
        case CutOff::refused: probes_.hit(Probe::disk_refused); break;
    }
    note("broke");
    stop_for(draw_pause(1, 120));
}

void Simulation::take_facts(Tail& tail) {
    for (;;) {
        const auto facts = tail.next(seen_, kFactsAtOnce, std::chrono::milliseconds{0});
        if (!facts) return judge_.find("I1", "the log cannot be read");
        if (facts->empty()) return;
        for (const auto& fact : *facts) {
            trace_.add(*log_, *fact);
            bus_.fact(*fact);
            judge_.fact(*fact);
            people_.learn(*fact);
        }
    }
}

void Simulation::ask_all(std::vector<Submission> submissions) {
    for (auto& submission : submissions) {
        const std::uint64_t entry = ledger_.size() + 1;
        submission.session = entry;
        Uuid id;
        store_be(id.bytes.data(), entry);
        submission.id = CommandId{submission.actor.id + 1, id, Hash{static_cast<std::uint8_t>(entry)}};
        ledger_.push_back({std::move(submission), {}, false, false});
        send(entry);
    }
}

/// To a daemon that is not there nobody gets through; some try again later.
void Simulation::send(std::uint64_t entry) {
    if (!process_) {
        if (chance_.one_in(3)) after(draw_pause(10, 3600), [this, entry] { send(entry); });
        return;
    }
    waiting_.insert(entry);
    process_->submit(ledger_[entry - 1].submission, [this, entry](const Outcome& outcome) { answer(entry, outcome); });
}

void Simulation::answer(std::uint64_t number, const Outcome& outcome) {
    waiting_.erase(number);
    auto& entry = ledger_[number - 1];
    const auto* done = std::get_if<Done>(&outcome);
    note("answer " + std::to_string(number) + ' ' + kind_of(outcome) + (done != nullptr ? ' ' + done->reply : ""));
    if (std::holds_alternative<IdClash>(outcome)) judge_.find("I6", "a command clashes with itself");
    if (std::holds_alternative<Stopped>(outcome) && chance_.one_in(2)) {
        after(draw_pause(30, 600), [this, number] { send(number); });
    }
    if (done == nullptr) return;
    if (entry.changed && done->reply != entry.reply) judge_.find("I6", "a command has two answers");
    if (done->repeated && !entry.answered) probes_.hit(Probe::found_done_after_a_crash);
    entry.reply = done->reply;
    entry.answered = true;
    entry.changed = entry.changed || done->changed || done->repeated;
}

/// What was answered stands in the log once; what was not stands there once or not at all.
void Simulation::judge_ledger() {
    const auto& groups = judge_.model().groups_of;
    for (std::uint64_t number = 1; number <= ledger_.size(); ++number) {
        const auto found = groups.find(Sequence{number});
        const auto times = found == groups.end() ? 0 : found->second;
        if (times > 1) judge_.find("I13", "command " + std::to_string(number) + " stands in the log twice");
        if (ledger_[number - 1].changed && times == 0) {
            judge_.find("I1", "command " + std::to_string(number) + " was answered and is not in the log");
        }
    }
}

}  // namespace hometime::simulation
