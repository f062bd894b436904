// Watches a simulated school and says which invariant (docs/invariants.md) was broken, by facts, wall clock and the
// calls of channels alone: it asks nothing of the code that it judges.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/simulate/judge_notifications.h"
#include "tools/simulate/model.h"
#include "tools/simulate/probes.h"
#include "tools/simulate/timetable.h"

namespace hometime::simulation {

/// What is due must be done within this, unless the process is interrupted; then within this after it.
inline constexpr std::chrono::seconds kInTime{60};

struct Finding {
    std::string invariant;  ///< "I18"
    std::string what;
};

class Judge {
public:
    explicit Judge(Probes& probes)
        : probes_(probes),
          notifications_(model_, timetables_, probes_, [this](std::string invariant, std::string what) {
              find(std::move(invariant), std::move(what));
          }) {}
    Judge(const Judge&) = delete;
    Judge& operator=(const Judge&) = delete;

    /// A fact that became visible, in order. Each once.
    void fact(const LoggedRecord& logged);
    /// A channel is asked to hand over a digest.
    void attempt(DigestId digest, UtcTime now);
    /// A notification is handed over to a server outside the school.
    void handed_over(const HandOver& what, UtcTime wall) { notifications_.handed_over(what, wall); }
    /// All work of this moment is done. `wall`: what the computer's clock shows. `interrupted`: the process is down,
    /// paused, or has no room to write.
    void settled(UtcTime wall, bool interrupted);
    /// The clock was set, or an interruption began or ended: what is due is reckoned anew.
    void reckon_anew();
    /// The faults are over since kInTime: nothing that is due may be left (I41).
    void calm(UtcTime wall);
    /// Somebody outside found something.
    void find(std::string invariant, std::string what);

    [[nodiscard]] const Model& model() const { return model_; }
    [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }

private:
    struct Due {
        std::uint64_t reckoned = 0;  ///< at which state of the calendars
        UtcTime since;               ///< when
        std::optional<UtcTime> by;   ///< empty: no date
        bool told = false;           ///< what people were told was compared
    };

    void judge(const RecordHeader& header, const MessageSent& fact);
    void judge(const RecordHeader& header, const MessageReleased& fact);
    void judge(const RecordHeader& header, const MessageRescheduled& fact);
    void judge(const RecordHeader& header, const MessageUndelivered& fact);
    void judge(const RecordHeader& header, const MessageWithdrawn& fact);
    void judge(const RecordHeader& header, const DigestSealed& fact);
    void judge(const RecordHeader& header, const DigestDelivered& fact);
    void judge(const RecordHeader& header, const ReplySent& fact);
    void judge(const RecordHeader& header, const ReplyReleased& fact);
    void judge(const RecordHeader& header, const ReplyUndelivered& fact);
    void judge(const RecordHeader& header, const FeedDigestSealed& fact);
    void judge(const RecordHeader& header, const ConcernEscalated& fact);
    template <class Fact>
    void judge(const RecordHeader&, const Fact&) {}

    void shown(const RecordHeader& header, MessageId message, StaffId staff);
    void in_window(const RecordHeader& header, StaffId staff, const Occurrence& occurrence);
    void in_guardian_hours(const RecordHeader& header, GuardianId guardian, const char* what);
    [[nodiscard]] std::optional<UtcTime> reply_opening(const Reply& reply, UtcTime from);
    void judge_held(StaffId staff, UtcTime now);
    void judge_told(StaffId staff, UtcTime now, const char* invariant = "I22");
    void judge_replies(GuardianId guardian, UtcTime now);
    void judge_worries(UtcTime wall, UtcTime now);
    void judge(const RecordHeader& header, const ReplyRescheduled& fact);
    void judge(const RecordHeader& header, const InboxOpenedEarly& fact);
    void judge(const RecordHeader& header, const ConcernAcknowledged& fact);
    void note_cause(const RecordHeader& header, const Event& event);

    Probes& probes_;
    Model model_;
    Timetables timetables_;
    NotificationJudge notifications_;
    std::vector<Finding> findings_;
    std::map<StaffId, Due> due_;
    std::map<GuardianId, Due> replies_due_;
    std::map<std::pair<StaffId, Occurrence>, std::uint32_t> counters_;
    std::map<std::pair<GuardianId, PostId>, Sequence> posts_told_;
    std::set<ConcernId> late_;
    UtcTime anew_at_;  ///< when things were reckoned anew last
    bool anew_ = true;
    std::map<Sequence, Probe> causes_;  ///< facts that may move what is held
    Probe cause_{};                     ///< of the group that is being read
};

}  // namespace hometime::simulation
