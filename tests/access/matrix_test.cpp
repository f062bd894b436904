// Every permission over HTTP, allowed and denied. Generated from the table and the enumerations: a new operation
// without a recipe does not compile, and one without a row is denied to everybody.
#include <gtest/gtest.h>

#include <boost/mp11.hpp>
#include <sstream>

#include "daemon/access/permissions.h"
#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

template <class E>
std::vector<E> all_of() {
    std::vector<E> values;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) { values.push_back(d.value); });
    return values;
}

bool has_row(Role role, Operation operation, Relation relation) {
    const auto rows = permissions();
    return std::find(rows.begin(), rows.end(), Permission{role, operation, relation}) != rows.end();
}

/// Asked without looking at who asks: they make a sign-in, or take the one presented.
bool asks_no_role(Operation operation) {
    return operation == Operation::create_account || operation == Operation::create_session ||
           operation == Operation::read_calendar_feed || operation == Operation::unsubscribe ||
           operation == Operation::ask_to_unsubscribe;
}

int expected_status(Role role, Operation operation, const std::set<Relation>& relations) {
    const auto relation_of_all = all_of<Relation>();
    const bool for_role = std::any_of(relation_of_all.begin(), relation_of_all.end(),
                                      [&](Relation relation) { return has_row(role, operation, relation); });
    const bool allowed = std::any_of(relations.begin(), relations.end(),
                                     [&](Relation relation) { return has_row(role, operation, relation); });
    if (allowed) return 200;
    // The peer of the Unix socket has no sign-in to end.
    if (role == Role::anonymous || (role == Role::administrator && operation == Operation::end_session)) return 401;
    return for_role ? 404 : 403;
}

/// After these the other sign-ins of the same person are gone.
bool ends_other_sign_ins(Operation operation) {
    return operation == Operation::end_other_sessions || operation == Operation::change_password;
}

/// A meeting is one thing for both of its parties: whose turn it is not is let in by the table, and told so by name.
/// That each side succeeds in its turn is in meetings_test.cpp.
bool let_in_out_of_turn(const RawAnswer& answer) {
    if (answer.status != 409) return false;
    const auto code = answer.json().at("code");
    return code == "meeting-waits-for-other" || code == "meeting-over" || code == "meeting-open";
}

class Matrix {
public:
    Matrix(const SchoolDay& day, SmallSchool& school) : day_(day), school_(school) {}

    void ask_everybody(Operation operation) {
        for (const auto role : all_of<Role>()) {
            if (role == Role::system) continue;  // Nobody is the system from outside.
            if (asks_no_role(operation) && role != Role::anonymous) continue;
            std::set<std::string> denials;
            for (std::size_t i = 0;; ++i) {
                const auto objects = objects_of(day_, asked_of(operation));  // Anew: an earlier request used one up.
                if (i == objects.size()) break;
                ask(operation, role, objects[i], denials);
            }
            EXPECT_LE(denials.size(), 1U) << to_string(operation) << ": denials can be told apart\n"
                                          << (denials.empty() ? "" : *denials.begin() + "\n" + *denials.rbegin());
        }
    }
    [[nodiscard]] const std::set<Permission>& exercised() const { return exercised_; }
    [[nodiscard]] std::size_t allowed() const { return allowed_; }
    [[nodiscard]] std::size_t denied() const { return denied_; }

private:
    void ask(Operation operation, Role role, const Standing& object, std::set<std::string>& denials) {
        auto request = ask_for(day_, operation, object.id);
        if (!request) return;
        auto client = school_.client(role);
        if (request->uses_token_up) client.token = school_.fresh_token(role);
        if (operation == Operation::end_one_session) request->path = school_.path("/sessions/") + own_session(client);
        const auto answer = send(client, *request);
        const auto relations = object.of(role);
        const int expected = expected_status(role, operation, relations);
        const auto what = std::string(to_string(operation)) + " of '" + object.id + "' by " +
                          boost::describe::enum_to_string(role, "?") + ": " + answer.body;
        if (expected != 200) {
            EXPECT_EQ(answer.status, expected) << what;
            denials.insert(answer.without_id());
            ++denied_;
            return;
        }
        EXPECT_TRUE(answer.good() || answer.status == 409 || answer.status == 422) << answer.status << ' ' << what;
        ++allowed_;
        if (!answer.good() && !let_in_out_of_turn(answer)) return;
        if (ends_other_sign_ins(operation)) school_.tokens[role] = school_.fresh_token(role);
        for (const auto relation : relations) {
            if (has_row(role, operation, relation)) exercised_.insert({role, operation, relation});
        }
    }

    /// Number of the sign-in that the client uses; of who may not know it, a number that nobody has.
    std::string own_session(const HttpClient& client) const {
        const auto answer = client.send("GET", school_.path("/sessions"));
        if (!answer.good()) return kAbsent;
        const auto list = answer.json();
        for (const auto& session : list.at("sessions").as_array()) {
            if (session.at("current").as_bool()) return std::to_string(session.at("session").as_int64());
        }
        return kAbsent;
    }

    const SchoolDay& day_;
    SmallSchool& school_;
    std::set<Permission> exercised_;
    std::size_t allowed_ = 0;
    std::size_t denied_ = 0;
};

TEST(Permissions, EveryRowIsAllowedOverHttpAndEverythingElseIsDenied) {
    RunningDaemon daemon{[] {
        RunningOptions options;
        options.backups = true;
        options.webhooks = true;
        return options;
    }()};
    SmallSchool school(daemon);
    const SchoolDay day(school);
    Matrix matrix(day, school);
    for (const auto operation : all_operations()) matrix.ask_everybody(operation);

    for (const auto& row : permissions()) {
        if (row.role == Role::system) continue;  // The notifier's commands: it submits them inside the process.
        EXPECT_TRUE(matrix.exercised().contains(row)) << "never seen to succeed: " << to_string(row.operation) << " by "
                                                      << boost::describe::enum_to_string(row.role, "?") << " as "
                                                      << boost::describe::enum_to_string(row.relation, "?");
    }
    EXPECT_GT(matrix.allowed(), permissions().size());
    EXPECT_GT(matrix.denied(), 500U);
    RecordProperty("allowed", static_cast<int>(matrix.allowed()));
    RecordProperty("denied", static_cast<int>(matrix.denied()));
}

/// "/v1/schools/{school}/pupils/{pupil}" against "/v1/schools/sch_1/pupils/17", whatever is asked behind it.
bool fits(const std::string& pattern, const std::string& path) {
    const auto segments = [](const std::string& text) {
        std::vector<std::string> found;
        std::istringstream stream(text);
        for (std::string one; std::getline(stream, one, '/');) found.push_back(one);
        return found;
    };
    const auto wanted = segments(pattern);
    const auto given = segments(path.substr(0, path.find('?')));
    return std::equal(wanted.begin(), wanted.end(), given.begin(), given.end(),
                      [](const auto& a, const auto& b) { return a.starts_with('{') ? !b.empty() : a == b; });
}

TEST(Permissions, EveryRouteIsAnOperationsWithARecipeThatReachesIt) {
    RunningDaemon daemon{[] {
        RunningOptions options;
        options.backups = true;
        options.webhooks = true;
        return options;
    }()};
    const SmallSchool school(daemon);
    const SchoolDay day(school);
    const auto router = http::make_router(daemon.app());
    std::map<Operation, const http::Route*> routes;
    for (const auto& route : router.routes()) {
        EXPECT_TRUE(routes.emplace(route.operation, &route).second)
            << to_string(route.operation) << " has two routes: the recipes ask only one of them";
    }
    for (const auto operation : all_operations()) {
        const auto id = objects_of(day, asked_of(operation)).front().id;
        const auto request = ask_for(day, operation, id);
        ASSERT_EQ(request.has_value(), routes.contains(operation)) << to_string(operation);
        if (!request) continue;
        EXPECT_TRUE(fits(routes.at(operation)->pattern, request->path)) << request->path;
        EXPECT_EQ(http::to_string(routes.at(operation)->method), request->method) << to_string(operation);
    }
}

}  // namespace
}  // namespace hometime::test
