// What a decision needs to know, and what comes out of it.
#pragma once

#include <array>
#include <boost/json.hpp>
#include <optional>
#include <variant>
#include <vector>

#include "daemon/commands/refusal.h"
#include "eventstore/record.h"
#include "projections/state/school.h"

namespace hometime {

/// The circumstances of one command. Stamped once by the sequencer; a decision asks nobody else.
struct Context {
    UtcTime now;
    Actor actor;
    Sequence next;                          ///< the sequence that the first fact of this command will get
    std::optional<SignInMethod> sign_in{};  ///< how the actor proved who they are; absent: not through a sign-in
    std::optional<UtcTime> verified_at{};   ///< when they last gave that secret
};

/// The facts to record, in order (none: nothing new happened), and the reply: positions and instants
/// only, never a name, a text or a secret, because it is stored for ever.
struct Accepted {
    std::vector<Event> events;
    boost::json::object reply;
    Sequence causation;  ///< the earlier fact that led to these, 0 for none
};

/// A named reason, what is wrong with which field, and clear facts that help (ids, instants).
struct Refused {
    Refusal reason{};
    json::FieldErrors errors;
    boost::json::object facts;
};

using Decision = std::variant<Accepted, Refused>;

}  // namespace hometime
