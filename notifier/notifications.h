// Telling people outside the application: whom to ask for, on which channel, and what becomes of what was sealed. A
// fold of the log and of the sequencer's answers; after a start everybody is asked for anew, and the decisions seal
// nothing twice.
#pragma once

#include <memory>
#include <vector>

#include "eventstore/record.h"
#include "notifier/ask_timer.h"
#include "notifier/hand_overs.h"
#include "projections/state/school.h"

namespace hometime {

/// One person on one channel.
struct NotificationFor {
    SchoolId school;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    Channel channel{};
    friend auto operator<=>(const NotificationFor&, const NotificationFor&) = default;
};
/// The people on duty, of one concern.
struct DutyFor {
    SchoolId school;
    ConcernId concern;
    friend auto operator<=>(const DutyFor&, const DutyFor&) = default;
};

/// What the sequencer said of a question: when to ask again; empty: not before the log says something new.
template <class Key>
struct TimedAnswer {
    Key whose;
    std::optional<UtcTime> again_at;
};

/// What is asked of the sequencer; the decisions check everything again.
class NotificationPort {
public:
    virtual ~NotificationPort() = default;
    virtual void seal_notification(const NotificationFor& whose) = 0;
    virtual void alert_duty(const DutyFor& whose, const std::vector<Channel>& channels) = 0;
    virtual void settle_notification(const HandOvers::Settlement& settlement) = 0;
    /// What was answered since the last call; a question that a busy sequencer did not take has no answer.
    [[nodiscard]] virtual std::vector<TimedAnswer<NotificationFor>> take_notification_answers() = 0;
    [[nodiscard]] virtual std::vector<TimedAnswer<DutyFor>> take_duty_answers() = 0;
};

/// Persons asked for at one look at the clock at most; the others follow at the next.
inline constexpr std::size_t kNotificationsAsked = 256;

/// One thread.
class Notifications {
public:
    /// At most one channel of each kind. None: nobody is told anything.
    explicit Notifications(std::vector<std::unique_ptr<OutsideChannel>> channels) : channels_(std::move(channels)) {}

    /// What was under way and what waits when the notifier started. Throws StateError.
    void restore(const School& school);
    /// Learns of one committed fact.
    void fold(const LoggedRecord& logged);
    /// Windows of one member of staff, or (0) of everybody in the school, are others from now on.
    void hours_changed(SchoolId school, StaffId staff);

    /// Asks for what is due, hands over what is sealed, records what came of it.
    void go_round(NotificationPort& port, UtcTime now, MonotonicTime steady);
    /// The next instant at which go_round() has something to do that it has not asked for yet; nullopt: none.
    [[nodiscard]] std::optional<UtcTime> next() const;
    /// Sealed, and nothing came of them yet.
    [[nodiscard]] std::size_t under_way() const { return hand_overs_.size(); }

private:
    void ask(SchoolId school, PersonKind kind, std::uint64_t person);

    std::vector<std::unique_ptr<OutsideChannel>> channels_;
    AskTimer<NotificationFor> people_;
    AskTimer<DutyFor> duty_;
    HandOvers hand_overs_;
};

}  // namespace hometime
