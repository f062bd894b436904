#include "daemon/commands/today.h"

#include "eventstore/base/time_zone.h"

namespace hometime {

LocalDate today(const School& school, UtcTime now) {
    const auto zone = TimeZone::load(school.school()->zone);
    if (!zone) throw StateError("the school's time zone is not on this computer");
    return zone->local(now).date;
}

}  // namespace hometime
