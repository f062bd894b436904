// How each operation is asked for over HTTP, so that a test can ask for all of them.
#pragma once

#include <optional>

#include "tests/support/school_day.h"

namespace hometime::test {

struct Ask {
    std::string method;
    std::string path;
    boost::json::value body;
    bool uses_token_up = false;  ///< the sign-in does not hold any longer afterwards
    Headers headers{};
};

[[nodiscard]] inline RawAnswer send(const HttpClient& client, const Ask& ask) {
    return client.send(ask.method, ask.path, ask.body, ask.headers);
}

/// Something of a kind, and how everybody stands to it. Written down by hand, not worked out by the product.
struct Standing {
    std::string id;  ///< as it stands in a path
    std::set<Relation> everybody;
    std::map<Role, std::set<Relation>> more;

    [[nodiscard]] std::set<Relation> of(Role role) const;
};

/// What an operation is asked of.
[[nodiscard]] ObjectKind asked_of(Operation operation);
/// A request for the operation on the object of this id; one that the state of the school does not refuse, the
/// first time at least. nullopt: this is no operation of the HTTP interface.
[[nodiscard]] std::optional<Ask> ask_for(const SchoolDay& day, Operation operation, const std::string& id);
/// Objects of the kind. The last ones do not exist: nobody stands in any relation to them.
[[nodiscard]] std::vector<Standing> objects_of(const SchoolDay& day, ObjectKind kind);
/// An id that no object has.
inline constexpr const char* kAbsent = "999999";

}  // namespace hometime::test
