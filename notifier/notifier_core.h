// What the notifier knows, without threads or clocks: which messages and replies are held until when, which digests
// wait for delivery, and therefore what to ask of the sequencer. A fold of the log; nothing in it is
// needed to recover.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "eventstore/record.h"
#include "notifier/notifications.h"
#include "notifier/reply_timers.h"

namespace hometime {

/// Whose feed digest.
struct FeedDigestFor {
    SchoolId school;
    GuardianId guardian;
    friend auto operator<=>(const FeedDigestFor&, const FeedDigestFor&) = default;
};
using FeedDigestAnswer = TimedAnswer<FeedDigestFor>;

/// What the notifier asks of the sequencer; the decisions check everything again.
class CommandPort : public NotificationPort {
public:
    /// A window of this staff member should be open: seal what waits for it.
    virtual void seal_digest(SchoolId school, StaffId staff) = 0;
    /// Nobody of the safeguarding team has acknowledged this concern in time.
    virtual void escalate_concern(SchoolId school, ConcernId concern) = 0;
    /// Replies that wait for this guardian are due, or hours changed: release them, or move them.
    virtual void release_replies(SchoolId school, GuardianId guardian) = 0;
    virtual void record_delivery(SchoolId school, DigestId digest, DeliveryOutcome outcome) = 0;
    /// Recompute what is held, of one staff member or (0) of all, because of a fact (0: a start).
    virtual void reschedule(SchoolId school, StaffId staff, Sequence because) = 0;
    /// The feed digest of this guardian may be due.
    virtual void seal_feed_digest(const FeedDigestFor& whose) = 0;
    /// What was answered to it since the last call; a question that a busy sequencer did not take has no answer.
    [[nodiscard]] virtual std::vector<FeedDigestAnswer> take_feed_digest_answers() = 0;
    /// Asks again for the recomputing that a busy sequencer did not take. Called at each look at the clock.
    virtual void retry() = 0;
};

/// A reply as the notifier finds it at its start.
struct HeldReply {
    GuardianId guardian;
    ReplyId reply;
    StaffId writer;
    std::optional<UtcTime> release_at;
};

class NotifierCore {
public:
    /// Learns of one committed fact. In order within a school; a fact may come twice.
    void fold(const LoggedRecord& logged);
    /// A message that was held when the notifier started.
    void restore_held(SchoolId school, StaffId staff, MessageId message, std::optional<UtcTime> release_at);
    /// A concern that nobody had acknowledged, and that was not escalated, when the notifier started.
    void restore_concern(SchoolId school, ConcernId concern, UtcTime escalates_at);
    void restore_digest(SchoolId school, DigestId digest, Channel channel);
    /// A reply that was held when the notifier started. It is asked for once: the zone data may have changed.
    void restore_reply(SchoolId school, const HeldReply& reply);

    struct Seal {
        SchoolId school;
        StaffId staff;
        friend auto operator<=>(const Seal&, const Seal&) = default;
    };
    /// Whose windows have opened: each is named once, and again only after kAskAgain on the steady clock,
    /// or when something new is known of them.
    [[nodiscard]] std::vector<Seal> due(UtcTime now, MonotonicTime steady);
    /// The next instant at which due() may name somebody who was not asked for yet; nullopt: none.
    [[nodiscard]] std::optional<UtcTime> next_release() const;
    /// The earliest release of anything held, asked for or not; nullopt: nothing is held with a date.
    [[nodiscard]] std::optional<UtcTime> earliest_release() const;

    struct Escalation {
        SchoolId school;
        ConcernId concern;
        friend auto operator<=>(const Escalation&, const Escalation&) = default;
    };
    /// Concerns that waited too long: each is named once, and again only after kAskAgain on the steady clock.
    [[nodiscard]] std::vector<Escalation> overdue(UtcTime now, MonotonicTime steady);
    /// The next instant at which overdue() may name one that was not asked for yet; nullopt: none.
    [[nodiscard]] std::optional<UtcTime> next_escalation() const;

    /// Guardians for whom replies are due, or are to be computed again; as due().
    [[nodiscard]] std::vector<ReplyTimers::Release> replies_due(UtcTime now, MonotonicTime steady);
    /// The next instant at which replies_due() may name somebody who was not asked for yet; nullopt: none.
    [[nodiscard]] std::optional<UtcTime> next_reply() const { return replies_.next(); }
    [[nodiscard]] std::size_t held_replies() const { return replies_.size(); }

    struct Reschedule {
        SchoolId school;
        StaffId staff;
        Sequence because;
    };
    /// Calendar changes that were seen since the last call.
    [[nodiscard]] std::vector<Reschedule> take_reschedules();

    struct Delivery {
        SchoolId school;
        DigestId digest;
        Channel channel{};
        friend auto operator<=>(const Delivery&, const Delivery&) = default;
    };
    /// Sealed digests of which no channel has said yet what became of them.
    [[nodiscard]] std::vector<Delivery> undelivered() const;
    /// A channel said what became of it. It is kept until the fact that records it is folded.
    void answered(const Delivery& delivery, DeliveryOutcome outcome);
    struct Answer {
        Delivery delivery;
        DeliveryOutcome outcome{};
        friend bool operator==(const Answer&, const Answer&) = default;
    };
    /// Answers that are not recorded: each is named once, and again only after kAskAgain on the steady clock.
    [[nodiscard]] std::vector<Answer> unrecorded(MonotonicTime steady);
    [[nodiscard]] std::size_t held() const { return held_.size(); }
    /// How many messages are held without a date, by school; those without any are left out.
    [[nodiscard]] std::map<SchoolId, std::size_t> without_date() const;

private:
    struct Key {
        SchoolId school;
        StaffId staff;
        MessageId message;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    using Timer = std::pair<UtcTime, Key>;
    struct Progress {
        std::optional<DeliveryOutcome> outcome;  ///< what the channel said
        std::optional<MonotonicTime> asked;      ///< when its recording was asked for
    };

    struct Waiting {
        UtcTime at;
        std::optional<MonotonicTime> asked;
    };

    void hold(const Key& key, std::optional<UtcTime> release_at);
    void release(const Key& key);
    void calendar_changed(const LoggedRecord& logged, StaffId staff);

    std::map<Key, std::optional<UtcTime>> held_;
    std::set<Timer> timers_;
    std::map<Seal, MonotonicTime> asked_;
    ReplyTimers replies_;
    std::vector<Reschedule> reschedules_;
    std::map<Escalation, Waiting> concerns_;   ///< until acknowledged or escalated
    std::map<Delivery, Progress> deliveries_;  ///< until their outcome is recorded
};

}  // namespace hometime
