#include "daemon/notifier_port.h"

#include <spdlog/spdlog.h>

namespace hometime {

void NotifierPort::submit(SchoolId school, Command command, Operation operation, Sequencer::Callback done) {
    sequencer_.submit({school, std::move(command), {ActorKind::system, 0}, 0, operation, Object{}, std::nullopt},
                      std::move(done));
}

/// Whatever comes of it comes back as a fact; a refusal means that the state has moved on already.
void NotifierPort::seal_digest(SchoolId school, StaffId staff) {
    submit(school, SealDigest{staff}, Operation::seal_digest, [school](const Outcome& outcome) {
        if (std::holds_alternative<Done>(outcome)) spdlog::info("digest sealed school={}", to_string(school));
    });
}

/// Not a word of it in the journal.
void NotifierPort::escalate_concern(SchoolId school, ConcernId concern) {
    submit(school, EscalateConcern{concern}, Operation::escalate_concern);
}

void NotifierPort::record_delivery(SchoolId school, DigestId digest, DeliveryOutcome outcome) {
    submit(school, RecordDelivery{digest, outcome}, Operation::record_delivery);
}

/// One command moves a bounded number of messages: it asks again for as long as some are left.
void NotifierPort::reschedule(SchoolId school, StaffId staff, Sequence because) {
    submit(school, RescheduleHeld{staff, because}, Operation::reschedule_held,
           [this, school, staff, because](const Outcome& outcome) {
               if (std::holds_alternative<Busy>(outcome)) {
                   const std::scoped_lock lock(mutex_);
                   dropped_.emplace(school, staff, because);
               }
               const auto* done = std::get_if<Done>(&outcome);
               if (done == nullptr || done->reply.find("\"more\":true") == std::string::npos) return;
               reschedule(school, staff, because);
           });
}

void NotifierPort::retry() {
    std::set<std::tuple<SchoolId, StaffId, Sequence>> dropped;
    {
        const std::scoped_lock lock(mutex_);
        dropped.swap(dropped_);
    }
    for (const auto& [school, staff, because] : dropped) reschedule(school, staff, because);
}

}  // namespace hometime
