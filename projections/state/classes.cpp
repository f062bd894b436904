#include "projections/state/fold.h"

namespace hometime::state {

void fold(const Folding& f, const ClassCreated& e) {
    const auto id = f.created<ClassId>();
    ClassRow row;
    row.id = id;
    row.external_id = e.external_id;
    row.details = f.sequence();
    row.mac = e.mac;
    f.put(keys::school_class(f.school, id), row);
    f.put(keys::external(f.school, ExternalKind::school_class, e.external_id),
          ExternalRow{ExternalKind::school_class, id.value});
}

void fold(const Folding& f, const ClassRenamed& e) {
    f.change<ClassRow>(keys::school_class(f.school, e.class_id), [&](ClassRow& row) {
        row.details = f.sequence();
        row.mac = e.mac;
        row.active = true;
    });
}

void fold(const Folding& f, const ClassClosed& e) {
    f.change<ClassRow>(keys::school_class(f.school, e.class_id), [&](ClassRow& row) {
        row.active = false;
        row.left_at = f.header.recorded_at;
    });
}

}  // namespace hometime::state
