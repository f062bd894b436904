// The notifier's way to the sequencer: its commands are the system's own.
#pragma once

#include <mutex>
#include <set>
#include <tuple>

#include "daemon/sequencer.h"
#include "notifier/notifier_core.h"

namespace hometime {

class NotifierPort final : public CommandPort {
public:
    explicit NotifierPort(Sequencer& sequencer) : sequencer_(sequencer) {}
    void escalate_concern(SchoolId school, ConcernId concern) override;
    void seal_digest(SchoolId school, StaffId staff) override;
    void record_delivery(SchoolId school, DigestId digest, DeliveryOutcome outcome) override;
    void reschedule(SchoolId school, StaffId staff, Sequence because) override;
    void retry() override;

private:
    void submit(SchoolId school, Command command, Operation operation, Sequencer::Callback done = [](Outcome) {});
    Sequencer& sequencer_;
    std::mutex mutex_;
    std::set<std::tuple<SchoolId, StaffId, Sequence>> dropped_;  ///< recomputing that met a full queue
};

}  // namespace hometime
