// A bare number is no id: whoever has one must say which kind of thing it names.
// expect: no known conversion from 'int'|could not convert '17' from 'int'
#include "eventstore/base/ids.h"

namespace {

void enrol(hometime::PupilId /*pupil*/) {}

}  // namespace

int main() {
#ifdef HOMETIME_MISTAKE
    enrol(17);
#else
    enrol(hometime::PupilId{17});
#endif
}
