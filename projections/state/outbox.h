// What a person may be told of outside the application, and how far each channel has got: how facts change it.
#pragma once

#include "projections/state/fold.h"

namespace hometime::state {

/// Something reached the person in the application.
void add_to_outbox(const Folding& f, PersonKind kind, std::uint64_t person, const OutboxEntry& entry);
/// They may have another address: what was wrong with the one before counts no more.
void readdress(const Folding& f, PersonKind kind, std::uint64_t person);

}  // namespace hometime::state
