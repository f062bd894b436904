// What every message of a guardian has in common, whatever it carries. Pure.
#pragma once

#include <vector>

#include "daemon/commands/commands.h"

namespace hometime {

/// Why a text cannot be sent; empty: it can.
[[nodiscard]] std::optional<Refused> bad_text(const std::string& text);
[[nodiscard]] Route route_of(const Policy& policy, Category category);
/// A message to the staff side of whose thread the actor belongs, and which that side has been shown. `staff` 0: the
/// office; the table says who that is.
[[nodiscard]] bool is_shown(const School& school, const Context& context, StaffId staff, MessageId message);
/// Why this guardian may send nothing to anybody (S33); empty: they may.
[[nodiscard]] std::optional<Refused> no_messaging(const School& school, GuardianId guardian, UtcTime now);
/// Staff may write to this guardian about this pupil.
[[nodiscard]] bool can_be_written_to(const School& school, GuardianId guardian, PupilId pupil, UtcTime now);
/// What keeps this guardian and the staff from reaching each other about this pupil; empty: nothing stands against it.
/// That the pupil has left the school does not.
[[nodiscard]] std::optional<UndeliveredReason> contact_bar(const School& school, GuardianId guardian, PupilId pupil,
                                                           UtcTime now);
/// Somebody who may be written to about a pupil.
struct Recipient {
    StaffId staff;
    StaffId stands_in_for;  ///< 0: a teacher of the class
    bool absent = false;    ///< somebody stands in for them
};
/// The current teachers of the pupil's class, each followed by who stands in for them now (S23). Who would see nothing
/// before the teacher is back is no recipient: then the teacher is not counted as absent.
[[nodiscard]] std::vector<Recipient> recipients_of(const School& school, const PupilRow& pupil, UtcTime now);
/// `named`, when that is one of them; without a name the only one who is there. 0: neither.
[[nodiscard]] StaffId chosen_teacher(const std::vector<Recipient>& recipients, StaffId named);
[[nodiscard]] Refused wrong_recipient(const std::vector<Recipient>& recipients);

/// The facts that bring a message to where it goes, first of all what opens its thread: to a teacher it is held until
/// the next window, or released at once when one is open. `reply` tells its sender.
struct Sending {
    std::vector<Event> events;
    MessageId message;
    ThreadId thread;
    boost::json::object reply;
};
/// `message` says from whom, to whom (staff 0: the office), about whom, what and along which route.
[[nodiscard]] Sending sending(const School& school, const Context& context, MessageSent message);

}  // namespace hometime
