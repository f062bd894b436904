// The newest facts, read once for all open streams.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>

#include "daemon/access/updates.h"
#include "eventstore/log.h"

namespace hometime::http {

/// Any thread.
class RecentFacts {
public:
    /// `log` and `views` must outlive it. `kept`: facts in memory; at the bound the oldest ones go, and are read again
    /// for whoever is behind.
    RecentFacts(const EventLog& log, const ViewSource& views, std::size_t kept = 4096)
        : log_(log), views_(views), kept_(kept) {}

    /// The fact at a position that the views hold. Throws when it cannot be read.
    [[nodiscard]] std::shared_ptr<const Happening> at(Position position);

private:
    const EventLog& log_;
    const ViewSource& views_;
    std::size_t kept_;
    std::mutex mutex_;
    std::map<Position, std::shared_ptr<const Happening>> facts_;
    std::deque<Position> order_;
};

}  // namespace hometime::http
