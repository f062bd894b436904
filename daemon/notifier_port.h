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
    void release_replies(SchoolId school, GuardianId guardian) override;
    void record_delivery(SchoolId school, DigestId digest, DeliveryOutcome outcome) override;
    void reschedule(SchoolId school, StaffId staff, Sequence because) override;
    void seal_feed_digest(const FeedDigestFor& whose) override;
    [[nodiscard]] std::vector<FeedDigestAnswer> take_feed_digest_answers() override;
    void seal_notification(const NotificationFor& whose) override;
    void alert_duty(const DutyFor& whose, const std::vector<Channel>& channels) override;
    void settle_notification(const HandOvers::Settlement& settlement) override;
    [[nodiscard]] std::vector<TimedAnswer<NotificationFor>> take_notification_answers() override;
    [[nodiscard]] std::vector<TimedAnswer<DutyFor>> take_duty_answers() override;
    void retry() override;

private:
    void submit(SchoolId school, Command command, Operation operation, Sequencer::Callback done = [](Outcome) {});
    template <class Key>
    void ask(const Key& whose, Command command, Operation operation, std::vector<TimedAnswer<Key>>& answers);
    Sequencer& sequencer_;
    std::mutex mutex_;
    std::set<std::tuple<SchoolId, StaffId, Sequence>> dropped_;  ///< recomputing that met a full queue
    std::vector<FeedDigestAnswer> feed_digest_answers_;
    std::vector<TimedAnswer<NotificationFor>> notification_answers_;
    std::vector<TimedAnswer<DutyFor>> duty_answers_;
    std::set<std::pair<SchoolId, GuardianId>> dropped_replies_;  ///< the same, of held replies
};

}  // namespace hometime
