// Whom a fact names: the one place that says so, for the export of everything about one person (S65).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "eventstore/record.h"

namespace hometime {

/// Somebody of the school.
struct Person {
    PersonKind kind{};
    std::uint64_t id = 0;
    friend constexpr auto operator<=>(const Person&, const Person&) = default;
};

/// Whom one fact names. A class, a feed and a calendar are nobody's: their facts name whoever wrote them.
struct Subjects {
    std::set<Person> people;  ///< in its own fields
    std::vector<Sequence>
        through;                ///< older facts that it is about (a thread, a message, a mark): it names their people
    bool safeguarding = false;  ///< it belongs to the safeguarding part of an export, and to no other
};
/// Total: a new fact does not compile until it is answered here.
[[nodiscard]] Subjects subjects_of(const RecordHeader& header, const Event& event);
/// Who did it; empty for the daemon itself, an administrator, and somebody unknown.
[[nodiscard]] std::optional<Person> actor_of(const RecordHeader& header);

/// Everybody whom records name, with those of the facts that they are about, and who did it. Remembers what it looked
/// up, a bounded number of facts. One thread only.
class Naming {
public:
    /// The fact at a place of the same log; empty when there is none. Throws what it likes.
    using Read = std::function<std::optional<Record>(Sequence)>;
    explicit Naming(Read read) : read_(std::move(read)) {}
    [[nodiscard]] std::set<Person> named_by(const Record& record);

private:
    [[nodiscard]] std::set<Person> with_those_behind(const RecordHeader& header, const Event& event);

    Read read_;
    std::map<Sequence, std::set<Person>> known_;
};

}  // namespace hometime
