// A fold without a catch-all that forgets one of its events does not compile.
// expect: no matching function for call to '__invoke'|no match for call to|no type named 'type' in
#include <variant>

#include "eventstore/base/result.h"

namespace {

struct PupilEnrolled {};
struct PupilLeft {};
using PupilEvent = std::variant<PupilEnrolled, PupilLeft>;

int evolve(int on_roll, const PupilEvent& event) {
    std::visit(hometime::overloaded{
                   [&](const PupilEnrolled&) { ++on_roll; },
#ifndef HOMETIME_MISTAKE
                   [&](const PupilLeft&) { --on_roll; },
#endif
               },
               event);
    return on_roll;
}

}  // namespace

int main() {
    return evolve(1, PupilLeft{});
}
