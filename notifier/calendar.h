// When one person's response windows are open. Pure: the same calendar and instant give the same
// answer. Rules R1-R7 are numbered as in docs/windows.md.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "eventstore/base/json.h"
#include "eventstore/base/time_zone.h"
#include "eventstore/events/calendar_types.h"

namespace hometime {

/// A stretch of time in which the person may be reached: [open, close).
struct OpenInterval {
    UtcTime open;
    UtcTime close;
    Occurrence occurrence;  ///< the window that it came from; of several that merged, the earliest
    friend bool operator==(const OpenInterval&, const OpenInterval&) = default;
};

/// The answer to "when will it be seen?".
struct Opening {
    UtcTime release;  ///< the asked instant itself when a window is open
    UtcTime close;    ///< of the window that `release` falls into
    Occurrence occurrence;
    friend bool operator==(const Opening&, const Opening&) = default;
};

/// How far ahead an opening is looked for. Unit: days. Beyond it the answer is "never" (R6).
inline constexpr int kHorizonDays = 550;

/// A calendar ready to be asked. Immutable, cheap to copy (copies share what they worked out), any thread.
class EffectiveCalendar {
public:
    EffectiveCalendar(Calendar calendar, TimeZone zone);
    /// Errors: `invalid` for an unknown zone.
    [[nodiscard]] static Result<EffectiveCalendar> make(Calendar calendar);

    /// The earliest instant >= now in an open window (R6); nullopt: none within kHorizonDays.
    [[nodiscard]] std::optional<Opening> next_open(UtcTime now) const;
    /// By when an answer is expected (R7); nullopt: there is no opening.
    [[nodiscard]] std::optional<UtcTime> due(UtcTime sent) const;
    /// The same for something that is released later than next_open(sent): after a move.
    [[nodiscard]] UtcTime due(UtcTime sent, const Opening& opening) const;
    /// What R7 counts to: the same wall time on the next date that owns a window; nullopt: none within kHorizonDays.
    [[nodiscard]] std::optional<UtcTime> deadline(UtcTime sent) const;
    [[nodiscard]] bool is_open(UtcTime now) const;
    /// The windows that this date owns (R2), those of evenings that were joined too, without quiet and busy time, in
    /// order, merged.
    [[nodiscard]] std::vector<OpenInterval> windows_on(LocalDate date) const;
    [[nodiscard]] const Calendar& calendar() const { return *calendar_; }
    [[nodiscard]] const TimeZone& zone() const { return zone_; }

private:
    struct Worked;
    [[nodiscard]] std::vector<OpenInterval> work_out(LocalDate date) const;
    [[nodiscard]] bool closed_on(LocalDate date) const;
    [[nodiscard]] std::vector<WindowSpan> spans_on(LocalDate date) const;
    [[nodiscard]] std::vector<OpenInterval> joined_on(LocalDate date) const;
    [[nodiscard]] OpenInterval resolve(LocalDate date, const WindowSpan& span) const;
    enum class Hole : std::uint8_t { quiet, busy };
    void subtract(Hole hole, std::vector<OpenInterval>& intervals) const;
    [[nodiscard]] std::vector<OpenInterval> holes_between(Hole hole, UtcTime from, UtcTime to) const;
    template <class Visit>
    void each_merged(LocalDate from, LocalDate to, Visit visit) const;

    std::shared_ptr<const Calendar> calendar_;
    TimeZone zone_;
    std::shared_ptr<Worked> worked_;  ///< windows by date, so that a busy morning works each out once
};

/// The layers: the school's calendar, then what is one person's own. Closed wins, quiet hours win over
/// every window (D2).
[[nodiscard]] Calendar effective(const Calendar& school, const std::vector<CalendarException>& exceptions,
                                 const std::vector<QuietPeriod>& quiet_hours, const std::vector<BusyPeriod>& busy);

/// What is wrong with a calendar that somebody wants to set; empty: nothing.
[[nodiscard]] json::FieldErrors check(const Calendar& calendar);

}  // namespace hometime
