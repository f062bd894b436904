#include "daemon/zone_data_watch.h"

namespace hometime {

ZoneDataWatch::ZoneDataWatch(std::function<std::string()> read)
    : read_(std::move(read)), started_with_(read_()), seen_(started_with_) {}

std::optional<std::string> ZoneDataWatch::look(MonotonicTime now) {
    if (looked_ && now < *looked_ + kLookAtZoneData) return std::nullopt;
    looked_ = now;
    auto version = read_();
    if (version == seen_) return std::nullopt;
    seen_ = version;
    changed_.store(version != started_with_);
    return version;
}

}  // namespace hometime
