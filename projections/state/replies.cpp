#include "projections/state/outbox.h"

namespace hometime::state {

namespace {

void reply_is_there(const Folding& f, GuardianId guardian) {
    add_to_outbox(f, PersonKind::guardian, guardian.value,
                  {f.sequence(), NotificationKind::reply, f.header.recorded_at, 1, std::nullopt});
}

}  // namespace

/// Only what a guardian has not been shown is state: threads are views.
void fold(const Folding& f, const ReplySent& e) {
    if (!e.held.value_or(false)) return reply_is_there(f, e.guardian);
    const auto id = f.created<ReplyId>();
    f.put(keys::held_reply(f.school, e.guardian, id),
          HeldReplyRow{id, e.thread, e.guardian, e.staff, f.header.recorded_at, e.release_at});
}

void fold(const Folding& f, const ReplyReleased& e) {
    reply_is_there(f, e.guardian);
    f.erase(keys::held_reply(f.school, e.guardian, e.reply));
}

void fold(const Folding& f, const ReplyRescheduled& e) {
    f.change<HeldReplyRow>(keys::held_reply(f.school, e.guardian, e.reply),
                           [&](HeldReplyRow& row) { row.release_at = e.release_at; });
}

void fold(const Folding& f, const ReplyUndelivered& e) {
    f.erase(keys::held_reply(f.school, e.guardian, e.reply));
    f.put(keys::undelivered_reply(f.school, e.reply), UndeliveredReplyRow{e.reply, e.reason});
}

void fold(const Folding&, const InboxOpenedEarly&) {}  // What is held stays held.

}  // namespace hometime::state
