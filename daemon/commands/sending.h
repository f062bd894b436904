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
/// The current teachers of the pupil's class (S23).
[[nodiscard]] std::vector<StaffId> teachers_of(const School& school, const PupilRow& pupil);
/// `named`, when that is one of the teachers; without a name the only teacher. 0: neither.
[[nodiscard]] StaffId chosen_teacher(const std::vector<StaffId>& teachers, StaffId named);
[[nodiscard]] Refused wrong_recipient(const std::vector<StaffId>& teachers);

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
