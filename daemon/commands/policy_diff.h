// What would have been different under another policy: the facts of a period are decided again, each on the school as
// it was at that moment, under two policies. Pure: reads records that it is given, and writes nothing.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "eventstore/record.h"
#include "projections/state/school.h"

namespace hometime {

/// One thing that would have come out otherwise. Ids, instants and names of refusals; no text.
struct PolicyDifference {
    std::string_view rule;  ///< the row of the policy: "S38"
    Sequence fact;
    UtcTime at;
    std::string_view what;  ///< "release"
    boost::json::value was;
    boost::json::value would_be;
};

/// Differences that are listed at most; the rest is counted.
inline constexpr std::size_t kDifferencesMax = 1000;

struct PolicyDiffOptions {
    SchoolId school;
    UtcTime from;
    UtcTime to;               ///< [from, to)
    std::optional<Policy> a;  ///< empty: at each moment the policy of the time
    Policy b;
    Uuid scratch;  ///< a log's number that no log has: nothing remembered of one policy is used for another
    bool safeguarding = false;  ///< concerns too: for the safeguarding team only
};

class PolicyDiff {
public:
    explicit PolicyDiff(PolicyDiffOptions options) : options_(std::move(options)) {}

    /// The records of the school's log, from the first one on, in order. False: this one lies behind the period.
    bool take(const Record& record);

    [[nodiscard]] const std::vector<PolicyDifference>& differences() const { return differences_; }
    [[nodiscard]] const std::map<std::string_view, std::uint64_t>& by_rule() const { return by_rule_; }
    [[nodiscard]] std::uint64_t compared() const { return compared_; }  ///< facts that a policy has a say in

private:
    void compare(const Record& record);

    PolicyDiffOptions options_;
    MemoryRows rows_;
    std::vector<PolicyDifference> differences_;
    std::map<std::string_view, std::uint64_t> by_rule_;
    std::uint64_t compared_ = 0;
};

/// One thing that a policy decides about a fact. The same fact has the same list under every policy.
struct PolicyOutcome {
    std::string_view rule;
    std::string_view what;
    boost::json::value value;
    bool first = false;  ///< where this differs, what follows says nothing more
};
/// What the policy in force in `school`, which is as it was before the fact, makes of it. Empty: it has no say.
[[nodiscard]] std::vector<PolicyOutcome> policy_outcomes(const School& school, const RecordHeader& header,
                                                         const Event& event, bool safeguarding);

}  // namespace hometime
