#include "projections/views/runner.h"

#include <algorithm>
#include <utility>

namespace hometime {

namespace {

/// Facts folded and written at a time.
constexpr std::size_t kBatchMax = 512;
/// How long a stop may go unnoticed while nothing happens.
constexpr std::chrono::milliseconds kTailWait{200};

}  // namespace

ViewRunner::ViewRunner(const EventLog& log, Tail& tail, ViewSink& sink, Projections projections)
    : log_(log), tail_(tail), folder_(log, sink, std::move(projections)) {}

ViewRunner::~ViewRunner() {
    stop();
}

Result<void> ViewRunner::start() {
    if (auto loaded = folder_.load(); !loaded) return loaded;
    show_progress();
    for (const auto& head : log_.heads()) at_start_[head.school] = Sequence{head.size};
    {
        const std::scoped_lock lock(mutex_);
        ended_ = false;
    }
    thread_ = std::thread([this] { run(); });
    return {};
}

void ViewRunner::stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
}

void ViewRunner::run() {
    auto cursors = folder_.cursors();
    Result<void> stepped;
    while (stepped && !stopping_ && !tail_.stopped()) stepped = step(cursors);
    {
        const std::scoped_lock lock(mutex_);
        if (!stepped) failure_ = stepped.error();
        ended_ = true;
    }
    moved_.notify_all();
}

Result<void> ViewRunner::step(Cursors& cursors) try {
    auto facts = tail_.next(cursors, kBatchMax, kTailWait);
    if (!facts) return tl::unexpected(facts.error());
    if (facts->empty()) return {};
    if (auto folded = folder_.fold(*facts); !folded) return folded;
    show_progress();
    if (on_progress_) on_progress_();
    return {};
} catch (const ViewError& error) {
    return fail(ErrorCode::corrupt, std::string("views: ") + error.what());
}

void ViewRunner::show_progress() {
    auto seen = folder_.cursors();
    auto status = folder_.status();
    {
        const std::scoped_lock lock(mutex_);
        seen_ = std::move(seen);
        status_ = std::move(status);
    }
    moved_.notify_all();
}

bool ViewRunner::wait_for(Position position, std::chrono::milliseconds timeout) const {
    std::unique_lock lock(mutex_);
    const auto passed = [&] {
        const auto seen = seen_.find(position.school);
        return seen != seen_.end() && seen->second >= position.sequence;
    };
    moved_.wait_for(lock, std::min(timeout, kReadYourWritesMax), [&] { return ended_ || passed(); });
    return passed();
}

bool ViewRunner::caught_up(SchoolId school, std::chrono::milliseconds timeout) const {
    const auto held = at_start_.find(school);
    return held == at_start_.end() || wait_for({school, held->second}, timeout);
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
