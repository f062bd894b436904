#include "projections/state/fold.h"

namespace hometime::state {

// Facts for auditors and for the people concerned; no decision rests on them.
void fold(const Folding&, const ThreadInspected&) {}
void fold(const Folding&, const SubjectExported&) {}
void fold(const Folding&, const NewDeviceSignedIn&) {}

}  // namespace hometime::state
