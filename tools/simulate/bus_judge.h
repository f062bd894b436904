// The streams of the bus as a program outside sees them: numbers without holes that survive every restart, nothing but
// what a stream may say, and a subscriber that loses messages and is whole again after a replay (I27, I29, I39).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "projections/views/streams.h"
#include "tools/simulate/chance.h"
#include "tools/simulate/judge.h"

namespace hometime::simulation {

class BusJudge {
public:
    BusJudge(Judge& judge, Probes& probes, Chance chance) : judge_(judge), probes_(probes), chance_(chance) {}

    /// A fact that became visible, in order, before the judge has folded it.
    void fact(const LoggedRecord& logged);
    /// The views have caught up: each stream is as it must be, and what a subscriber has of it fits.
    void look(const ViewSource& views);
    /// The views are gone and will be built anew: all of it is looked at again.
    void views_gone() { compared_.clear(); }
    /// The last look: the subscriber asks for whatever it misses, and then has everything.
    void end(const ViewSource& views);

private:
    void expect(Stream stream, const LoggedRecord& logged);
    void judge_body(const LoggedRecord& logged, Stream stream, const std::string& body);
    void compare(const ViewSource& views, Stream stream);
    void replay(const ViewSource& views, Stream stream);

    Judge& judge_;
    Probes& probes_;
    Chance chance_;
    SchoolId school_;
    std::map<Stream, std::vector<Sequence>> expected_;              ///< the n-th is number n + 1
    std::map<Stream, std::map<std::uint64_t, Sequence>> received_;  ///< by number: what the subscriber has
    std::map<Stream, std::uint64_t> compared_;                      ///< up to this number
};

}  // namespace hometime::simulation
