#include "daemon/safety_facts.h"

#include <algorithm>

namespace hometime {

namespace {

bool concerns_safety(const Event& fact) {
    if (const auto* read = std::get_if<RestrictedRead>(&fact)) return read->kind == RestrictedKind::concern;
    switch (tag_of(fact)) {
        case EventTag::concern_raised:
        case EventTag::concern_added:
        case EventTag::concern_acknowledged:
        case EventTag::concern_escalated:
        case EventTag::concern_closed:
        case EventTag::concern_shared:
        case EventTag::concern_unshared:
        case EventTag::concern_break_glass: return true;
        default: return false;  // Whatever comes later waits for room, unless somebody decides otherwise here.
    }
}

}  // namespace

bool concern_safety(const std::vector<Event>& facts) {
    return std::any_of(facts.begin(), facts.end(), concerns_safety);
}

}  // namespace hometime
