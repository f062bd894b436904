// Commands about telling people outside the application (e-mail, push), and what a person chooses of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "eventstore/events/catalogue.h"

namespace hometime {

/// The notifier's: what has reached this person may be told to them on this channel now.
struct SealNotification {
    PersonKind person_kind{};
    std::uint64_t person = 0;
    Channel channel{};
};
/// The notifier's: the people on duty are told of a concern that nobody has acknowledged, on these channels.
struct AlertDuty {
    ConcernId concern;
    std::vector<Channel> channels;
};
/// The notifier's: what came of it. `rolled`: its time was over; `dead`: the server refused the address.
struct SettleNotification {
    NotificationId notification;
    NotificationOutcome outcome{};
    std::uint32_t attempts = 0;
};
/// Of the person who is the actor. Whole; absent: the default.
struct ChooseChannels {
    std::optional<bool> email;
    std::optional<bool> push;
    std::optional<bool> follow_ups;
    /// A device was added: it counts although nothing else changes.
    bool new_device = false;
};
struct CloseDeadLetter {
    NotificationId notification;
    bool retry = false;
};

/// From the opening of a window on; spread over this much, so that not everybody is told in the same second. Unit:
/// seconds. Source of this and the following: delivery contract, D4.
inline constexpr std::chrono::seconds kOpeningJitter{60};
/// Further messages are told of once it has been quiet for so long,
inline constexpr std::chrono::minutes kDebounce{5};
/// and not sooner than this after the last time.
inline constexpr std::chrono::minutes kBetweenNotifications{10};
/// Nobody is told in the last minutes of a window; of a very short one, in its second half.
inline constexpr std::chrono::minutes kLastMinutes{5};
/// What reached somebody longer ago is not told any more: it is in their inbox.
inline constexpr std::chrono::days kToldWithin{21};
/// Windows in a row in which nothing went through before a notification is dead. Source: ours.
inline constexpr std::uint32_t kWindowsTried = 3;
/// Between two rounds of telling the people on duty, until each of them was told. Source: delivery contract, 3.
inline constexpr std::chrono::minutes kDutyRound{10};
/// And after that, until somebody acknowledges; then twice as long each time, up to the longest. Source: ours.
inline constexpr std::chrono::minutes kDutyRepeat{60};
inline constexpr std::chrono::minutes kDutyRepeatMax{24 * 60};

class School;
/// Whether this person may be told of something now: a window or the hours of theirs are open, and they are still here.
[[nodiscard]] bool may_be_told(const School& school, PersonKind kind, std::uint64_t person, UtcTime now);

}  // namespace hometime
