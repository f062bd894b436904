// A pupil's id where a guardian's belongs does not compile.
// expect: conver.*GuardianTag.*PupilTag
#include "eventstore/base/ids.h"

namespace {

void link(hometime::PupilId /*pupil*/, hometime::GuardianId /*guardian*/) {}

}  // namespace

int main() {
    const hometime::PupilId pupil{17};
    const hometime::GuardianId guardian{23};
#ifdef HOMETIME_MISTAKE
    link(guardian, pupil);
#else
    link(pupil, guardian);
#endif
}
