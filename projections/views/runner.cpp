#include "projections/views/runner.h"

#include <algorithm>
#include <utility>

#include "eventstore/disk_space.h"

namespace hometime {

namespace {

/// Facts folded and written at a time.
constexpr std::size_t kBatchMax = 512;
/// How long a stop may go unnoticed while nothing happens.
constexpr std::chrono::milliseconds kTailWait{200};

}  // namespace

ViewRunner::ViewRunner(const EventLog& log, Tail& tail, ViewShelf& shelf, const ProjectionMaker& make)
    : log_(log), tail_(tail), shelf_(shelf), folder_(log, shelf, make()), builder_(log, shelf, make) {}

ViewRunner::~ViewRunner() {
    stop();
}

Result<void> ViewRunner::start() {
    if (auto loaded = folder_.load(); !loaded) return loaded;
    for (const auto& head : log_.heads()) at_start_[head.school] = Sequence{head.size};
    const bool nothing_yet = std::all_of(at_start_.begin(), at_start_.end(), [](const auto& h) { return !h.second; });
    auto building = shelf_.begun();
    const auto all = folder_.status();
    for (const auto& view : folder_.views()) {
        const auto status =
            std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.name == to_string(view); });
        const bool empty = status->seen.empty() && !nothing_yet;
        if (!empty && shelf_.serving(view) == view) continue;
        folder_.stand_aside(view);
        if (std::find(building.begin(), building.end(), view) != building.end()) continue;
        if (auto begun = shelf_.begin(view); !begun) return begun;
        building.push_back(view);
    }
    if (auto gone_on = builder_.go_on(building); !gone_on) return gone_on;
    show_progress();
    {
        const std::scoped_lock lock(mutex_);
        ended_ = false;
    }
    thread_ = std::thread([this] { run(); });
    return {};
}

void ViewRunner::start_once() {
    for (const auto& head : log_.heads()) at_start_[head.school] = Sequence{head.size};
    {
        const std::scoped_lock lock(mutex_);
        ended_ = false;
    }
    thread_ = std::thread([this] { run_once(); });
}

void ViewRunner::stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
}

void ViewRunner::run() {
    auto cursors = folder_.cursors();
    Result<void> stepped;
    while (stepped && !stopping_ && !tail_.stopped()) {
        if (!wait_for_room()) continue;
        stepped = step(cursors);
        if (stepped || !says_no_space(stepped.error())) continue;
        cursors = folder_.cursors();  // Nothing of that batch is in the views.
        stepped = {};
        stand_for_room();
    }
    {
        const std::scoped_lock lock(mutex_);
        if (!stepped) failure_ = stepped.error();
        ended_ = true;
    }
    moved_.notify_all();
}

/// False: there was none, and a moment has passed.
bool ViewRunner::wait_for_room() {
    if (has_room_ && !has_room_()) {
        stand_for_room();
        return false;
    }
    stands_for_room_ = false;
    return true;
}

void ViewRunner::stand_for_room() {
    {
        const std::scoped_lock lock(mutex_);
        stands_for_room_ = true;
        lacks_for_room_ = true;
    }
    moved_.notify_all();
    std::this_thread::sleep_for(kTailWait);
}

bool ViewRunner::have_all(const Cursors& cursors) const {
    const auto heads = log_.heads();
    return std::all_of(heads.begin(), heads.end(), [&](const auto& head) {
        const auto seen = cursors.find(head.school);
        return seen != cursors.end() && seen->second.value >= head.size;
    });
}

void ViewRunner::run_once() {
    for (const auto& [school, size] : at_start_) {
        // Where a log cannot be read any further, whoever reads it has said so already.
        if (auto folded = fold_readable(school); !folded && stopping_) break;
    }
    {
        const std::scoped_lock lock(mutex_);
        complete_ = !stopping_;
        ended_ = true;
    }
    moved_.notify_all();
}

Result<void> ViewRunner::fold_readable(SchoolId school) try {
    Tail::Records batch;
    Result<void> folded;
    const auto fold = [&] {
        folded = folder_.fold(batch);
        batch.clear();
        show_progress();
        return folded.has_value() && !stopping_;
    };
    const auto scanned = log_.scan(school, Sequence{1}, [&](const Record& record) {
        batch.push_back(std::make_shared<const LoggedRecord>(LoggedRecord{school, record}));
        return batch.size() < kBatchMax || fold();
    });
    if (folded && !batch.empty()) fold();
    return scanned ? folded : scanned;
} catch (const ViewError& error) {
    return fail(ErrorCode::corrupt, std::string("views: ") + error.what());
}

/// While something is built, nobody waits for new facts.
Result<void> ViewRunner::step(Cursors& cursors) try {
    auto facts = tail_.next(cursors, kBatchMax, builder_.busy() ? std::chrono::milliseconds(0) : kTailWait);
    if (!facts) return tl::unexpected(facts.error());
    if (auto folded = fold(*facts); !folded) return folded;
    if (lacks_for_room_ && have_all(cursors)) lacks_for_room_ = false;
    if (!builder_.busy()) return {};
    const auto changed = builder_.step(folder_, cursors);
    if (!changed) return condemn(changed.error());
    show_progress();
    if (*changed && on_progress_) on_progress_();
    return {};
} catch (const ViewError& error) {
    return condemn({ErrorCode::corrupt, std::string("views: ") + error.what()});
}

Result<void> ViewRunner::fold(const Tail::Records& facts) {
    if (!facts.empty()) {
        if (auto folded = folder_.fold(facts); !folded) return condemn(folded.error());
    }
    if (auto noted = mend_later(); !noted) return condemn(noted.error());
    if (facts.empty()) return {};
    show_progress();
    if (on_progress_) on_progress_();
    return {};
}

/// A view whose rows are damaged stops. It is for a person to say when it is built anew; the next start does it anyway.
Result<void> ViewRunner::mend_later() {
    std::vector<ViewName> damaged;
    {
        const std::scoped_lock lock(mutex_);
        damaged = damaged_;
    }
    for (const auto& view : damaged) folder_.stop(view, "view_unreadable");
    bool changed = false;
    for (const auto& view : folder_.damaged()) {
        if (std::find(mended_later_.begin(), mended_later_.end(), view) != mended_later_.end()) continue;
        const auto begun = shelf_.begun();
        if (std::find(begun.begin(), begun.end(), view) == begun.end()) {
            if (auto begins = shelf_.begin(view); !begins) return begins;
        }
        mended_later_.push_back(view);
        changed = true;
    }
    if (changed) show_progress();
    return {};
}

/// Damage that is not one view's alone: the next start makes all of them anew.
Result<void> ViewRunner::condemn(const Error& error) {
    if (error.code == ErrorCode::corrupt && error.detail.starts_with("views: ")) shelf_.condemn();
    return tl::unexpected(error);
}

void ViewRunner::show_progress() {
    auto seen = folder_.readable();
    auto status = folder_.status();
    const auto views = folder_.views();
    for (std::size_t i = 0; i < views.size(); ++i) status[i].served = to_string(shelf_.serving(views[i]));
    builder_.describe(status);
    std::vector<ViewName> mended;
    for (const auto& view : mended_later_) {
        const auto at = std::find(views.begin(), views.end(), view) - views.begin();
        if (!status[static_cast<std::size_t>(at)].stopped) mended.push_back(view);
    }
    for (const auto& view : mended) std::erase(mended_later_, view);
    {
        const std::scoped_lock lock(mutex_);
        seen_ = std::move(seen);
        builds_first_ = std::any_of(status.begin(), status.end(), [](const auto& one) { return one.aside; });
        for (const auto& view : mended) std::erase(damaged_, view);
        status_.swap(status);
    }
    moved_.notify_all();
    tell_of_stops(status, this->status());
}

void ViewRunner::tell_of_stops(const std::vector<ProjectionStatus>& before,
                               const std::vector<ProjectionStatus>& now) const {
    if (!on_stop_) return;
    for (std::size_t i = 0; i < now.size(); ++i) {
        const bool known = i < before.size() && before[i].stopped;
        if (now[i].stopped && !known) on_stop_(now[i]);
    }
}

void ViewRunner::found_damaged(const ViewName& view) {
    const std::scoped_lock lock(mutex_);
    if (std::find(damaged_.begin(), damaged_.end(), view) == damaged_.end()) damaged_.push_back(view);
}

bool ViewRunner::has_stopped(const ViewName& view) const {
    const std::scoped_lock lock(mutex_);
    if (std::find(damaged_.begin(), damaged_.end(), view) != damaged_.end()) return true;
    const auto name = to_string(view);
    return std::any_of(status_.begin(), status_.end(),
                       [&](const ProjectionStatus& status) { return status.stopped && status.name == name; });
}

bool ViewRunner::wait_for(Position position, std::chrono::milliseconds timeout) const {
    return wait(position, timeout, false);
}

bool ViewRunner::wait(Position position, std::chrono::milliseconds timeout, bool for_building) const {
    std::unique_lock lock(mutex_);
    const auto passed = [&] {
        const auto seen = seen_.find(position.school);
        return seen != seen_.end() && seen->second >= position.sequence;
    };
    moved_.wait_for(lock, std::min(timeout, kReadYourWritesMax),
                    [&] { return ended_ || stands_for_room_ || (builds_first_ && !for_building) || passed(); });
    return passed();
}

bool ViewRunner::caught_up(SchoolId school, std::chrono::milliseconds timeout) const {
    const auto held = at_start_.find(school);
    if (held == at_start_.end() || wait({school, held->second}, timeout, true)) return true;
    const std::scoped_lock lock(mutex_);
    if (complete_ || !lacks_for_room_) return complete_;
    const auto seen = seen_.find(school);
    return seen != seen_.end() && seen->second > Sequence{};
}

Sequence ViewRunner::seen(SchoolId school) const {
    const std::scoped_lock lock(mutex_);
    const auto seen = seen_.find(school);
    return seen == seen_.end() ? Sequence{} : seen->second;
}

std::vector<ProjectionStatus> ViewRunner::status() const {
    const std::scoped_lock lock(mutex_);
    return status_;
}

std::optional<Error> ViewRunner::failure() const {
    const std::scoped_lock lock(mutex_);
    return failure_;
}

}  // namespace hometime
