#include "daemon/http/stream_places.h"

namespace hometime::http {

std::shared_ptr<StreamPlaces::Place> StreamPlaces::take(std::uint64_t account) {
    const std::scoped_lock lock(mutex_);
    for (auto& [one, places] : of_account_) std::erase_if(places, [](const auto& place) { return place.expired(); });
    std::erase_if(of_account_, [](const auto& entry) { return entry.second.empty(); });
    if (taken_->fetch_add(1) >= in_all_) {
        taken_->fetch_sub(1);
        return nullptr;
    }
    auto place = std::make_shared<Place>(taken_);
    auto& own = of_account_[account];
    own.push_back(place);
    while (own.size() > of_person_) {
        if (const auto oldest = own.front().lock()) oldest->wanted_ = true;
        own.pop_front();
    }
    return place;
}

}  // namespace hometime::http
