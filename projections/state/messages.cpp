#include "projections/state/outbox.h"

namespace hometime::state {

void fold(const Folding& f, const ThreadOpened& e) {
    const auto id = f.created<ThreadId>();
    f.put(keys::thread(f.school, id), ThreadRow{id, e.guardian, e.staff, e.pupil});
    f.put(keys::thread_key(f.school, e.guardian, e.staff, e.pupil), ThreadKeyRow{id});
}

/// Only what a teacher has not been shown is state: the office sees its messages at once.
void fold(const Folding& f, const MessageSent& e) {
    if (!e.staff) return;
    const auto id = f.created<MessageId>();
    f.put(keys::held(f.school, e.staff, id), HeldRow{id, e.thread, e.staff, f.header.recorded_at, e.release_at, e.due,
                                                     e.occurrence, e.calendar, std::nullopt});
}

void fold(const Folding& f, const MessageReleased& e) {
    const auto held = f.get<HeldRow>(keys::held(f.school, e.staff, e.message));
    add_to_outbox(f, PersonKind::staff, e.staff.value,
                  {f.sequence(), NotificationKind::inbox, f.header.recorded_at, 1, held ? held->due : std::nullopt});
    f.erase(keys::held(f.school, e.staff, e.message));
}

void fold(const Folding& f, const MessageRescheduled& e) {
    f.change<HeldRow>(keys::held(f.school, e.staff, e.message), [&](HeldRow& row) {
        row.release_at = e.release_at;
        row.due = e.due;
        row.occurrence = e.occurrence;
        row.calendar = e.calendar;
    });
}

void fold(const Folding& f, const MessageWithdrawn& e) {
    f.erase(keys::held(f.school, e.staff, e.message));
    f.put(keys::withdrawn(f.school, e.message), WithdrawnRow{e.message});
}

void fold(const Folding& f, const MessageUndelivered& e) {
    f.erase(keys::held(f.school, e.staff, e.message));
    f.put(keys::undelivered(f.school, e.message), UndeliveredRow{e.message, e.reason});
}

void fold(const Folding& f, const AuthorshipDisputed& e) {
    f.put(keys::dispute(f.school, e.message),
          DisputeRow{e.message, e.thread, e.guardian, e.pupil, Authorship::disputed});
}

void fold(const Folding& f, const AuthorshipAnswered& e) {
    f.change<DisputeRow>(keys::dispute(f.school, e.message), [&](DisputeRow& row) { row.state = e.answer; });
}

}  // namespace hometime::state
