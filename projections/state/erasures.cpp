#include "projections/state/fold.h"

namespace hometime::state {

void fold(const Folding& f, const LegalHoldPlaced& e) {
    const auto id = f.created<LegalHoldId>();
    f.put(keys::legal_hold(f.school, id), LegalHoldRow{id, e.subject, e.classes, e.until, std::nullopt});
}

void fold(const Folding& f, const LegalHoldLifted& e) {
    f.change<LegalHoldRow>(keys::legal_hold(f.school, e.hold),
                           [&](LegalHoldRow& row) { row.lifted_at = f.header.recorded_at; });
}

void fold(const Folding& f, const ErasureOrdered& e) {
    const auto id = f.created<ErasureId>();
    f.put(keys::erasure(f.school, id), ErasureRow{id, e.subject, e.classes, f.header.recorded_at, {}, 0});
}

// For those who ask later why nothing happened; no decision rests on it.
void fold(const Folding&, const ErasureRefused&) {}

void fold(const Folding& f, const KeyDestroyed& e) {
    f.put(keys::destroyed_key(f.school, e.key), DestroyedKeyRow{e.key, f.sequence(), e.basis});
    f.upsert<KeyStoreRow>(keys::key_store(f.school), [&](KeyStoreRow& row) { row.destroyed = f.sequence(); });
}

void fold(const Folding& f, const ErasureCompleted& e) {
    f.change<ErasureRow>(keys::erasure(f.school, e.erasure), [&](ErasureRow& row) {
        row.completed = f.sequence();
        row.keys = e.keys;
    });
}

void fold(const Folding& f, const KeyStoreRotated& e) {
    f.upsert<KeyStoreRow>(keys::key_store(f.school), [&](KeyStoreRow& row) {
        row.generation = e.generation;
        row.rotated = f.sequence();
    });
}

}  // namespace hometime::state
