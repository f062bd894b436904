// What the notifier knows, without threads or clocks: which messages are held until when, which digests
// wait for delivery, and therefore what to ask of the sequencer. A fold of the log; nothing in it is
// needed to recover.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "eventstore/record.h"

namespace hometime {

/// What the notifier asks of the sequencer; the decisions check everything again.
class CommandPort {
public:
    virtual ~CommandPort() = default;
    /// A window of this staff member should be open: seal what waits for it.
    virtual void seal_digest(SchoolId school, StaffId staff) = 0;
    virtual void record_delivery(SchoolId school, DigestId digest, DeliveryOutcome outcome) = 0;
    /// Recompute what is held, of one staff member or (0) of all, because of a fact (0: a start).
    virtual void reschedule(SchoolId school, StaffId staff, Sequence because) = 0;
};

/// After asking in vain (a busy queue, a clock that differs), the notifier asks again this much later.
inline constexpr std::chrono::milliseconds kAskAgain{1000};

class NotifierCore {
public:
    /// Learns of one committed fact. In order within a school; a fact may come twice.
    void fold(const LoggedRecord& logged);
    /// A message that was held when the notifier started.
    void restore_held(SchoolId school, StaffId staff, MessageId message, std::optional<UtcTime> release_at);
    void restore_digest(SchoolId school, DigestId digest, Channel channel);

    struct Seal {
        SchoolId school;
        StaffId staff;
        friend auto operator<=>(const Seal&, const Seal&) = default;
    };
    /// Whose windows have opened: each is named once, and again only after kAskAgain on the steady clock,
    /// or when something new is known of them.
    [[nodiscard]] std::vector<Seal> due(UtcTime now, MonotonicTime steady);
    /// The next instant at which due() may name somebody new; nullopt: nothing is held with a date.
    [[nodiscard]] std::optional<UtcTime> next_release() const;

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
    /// Sealed digests whose outcome is not recorded.
    [[nodiscard]] std::vector<Delivery> undelivered() const;
    /// An outcome was handed on; the fact that records it may still be on its way.
    void handed_on(const Delivery& delivery);
    [[nodiscard]] std::size_t held() const { return held_.size(); }

private:
    struct Key {
        SchoolId school;
        StaffId staff;
        MessageId message;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    using Timer = std::pair<UtcTime, Key>;

    void hold(const Key& key, std::optional<UtcTime> release_at);
    void release(const Key& key);
    void calendar_changed(const LoggedRecord& logged, StaffId staff);

    std::map<Key, std::optional<UtcTime>> held_;
    std::set<Timer> timers_;
    std::map<Seal, MonotonicTime> asked_;
    std::vector<Reschedule> reschedules_;
    std::set<Delivery> undelivered_;
};

}  // namespace hometime
