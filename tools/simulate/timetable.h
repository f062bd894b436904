// When a calendar is open, by walking over the minutes of a day: no arithmetic with wall times. What was walked over is
// remembered.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "notifier/calendar.h"

namespace hometime::simulation {

class Timetables {
public:
    /// Whether it is open at that instant.
    [[nodiscard]] bool is_open(const Calendar& calendar, UtcTime now);
    /// The first instant >= now at which it is open, and for which window; nullopt: none within so many days.
    struct Opening {
        UtcTime at;
        Occurrence occurrence;
    };
    [[nodiscard]] std::optional<Opening> next_open(const Calendar& calendar, UtcTime now, int days);
    /// The first instant >= now at which both are.
    [[nodiscard]] std::optional<UtcTime> next_open(const Calendar& one, const Calendar& other, UtcTime now, int days);

private:
    struct Interval {
        UtcTime open;
        UtcTime close;
        Occurrence occurrence;
    };
    struct Walked {
        Calendar calendar;
        std::map<std::int64_t, std::vector<Interval>> days;
    };
    [[nodiscard]] const std::vector<Interval>& day(Walked& walked, std::int64_t day);
    [[nodiscard]] Walked& walked(const Calendar& calendar);

    std::vector<std::unique_ptr<Walked>> known_;  ///< newest use first; a bounded number
};

}  // namespace hometime::simulation
