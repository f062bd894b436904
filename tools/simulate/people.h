// What people do at a school: write, answer, take back, close the school, fall out with each other. Mostly sensible,
// sometimes refused.
#pragma once

#include <vector>

#include "daemon/sequencer.h"
#include "tools/simulate/model.h"
#include "tools/simulate/plan.h"

namespace hometime::simulation {

/// In every text that a person writes, and nowhere else.
inline constexpr std::string_view kCanary = "canary-5f0c6a1be2d94377";

/// One submission as its writer sends it; whoever sends it adds its id.
class People {
public:
    /// `model`: what they see of their school. Both must outlive it.
    People(const Plan& plan, const Model& model, Chance chance);

    /// To open the school: first the school, then its roster.
    [[nodiscard]] Submission open_school() const;
    [[nodiscard]] Submission import_roster() const;
    /// Once the roster is in: roles, and an invite for each adult.
    [[nodiscard]] std::vector<Submission> appoint();
    [[nodiscard]] std::vector<Submission> invite();
    /// Whoever was invited opens an account, or is linked with the one that they have.
    [[nodiscard]] std::vector<Submission> redeem();

    /// Somebody does something: one submission, or two where they accept the policy first.
    [[nodiscard]] std::vector<Submission> act(UtcTime now);
    /// Learns of what was recorded.
    void learn(const LoggedRecord& logged);

private:
    using Submissions = std::vector<Submission>;
    [[nodiscard]] Submission by(Actor actor, Operation operation, Object object, Command command) const;
    [[nodiscard]] Submissions accepted_first(Submission submission) const;
    [[nodiscard]] std::string words();
    [[nodiscard]] LocalDate today(UtcTime now) const;
    [[nodiscard]] Submissions write();
    [[nodiscard]] Submissions take_back();
    [[nodiscard]] Submissions answer();
    [[nodiscard]] Submissions meet(UtcTime now);
    [[nodiscard]] Submissions post();
    [[nodiscard]] Submissions wish();
    [[nodiscard]] Submissions choose_channels();
    [[nodiscard]] Submissions look_after_dead_letters();
    [[nodiscard]] Submissions change_calendar(UtcTime now);
    [[nodiscard]] Submissions stand_in(UtcTime now);
    [[nodiscard]] Submissions fall_out(UtcTime now);
    [[nodiscard]] Submissions worry(UtcTime now);
    [[nodiscard]] Submissions change_policy();
    [[nodiscard]] Submissions change_roster();
    [[nodiscard]] std::vector<DateRange> other_terms(LocalDate today);
    [[nodiscard]] static DrawnCode code_of(GuardianId guardian);
    [[nodiscard]] StaffId teacher();
    [[nodiscard]] std::pair<GuardianId, PupilId> tie();

    const Plan& plan_;
    const Model& model_;
    Chance chance_;
    ImportRoster roster_;
    std::map<std::string, StaffId> staff_;
    std::vector<StaffId> teachers_;  ///< those who are there
    StaffId office_;
    StaffId head_;
    StaffId lead_;  ///< for safeguarding
    std::vector<PupilId> pupils_;
    std::vector<std::pair<GuardianId, PupilId>> ties_;  ///< as the roster has them
    std::map<InviteId, GuardianId> invites_;            ///< that are open
    std::vector<NotificationId> dead_letters_;          ///< that nobody has looked at
    std::map<std::string, Sequence> details_;  ///< by external id: the fact that a later roster is compared with
    OfficeContact contact_;
    int joined_ = 0;
    std::uint64_t accounts_ = 0;
};

}  // namespace hometime::simulation
