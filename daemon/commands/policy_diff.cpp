#include "daemon/commands/policy_diff.h"

namespace hometime {

namespace {

/// No log is as long: a version that no policy has.
constexpr PolicyVersion kSupposedA{(std::uint64_t{1} << 53) - 2};
constexpr PolicyVersion kSupposedB{(std::uint64_t{1} << 53) - 1};

/// The school as it stands in `rows`, with another policy in force.
void suppose(Overlay& rows, SchoolId school, const Uuid& scratch, PolicyVersion version, const Policy& policy) {
    auto row = std::get<SchoolRow>(*rows.find(keys::school(school)));
    row.policy = version;
    row.log = scratch;
    rows.put(keys::school(school), std::make_shared<const Row>(std::move(row)));
    rows.put(keys::policy(school, version), std::make_shared<const Row>(PolicyRow{version, policy}));
}

}  // namespace

bool PolicyDiff::take(const Record& record) {
    if (record.header.recorded_at >= options_.to) return false;
    if (record.header.recorded_at >= options_.from) compare(record);
    evolve(rows_, options_.school, record.header, record.event);
    return true;
}

void PolicyDiff::compare(const Record& record) {
    const School before(options_.school, rows_);
    if (!before.policy()) return;
    Overlay with_a(rows_);
    Overlay with_b(rows_);
    if (options_.a) suppose(with_a, options_.school, options_.scratch, kSupposedA, *options_.a);
    suppose(with_b, options_.school, options_.scratch, kSupposedB, options_.b);
    const auto was =
        policy_outcomes(School(options_.school, with_a), record.header, record.event, options_.safeguarding);
    if (was.empty()) return;
    ++compared_;
    const auto would_be =
        policy_outcomes(School(options_.school, with_b), record.header, record.event, options_.safeguarding);
    for (std::size_t i = 0; i < was.size(); ++i) {
        if (was[i].value == would_be[i].value) continue;
        ++by_rule_[was[i].rule];
        if (differences_.size() < kDifferencesMax) {
            differences_.push_back({was[i].rule, record.header.sequence, record.header.recorded_at, was[i].what,
                                    was[i].value, would_be[i].value});
        }
        if (was[i].first) return;
    }
}

}  // namespace hometime
