#include "tools/audit/folded.h"

#include "eventstore/read_ahead.h"
#include "projections/views/keys.h"

namespace hometime::tools {

Result<LogHead> head_of(const AuditLog& audit, SchoolId school) {
    const auto head = audit.log->head(school);
    if (!head) return fail(ErrorCode::not_found, "there is no such school in this folder");
    return *head;
}

Result<void> fold_rows(const AuditLog& audit, SchoolId school, Sequence after, Sequence until, MemoryRows& rows,
                       const std::function<void(const Record&)>& visit) {
    return scan_ahead(*audit.log, school, after.next(), [&](const Record& record) {
        if (record.header.sequence > until) return false;
        if (visit) visit(record);
        evolve(rows, school, record.header, record.event);
        return true;
    });
}

Result<void> fold_views(const AuditLog& audit, SchoolId school, Sequence until, Projections projections,
                        ViewSink& views) {
    Cursors end;
    for (const auto& one : audit.log->heads()) end[one.school] = one.school == school ? until : Sequence{};
    return rebuild_views(*audit.log, views, std::move(projections), end);
}

std::map<std::string, std::string> rows_of(const ViewSource& views, const ViewName& view, SchoolId school) {
    std::string prefix;
    append_be(prefix, school.value);
    std::map<std::string, std::string> rows;
    views.read(view)->scan(prefix, views::keys::after_prefix(prefix), Direction::forward,
                           [&](std::string_view key, std::string_view value) {
                               rows.emplace(key, value);
                               return true;
                           });
    return rows;
}

}  // namespace hometime::tools
