#include "projections/state/link_access.h"

#include <algorithm>

namespace hometime {

namespace {

bool gives_nothing(RestrictionKind kind) {
    return kind != RestrictionKind::no_contact;
}

}  // namespace

bool in_force(const Restriction& restriction, UtcTime now) {
    return restriction.from <= now && is_current(restriction, now);
}

bool is_current(const Restriction& restriction, UtcTime now) {
    return !restriction.lifted_at && (!restriction.until || now < *restriction.until);
}

std::optional<Restriction> restriction_in_force(const School& school, GuardianId guardian, PupilId pupil, UtcTime now) {
    const auto row = school.restrictions(pupil);
    std::optional<Restriction> found;
    for (const auto& one : row ? row->all : std::vector<Restriction>{}) {
        if (one.guardian != guardian || !in_force(one, now)) continue;
        if (!found || gives_nothing(one.kind)) found = one;
    }
    return found;
}

LinkAccess link_access(const School& school, GuardianId guardian, PupilId id, UtcTime now) {
    const auto pupil = school.pupil(id);
    if (!pupil || !pupil->active) return LinkAccess::none;
    const auto link = std::find_if(pupil->links.begin(), pupil->links.end(),
                                   [&](const PupilLink& one) { return one.guardian == guardian; });
    if (link == pupil->links.end()) return LinkAccess::none;
    if (link->approval) {
        const auto* approval = approval_for(*pupil, guardian);
        if (approval == nullptr || !holds(*approval, now)) return LinkAccess::none;
    }
    const auto restriction = restriction_in_force(school, guardian, id, now);
    if (!restriction) return LinkAccess::whole;
    return gives_nothing(restriction->kind) ? LinkAccess::none : LinkAccess::reading;
}

const PupilApproval* approval_for(const PupilRow& pupil, GuardianId guardian) {
    const auto found = std::find_if(pupil.approvals.begin(), pupil.approvals.end(),
                                    [&](const PupilApproval& approval) { return approval.guardian == guardian; });
    return found == pupil.approvals.end() ? nullptr : &*found;
}

bool holds(const PupilApproval& approval, UtcTime now) {
    return !approval.until || now < *approval.until;
}

}  // namespace hometime
