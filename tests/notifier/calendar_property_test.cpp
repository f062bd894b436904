// Ten thousand instants in each of seven zones, against the slow reference. Half of the stretches hold a change of
// the clocks.
#include <gtest/gtest.h>

#include "tests/notifier/random_calendars.h"
#include "tests/notifier/reference_calendar.h"
#include "tests/support/fact_log.h"

namespace hometime {
namespace {

using test::instant;

struct Place {
    const char* zone;
    const char* change;  ///< an instant within days of something odd
    friend std::ostream& operator<<(std::ostream& out, const Place& place) { return out << place.zone; }
};

constexpr int kStretches = 40;
constexpr int kCalendars = 5;
constexpr int kInstants = 50;
static_assert(kStretches * kCalendars * kInstants == 10'000);

constexpr std::chrono::days kBefore{4};   ///< before the first instant: windows and days that reach into it
constexpr std::chrono::days kAsked{12};   ///< in which instants are taken
constexpr std::chrono::days kBehind{20};  ///< in which answers are expected
constexpr int kDays = static_cast<int>((kBefore + kAsked + kBehind).count());

class CalendarProperties : public testing::TestWithParam<Place> {
protected:
    /// The first minute of a stretch: around the odd instant, around some change of the clocks, or anywhere.
    UtcTime begin_of(int stretch) {
        const auto anywhere = random_.instant(instant("1985-06-01T00:00:00Z"), instant("2037-01-01T00:00:00Z"));
        auto middle = stretch == 0 ? instant(GetParam().change) : anywhere;
        if (stretch % 2 == 1) middle = zone_.next_transition(anywhere).value_or(anywhere);
        return std::chrono::floor<std::chrono::minutes>(middle - kAsked / 2 - kBefore);
    }

    TimeZone zone_ = TimeZone::load(GetParam().zone).value();
    test::RandomCalendars random_{20'261'124};
};

TEST_P(CalendarProperties, R1_R7_EveryAnswerIsThatOfTheSlowReference) {
    int answered = 0;
    for (int stretch = 0; stretch < kStretches; ++stretch) {
        const auto begin = begin_of(stretch);
        const test::WallClock wall(zone_, begin, static_cast<std::size_t>(kDays) * 1440);
        ASSERT_TRUE(wall.whole_minutes);
        for (int i = 0; i < kCalendars; ++i) {
            const auto calendar = random_.calendar(GetParam().zone, zone_.local(begin + kBefore).date, 12);
            const test::ReferenceCalendar reference(wall, calendar);
            const auto ready = EffectiveCalendar::make(calendar).value();
            for (int k = 0; k < kInstants; ++k) {
                const auto now = random_.instant(begin + kBefore, begin + kBefore + kAsked);
                SCOPED_TRACE(to_string(now) + " " + json::to_string(calendar));
                ASSERT_EQ(ready.is_open(now), reference.is_open(wall.index_of(now)));
                const auto expected = reference.next_open(now);
                const auto actual = ready.next_open(now);
                if (!expected || expected->close > begin + kBefore + kAsked + kBehind - std::chrono::days{2}) {
                    ASSERT_TRUE(!actual || actual->close > begin + kBefore + kAsked + kBehind - std::chrono::days{2});
                    continue;
                }
                ++answered;
                ASSERT_TRUE(actual);
                ASSERT_EQ(to_string(actual->release), to_string(expected->release));
                ASSERT_EQ(to_string(actual->close), to_string(expected->close));
                ASSERT_EQ(to_string(actual->occurrence.date), to_string(expected->occurrence.date));
                ASSERT_EQ(to_string(actual->occurrence.opens), to_string(expected->occurrence.opens));
                if (const auto due = reference.due(now)) ASSERT_EQ(to_string(*ready.due(now)), to_string(*due));
            }
        }
    }
    EXPECT_GT(answered, 8000);  // Few of the calendars have no window within three weeks.
}

TEST_P(CalendarProperties, AnAnswerIsOpenIsItsOwnAnswerAndNeverGoesBack) {
    for (int i = 0; i < 100; ++i) {
        const auto begin = random_.instant(instant("1985-06-01T00:00:00Z"), instant("2037-01-01T00:00:00Z"));
        const auto ready =
            EffectiveCalendar::make(random_.calendar(GetParam().zone, zone_.local(begin).date, 12)).value();
        std::vector<UtcTime> instants;
        for (int k = 0; k < 30; ++k) instants.push_back(random_.instant(begin, begin + kAsked));
        std::sort(instants.begin(), instants.end());
        UtcTime before = UtcTime::min();
        for (const auto now : instants) {
            const auto opening = ready.next_open(now);
            if (!opening) continue;
            EXPECT_GE(opening->release, now);
            EXPECT_GT(opening->close, opening->release);
            EXPECT_TRUE(ready.is_open(opening->release));
            EXPECT_FALSE(ready.is_open(opening->close));
            EXPECT_EQ(ready.next_open(opening->release), opening);
            EXPECT_GE(opening->release, before);
            EXPECT_GE(ready.due(now), opening->close);
            before = opening->release;
        }
    }
}

TEST_P(CalendarProperties, AClosureNeverMakesItEarlier) {
    for (int i = 0; i < 100; ++i) {
        const auto begin = random_.instant(instant("1985-06-01T00:00:00Z"), instant("2037-01-01T00:00:00Z"));
        const auto date = zone_.local(begin).date;
        auto calendar = random_.calendar(GetParam().zone, date, 12);
        const auto open = EffectiveCalendar::make(calendar).value();
        calendar.exceptions.push_back(
            {date, date + std::chrono::days{random_.below(6)}, ExceptionKind::closed, std::nullopt});
        const auto closed = EffectiveCalendar::make(calendar).value();
        for (int k = 0; k < 20; ++k) {
            const auto now = random_.instant(begin, begin + kAsked);
            const auto without = open.next_open(now);
            const auto with = closed.next_open(now);
            if (with) EXPECT_TRUE(without && without->release <= with->release) << to_string(now);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Zones, CalendarProperties,
                         testing::Values(Place{"Europe/London", "2026-03-29T01:00:00Z"},
                                         Place{"Europe/Berlin", "2026-10-25T01:00:00Z"},
                                         Place{"America/New_York", "2026-11-01T06:00:00Z"},
                                         Place{"Australia/Lord_Howe", "2026-04-04T15:00:00Z"},
                                         Place{"Asia/Kathmandu", "1985-12-31T18:30:00Z"},
                                         Place{"Africa/Casablanca", "2026-02-15T02:00:00Z"},
                                         Place{"Pacific/Apia", "2011-12-30T10:00:00Z"}),
                         [](const auto& place) {
                             std::string name = place.param.zone;
                             std::replace(name.begin(), name.end(), '/', '_');
                             return name;
                         });

}  // namespace
}  // namespace hometime
