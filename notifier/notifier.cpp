#include "notifier/notifier.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace hometime {

Notifier::Notifier(const EventLog& log, Tail& tail, const Clock& clock, CommandPort& port, Channels channels)
    : clock_(clock), rounds_(log, tail, clock, port, std::move(channels)) {}

Notifier::~Notifier() {
    stop();
}

Result<void> Notifier::start() {
    if (auto restored = rounds_.restore(); !restored) return restored;
    held_.store(rounds_.held());
    thread_ = std::thread([this] { run(); });
    return {};
}

void Notifier::stop() {
    stopping_.store(true);
    if (thread_.joinable()) thread_.join();
}

/// Until the next window opens, but never longer than a look at the clock takes.
std::chrono::milliseconds Notifier::patience() const {
    const auto next = rounds_.next();
    if (!next) return kLookAtClock;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(clock_.system_time_of(*next) - std::chrono::system_clock::now());
    return std::clamp(left, std::chrono::milliseconds(1), kLookAtClock);
}

/// When the log failed, whoever gave it to us ends the process.
void Notifier::run() {
    while (!stopping_.load() && rounds_.go_round(patience())) look();
}

void Notifier::look() {
    held_.store(rounds_.held());
    notifications_.store(rounds_.notifications());
    look_for_dates();
    latest_ms_.store(std::max<std::int64_t>(latest_ms_.load(), rounds_.late().count()));
}

/// A start computes everything held again: what the first look finds may be gone at the next.
void Notifier::look_for_dates() {
    auto counts = rounds_.without_date();
    std::size_t all = 0;
    for (const auto& [school, count] : counts) {
        all += count;
        const auto known = said_.find(school);
        if (known != said_.end() && count <= known->second) continue;
        spdlog::warn("school {}: {} messages are held without a date, for no window of their readers is in sight",
                     to_string(school), count);
    }
    said_ = std::move(counts);
    without_date_.store(all);
}

}  // namespace hometime
