#include "projections/state/outbox.h"

namespace hometime::state {

void add_to_outbox(const Folding& f, PersonKind kind, std::uint64_t person, const OutboxEntry& entry) {
    f.upsert<OutboxRow>(keys::outbox(f.school, kind, person), [&](OutboxRow& row) {
        row.person_kind = kind;
        row.person = person;
        row.entries.push_back(entry);
        if (row.entries.size() > kOutboxEntriesMax) row.entries.erase(row.entries.begin());
    });
}

void readdress(const Folding& f, PersonKind kind, std::uint64_t person) {
    f.change<OutboxRow>(keys::outbox(f.school, kind, person), [](OutboxRow& row) {
        for (auto& channel : row.channels) {
            if (channel.channel != Channel::email) continue;
            channel.unusable = false;
            channel.refused_on.clear();
        }
    });
}

}  // namespace hometime::state
