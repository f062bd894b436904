#include "eventstore/base/time_zone.h"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <cstdlib>
#include <fstream>

#include "eventstore/base/mutants.h"

namespace hometime {

namespace {

constexpr int kMinutesPerDay = 24 * 60;

UtcTime from_absl(absl::Time time) {
    return from_unix_micros(absl::ToUnixMicros(time));
}
absl::Time to_absl(UtcTime time) {
    return absl::FromUnixMicros(to_unix_micros(time));
}

absl::CivilDay civil_day(LocalDate date) {
    return absl::CivilDay(1970, 1, 1) + date.time_since_epoch().count();
}

/// "24:00" is the midnight that begins the next day.
absl::CivilSecond civil_second(LocalDate date, LocalMinute minute) {
    const absl::CivilDay day = civil_day(date) + minute.value / kMinutesPerDay;
    const int of_day = minute.value % kMinutesPerDay;
    return absl::CivilSecond(day.year(), day.month(), day.day(), of_day / 60, of_day % 60, 0);
}

/// Area/Location names say which rules apply; "EST" or "Etc/GMT+5" would freeze an offset for ever.
bool is_place(std::string_view name) {
    return name == "UTC" || (name.find('/') != std::string_view::npos && !name.starts_with("Etc/"));
}

}  // namespace

struct TimeZone::Impl {
    std::string name;
    absl::TimeZone zone;
};

TimeZone::TimeZone(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Result<TimeZone> TimeZone::load(std::string_view name) {
    absl::TimeZone zone;
    if (!is_place(name) || !absl::LoadTimeZone(absl::string_view(name.data(), name.size()), &zone)) {
        return fail(ErrorCode::invalid, "the time zone is not known: write an IANA name like Europe/London");
    }
    return TimeZone(std::make_shared<const Impl>(Impl{std::string(name), zone}));
}

TimeZone TimeZone::utc() {
    return TimeZone(std::make_shared<const Impl>(Impl{"UTC", absl::UTCTimeZone()}));
}

const std::string& TimeZone::name() const noexcept {
    return impl_->name;
}

LocalTime TimeZone::local(UtcTime instant) const {
    const auto civil = impl_->zone.At(to_absl(instant)).cs;
    const auto days = absl::CivilDay(civil) - absl::CivilDay(1970, 1, 1);
    return {LocalDate{std::chrono::days{days}}, civil.hour() * 3600 + civil.minute() * 60 + civil.second()};
}

Resolved TimeZone::resolve(LocalDate date, LocalMinute minute) const {
    const auto info = impl_->zone.At(civil_second(date, minute));
    switch (info.kind) {
        case absl::TimeZone::TimeInfo::UNIQUE:
            return {Resolved::Kind::unique, from_absl(info.pre), from_absl(info.trans)};
        case absl::TimeZone::TimeInfo::SKIPPED:
            return {Resolved::Kind::skipped, from_absl(info.pre), from_absl(info.trans)};
        case absl::TimeZone::TimeInfo::REPEATED: break;
    }
    return {Resolved::Kind::repeated, from_absl(info.pre), from_absl(info.trans)};
}

UtcTime TimeZone::endpoint(LocalDate date, LocalMinute minute) const {
    const auto resolved = resolve(date, minute);
    if (mutant(Mutant::second_pass_opens) && resolved.kind == Resolved::Kind::repeated) return resolved.transition;
    return resolved.kind == Resolved::Kind::skipped ? resolved.transition : resolved.first;
}

bool TimeZone::has_date(LocalDate date) const {
    // A date that exists has a first instant that reads as that date; a skipped one reads as the next.
    return local(endpoint(date, LocalMinute{0})).date == date;
}

std::optional<UtcTime> TimeZone::next_transition(UtcTime instant) const {
    absl::TimeZone::CivilTransition transition;
    if (!impl_->zone.NextTransition(to_absl(instant), &transition)) return std::nullopt;
    // `to` is what the clock shows at that instant: unique after a gap, repeated (trans: its second pass) in a fold.
    // `from` would be unique in a fold, and mean the end of the second pass.
    return from_absl(impl_->zone.At(transition.to).trans);
}

std::string TimeZone::format(UtcTime instant) const {
    return absl::FormatTime("%Y-%m-%d%ET%H:%M:%S%Ez", to_absl(instant), impl_->zone);
}

std::string zone_data_version() {
    const char* folder = std::getenv("TZDIR");
    std::ifstream file(std::string(folder != nullptr ? folder : "/usr/share/zoneinfo") + "/tzdata.zi");
    std::string hash;
    std::string word;
    std::string version;
    if (file >> hash >> word >> version && word == "version") return version;
    return "unknown";
}

}  // namespace hometime
