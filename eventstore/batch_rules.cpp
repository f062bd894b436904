#include "eventstore/batch_rules.h"

#include <map>

#include "eventstore/base/mutants.h"

namespace hometime {

namespace {

tl::unexpected<Error> refused(const PendingRecord& record, const char* why) {
    return fail(ErrorCode::invalid, "record " + std::to_string(record.header.sequence.value) + " of " +
                                        to_string(record.school) + " " + why);
}

Result<void> check_record(const PendingRecord& record, const LogTip& last) {
    if (record.header.sequence != last.sequence.next()) return refused(record, "does not follow the log's head");
    if (last.sequence && record.header.recorded_at < last.recorded_at && !mutant(Mutant::time_runs_back)) {
        return refused(record, "is earlier than the one before it");
    }
    const auto* opened = std::get_if<LogOpened>(&record.event);
    if (last.sequence) {
        if (opened != nullptr) return refused(record, "opens a log that is open");
        return {};
    }
    if (opened == nullptr) return refused(record, "begins a log and is not LogOpened");
    if (!opened->school || opened->school != record.school) return refused(record, "opens the log of another school");
    return {};
}

}  // namespace

Result<void> check_batch(const CommitBatch& batch, const std::function<std::optional<LogTip>(SchoolId)>& tip) {
    std::map<SchoolId, LogTip> tips;
    for (const auto& record : batch.records) {
        auto [last, is_new] = tips.try_emplace(record.school);
        if (is_new) last->second = tip(record.school).value_or(LogTip{});
        if (auto checked = check_record(record, last->second); !checked) return checked;
        last->second = {record.header.sequence, record.header.recorded_at};
    }
    return {};
}

}  // namespace hometime
