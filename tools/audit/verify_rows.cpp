#include "tools/audit/verify_rows.h"

namespace hometime::tools {

namespace {

std::string kind_of(std::string_view key) {
    const auto parsed = keys::parse(key);
    return parsed ? std::to_string(static_cast<int>(parsed->kind)) : std::string("?");
}

}  // namespace

std::string compare_rows(const AuditLog& audit, SchoolId school, const MemoryRows& expected, std::uint64_t& compared) {
    std::string prefix;
    append_be(prefix, school.value);
    auto at = expected.all().begin();
    std::string wrong;
    const auto scanned = audit.log->rows(prefix, [&](std::string_view key, std::string_view value) {
        ++compared;
        const bool same = at != expected.all().end() && at->first == key && encode_row(*at->second) == value;
        if (!same)
            wrong = to_string(school) + ": a row of decision state (kind " + kind_of(key) +
                    ") is not what the log folds into";
        if (same) ++at;
        return same;
    });
    if (!scanned) return to_string(school) + ": decision state cannot be read: " + scanned.error().detail;
    if (wrong.empty() && at != expected.all().end()) {
        wrong = to_string(school) + ": a row of decision state (kind " + kind_of(at->first) + ") is missing";
    }
    return wrong;
}

}  // namespace hometime::tools
