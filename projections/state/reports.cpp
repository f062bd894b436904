#include "projections/state/fold.h"

namespace hometime::state {

void fold(const Folding& f, const MessageReported& e) {
    const auto id = f.created<ReportId>();
    f.put(keys::report(f.school, id), ReportRow{id, e.message, e.thread, e.pupil, e.staff, true});
}

void fold(const Folding& f, const ReportClosed& e) {
    f.change<ReportRow>(keys::report(f.school, e.report), [](ReportRow& row) { row.open = false; });
}

}  // namespace hometime::state
