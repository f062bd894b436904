#include "daemon/http/recent_facts.h"

#include <stdexcept>

namespace hometime::http {

std::shared_ptr<const Happening> RecentFacts::at(Position position) {
    {
        const std::scoped_lock lock(mutex_);
        if (const auto found = facts_.find(position); found != facts_.end()) return found->second;
    }
    const auto record = log_.read(position);
    if (!record) throw std::runtime_error("a record cannot be read: " + record.error().detail);
    auto fact = std::make_shared<const Happening>(happening(log_, views_, position.school, *record));
    const std::scoped_lock lock(mutex_);
    if (!facts_.emplace(position, fact).second) return fact;
    order_.push_back(position);
    while (order_.size() > kept_) {
        facts_.erase(order_.front());
        order_.pop_front();
    }
    return fact;
}

}  // namespace hometime::http
