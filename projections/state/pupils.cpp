#include "projections/state/fold.h"

namespace hometime::state {

namespace {

void leave_class(const Folding& f, PupilId pupil, ClassId from) {
    f.change<ClassRow>(keys::school_class(f.school, from), [&](ClassRow& row) { row.pupils.erase(pupil); });
}

void join_class(const Folding& f, PupilId pupil, ClassId to) {
    f.change<ClassRow>(keys::school_class(f.school, to), [&](ClassRow& row) { row.pupils.insert(pupil); });
}

}  // namespace

void fold(const Folding& f, const PupilEnrolled& e) {
    PupilRow row;
    row.id = f.created<PupilId>();
    row.external_id = e.external_id;
    row.class_id = e.class_id;
    row.details = f.sequence();
    row.mac = e.mac;
    f.put(keys::pupil(f.school, row.id), row);
    f.put(keys::external(f.school, ExternalKind::pupil, e.external_id), ExternalRow{ExternalKind::pupil, row.id.value});
    join_class(f, row.id, e.class_id);
}

void fold(const Folding& f, const PupilDetailsChanged& e) {
    f.change<PupilRow>(keys::pupil(f.school, e.pupil), [&](PupilRow& row) {
        row.details = f.sequence();
        row.mac = e.mac;
    });
}

/// Also how a pupil who had left comes back.
void fold(const Folding& f, const PupilMoved& e) {
    f.change<PupilRow>(keys::pupil(f.school, e.pupil), [&](PupilRow& row) {
        leave_class(f, e.pupil, row.class_id);
        row.class_id = e.class_id;
        row.active = true;
        row.left_at.reset();
    });
    join_class(f, e.pupil, e.class_id);
}

/// An older code of the same pupil no longer works.
void fold(const Folding& f, const PupilCodeIssued& e) {
    const auto id = f.created<PupilCodeId>();
    PupilCodeId replaced;
    f.change<PupilRow>(keys::pupil(f.school, e.pupil), [&](PupilRow& row) { replaced = std::exchange(row.code, id); });
    f.change<PupilCodeRow>(keys::pupil_code(f.school, replaced), [&](PupilCodeRow& row) {
        row.used = true;
        f.change<SelectorRow>(keys::selector(f.school, row.selector),
                              [&](SelectorRow& s) { s.pupil_codes.erase(replaced); });
    });
    f.put(keys::pupil_code(f.school, id), PupilCodeRow{id, e.pupil, e.selector, e.code_hash, e.expires_at, false});
    f.upsert<SelectorRow>(keys::selector(f.school, e.selector), [&](SelectorRow& s) { s.pupil_codes.insert(id); });
}

/// Access through the pupil ends with the pupil's time at the school; the log keeps what was.
void fold(const Folding& f, const PupilLeft& e) {
    f.change<PupilRow>(keys::pupil(f.school, e.pupil), [&](PupilRow& row) {
        leave_class(f, e.pupil, row.class_id);
        for (const auto& link : row.links) {
            f.change<GuardianRow>(keys::guardian(f.school, link.guardian),
                                  [&](GuardianRow& g) { unlink(f, g, e.pupil); });
        }
        row.active = false;
        row.left_at = f.header.recorded_at;
        row.links.clear();
    });
}

}  // namespace hometime::state
