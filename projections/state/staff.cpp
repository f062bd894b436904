#include "projections/state/outbox.h"

namespace hometime::state {

void fold(const Folding& f, const StaffAdded& e) {
    StaffRow row;
    row.id = f.created<StaffId>();
    row.external_id = e.external_id;
    row.details = f.sequence();
    row.mac = e.mac;
    f.put(keys::staff(f.school, row.id), row);
    if (e.external_id.empty()) return;
    f.put(keys::external(f.school, ExternalKind::staff, e.external_id), ExternalRow{ExternalKind::staff, row.id.value});
}

/// Also how somebody who had left comes back.
void fold(const Folding& f, const StaffDetailsChanged& e) {
    readdress(f, PersonKind::staff, e.staff.value);
    f.change<StaffRow>(keys::staff(f.school, e.staff), [&](StaffRow& row) {
        row.details = f.sequence();
        row.mac = e.mac;
        row.active = true;
    });
}

void fold(const Folding& f, const StaffLeft& e) {
    f.change<StaffRow>(keys::staff(f.school, e.staff), [&](StaffRow& row) {
        for (const auto& classes : {row.teaches, row.assists}) {
            for (const auto id : classes) {
                f.change<ClassRow>(keys::school_class(f.school, id), [&](ClassRow& in) {
                    in.teachers.erase(e.staff);
                    in.assistants.erase(e.staff);
                });
            }
        }
        row.active = false;
        row.left_at = f.header.recorded_at;
        row.granted.clear();
        row.teaches.clear();
        row.assists.clear();
    });
}

void fold(const Folding& f, const StaffAssigned& e) {
    const bool teaches = e.role == StaffRole::teacher;
    f.change<StaffRow>(keys::staff(f.school, e.staff), [&](StaffRow& row) {
        (teaches ? row.teaches : row.assists).insert(e.class_id);
        (teaches ? row.assists : row.teaches).erase(e.class_id);
    });
    f.change<ClassRow>(keys::school_class(f.school, e.class_id), [&](ClassRow& row) {
        (teaches ? row.teachers : row.assistants).insert(e.staff);
        (teaches ? row.assistants : row.teachers).erase(e.staff);
    });
}

void fold(const Folding& f, const StaffUnassigned& e) {
    f.change<StaffRow>(keys::staff(f.school, e.staff), [&](StaffRow& row) {
        row.teaches.erase(e.class_id);
        row.assists.erase(e.class_id);
    });
    f.change<ClassRow>(keys::school_class(f.school, e.class_id), [&](ClassRow& row) {
        row.teachers.erase(e.staff);
        row.assistants.erase(e.staff);
    });
}

void fold(const Folding& f, const StaffRoleGranted& e) {
    f.change<StaffRow>(keys::staff(f.school, e.staff), [&](StaffRow& row) { row.granted.insert(e.role); });
}

void fold(const Folding& f, const StaffRoleRevoked& e) {
    f.change<StaffRow>(keys::staff(f.school, e.staff), [&](StaffRow& row) { row.granted.erase(e.role); });
}

/// A newer code replaces an older one, which then finds nothing any more.
void fold(const Folding& f, const StaffCodeIssued& e) {
    const auto id = f.created<StaffCodeId>();
    StaffCodeId replaced;
    f.change<StaffRow>(keys::staff(f.school, e.staff), [&](StaffRow& row) { replaced = std::exchange(row.code, id); });
    f.change<StaffCodeRow>(keys::staff_code(f.school, replaced), [&](StaffCodeRow& row) {
        row.used = true;
        f.change<SelectorRow>(keys::selector(f.school, row.selector),
                              [&](SelectorRow& s) { s.staff_codes.erase(replaced); });
    });
    f.put(keys::staff_code(f.school, id), StaffCodeRow{id, e.staff, e.selector, e.code_hash, e.expires_at, false});
    f.upsert<SelectorRow>(keys::selector(f.school, e.selector), [&](SelectorRow& row) { row.staff_codes.insert(id); });
}

}  // namespace hometime::state
