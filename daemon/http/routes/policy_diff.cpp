// What would have been different in a period under another policy.
#include <mutex>

#include "daemon/commands/policy.h"
#include "daemon/commands/policy_diff.h"
#include "daemon/http/app.h"

namespace hometime::http {

namespace {

/// A policy that the school had, by its version, or one that is written out. Exactly one of the two.
struct PolicySide {
    std::optional<PolicyVersion> version;
    std::optional<Policy> policy;
};
BOOST_DESCRIBE_STRUCT(PolicySide, (), (version, policy))

struct PolicyDiffBody {
    std::optional<UtcTime> from;
    std::optional<UtcTime> to;
    std::optional<PolicySide> a;
    PolicySide b;
};
BOOST_DESCRIBE_STRUCT(PolicyDiffBody, (), (from, to, a, b))

constexpr std::chrono::days kPeriodMax{366};
constexpr std::chrono::days kPeriodDefault{28};
constexpr const char* kSomebodyLater = "2";  ///< seconds

/// The policy that this version of the school's log set.
std::optional<Policy> policy_of(const Call& call, PolicyVersion version) {
    const auto head = call.app.log.head(call.school);
    if (!version || !head || version.value > head->size) return std::nullopt;
    const auto record = call.app.log.read({call.school, version.sequence()});
    if (!record) throw std::runtime_error("a record cannot be read: " + record.error().detail);
    const auto* set = std::get_if<PolicySet>(&record->event);
    return set != nullptr ? std::optional(set->policy) : std::nullopt;
}

std::optional<Policy> policy_in(const Call& call, const PolicySide& side, const std::string& at,
                                json::FieldErrors& errors) {
    if (side.version.has_value() == side.policy.has_value()) {
        errors.push_back({at, "one-of-two", "must have either a version or a policy"});
        return std::nullopt;
    }
    if (side.version) {
        auto known = policy_of(call, *side.version);
        if (!known) errors.push_back({at + "/version", "unknown", "must be a version of this school's policy"});
        return known;
    }
    for (auto& error : check_figures(*side.policy, call.state.school()->zone, at + "/policy")) {
        errors.push_back(std::move(error));
    }
    return side.policy;
}

void check_period(const PolicyDiffOptions& options, json::FieldErrors& errors) {
    if (options.from >= options.to) errors.push_back({"/from", "out-of-order", "must be before the end"});
    if (options.to - options.from > kPeriodMax) errors.push_back({"/from", "too-long", "must be at most a year long"});
}

boost::json::array list(const PolicyDiff& diff) {
    boost::json::array differences;
    for (const auto& one : diff.differences()) {
        differences.push_back({{"rule", one.rule},
                               {"fact", one.fact.value},
                               {"at", to_string(one.at)},
                               {"what", one.what},
                               {"was", one.was},
                               {"would_be", one.would_be}});
    }
    return differences;
}

boost::json::object answer(const PolicyDiffOptions& options, const PolicyDiff& diff) {
    boost::json::object by_rule;
    std::uint64_t total = 0;
    for (const auto& [rule, count] : diff.by_rule()) {
        by_rule[rule] = count;
        total += count;
    }
    return {{"from", to_string(options.from)},
            {"to", to_string(options.to)},
            {"compared", diff.compared()},
            {"total", total},
            {"by_rule", by_rule},
            {"differences", list(diff)}};
}

/// The whole state of the school is built once more in memory: one at a time.
Response replayed(const Call& call, const PolicyDiffOptions& options) {
    static std::mutex busy;
    const std::unique_lock only(busy, std::try_to_lock);
    if (!only) {
        auto later = problem(call.request.id, Problem::overloaded);
        later.headers.emplace_back("Retry-After", kSomebodyLater);
        return later;
    }
    PolicyDiff diff(options);
    const auto scanned =
        call.app.log.scan(call.school, Sequence{1}, [&](const Record& record) { return diff.take(record); });
    if (!scanned) throw std::runtime_error("the log cannot be read: " + scanned.error().detail);
    return ok(answer(options, diff));
}

Response diff_policy(const Call& call) {
    Response refused;
    const auto body = parse_body<PolicyDiffBody>(call.request, refused);
    if (!body) return refused;
    PolicyDiffOptions options;
    json::FieldErrors errors;
    options.school = call.school;
    options.to = body->to.value_or(call.app.clock.now());
    options.from = body->from.value_or(options.to - kPeriodDefault);
    if (body->a) options.a = policy_in(call, *body->a, "/a", errors);
    options.b = policy_in(call, body->b, "/b", errors).value_or(Policy{});
    check_period(options, errors);
    if (!errors.empty()) return problem(call.request.id, Problem::invalid_fields, errors);
    options.scratch = call.app.random.uuid();
    // Nothing about safeguarding for anybody else: not even that there is something (S55).
    options.safeguarding = call.verdict(Operation::list_concerns, Object{}) == Verdict::allowed;
    return replayed(call, options);
}

}  // namespace

void add_policy_diff_routes(Router& router, App& app) {
    add_route(router, app, Method::post, "/policy/diff", Operation::diff_policy, {}, diff_policy);
}

}  // namespace hometime::http
