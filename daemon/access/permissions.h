// The one table that decides every request. What is not in it is denied.
#pragma once

#include <set>
#include <span>

#include "daemon/access/operations.h"
#include "projections/state/school.h"

namespace hometime {

/// `role` may do `operation` on objects to which it stands in `relation`.
struct Permission {
    Role role;
    Operation operation;
    Relation relation;
    friend auto operator<=>(const Permission&, const Permission&) = default;
};

/// The whole table.
[[nodiscard]] std::span<const Permission> permissions();

/// `forbidden`: this is not for any role of the actor, and everybody may know that it exists (403).
/// `not_found`: not this object, or no such object: nobody can tell which (404).
enum class Verdict : std::uint8_t { allowed, forbidden, not_found };

/// What the actor is in this school at that instant. Nobody is anything in a school that is not theirs. Who stands in
/// for a colleague is what that colleague is, to their classes.
[[nodiscard]] std::set<Role> roles_of(const School& school, const Actor& actor, UtcTime now);

/// How the actor stands to the object at that instant. Empty: not at all, or there is no such object.
[[nodiscard]] std::set<Relation> relations_of(const School& school, const Actor& actor, const Object& object,
                                              UtcTime now);

/// Whether a guardian who was away for a while gives the password again before this: reading and sending messages.
[[nodiscard]] bool wants_step_up(Operation operation);

/// Decides. Pure: the same state, actor, operation, object and instant give the same verdict.
[[nodiscard]] Verdict permit(const School& school, const Actor& actor, Operation operation, const Object& object,
                             UtcTime now);

}  // namespace hometime
