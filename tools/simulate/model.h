// A school as its facts tell it, folded once more and in another way than decision state is: what the judges judge by,
// and what people in the simulation know of.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "eventstore/record.h"

namespace hometime::simulation {

enum class Fate : std::uint8_t { held, shown, withdrawn, barred };

struct Message {
    MessageId id;
    ThreadId thread;
    GuardianId guardian;
    StaffId staff;  ///< 0: the office
    PupilId pupil;
    UtcTime sent_at;
    std::optional<UtcTime> told;  ///< when its writer was told that it will be seen
    std::optional<Occurrence> occurrence;
    Fate fate = Fate::held;
    UtcTime shown_at;
};

struct Reply {
    ReplyId id;
    ThreadId thread;
    GuardianId guardian;
    StaffId staff;
    PupilId pupil;
    bool from_office = false;
    UtcTime sent_at;
    std::optional<UtcTime> told;
    Fate fate = Fate::held;
};

struct Digest {
    DigestId id;
    StaffId staff;
    Occurrence occurrence;
    std::uint32_t counter = 0;
    bool recorded = false;  ///< what the channel said of it
};

struct Worry {
    ConcernId id;
    UtcTime raised_at;
    UtcTime escalates_at;
    bool by_guardian = false;
    bool acknowledged = false;
    bool escalated = false;
    bool closed = false;
};

struct Tie {
    bool linked = false;
    ApprovalId approval;
    std::optional<UtcTime> approved_until;  ///< of the newest approval
};

struct Limit {
    PupilId pupil;
    GuardianId guardian;
    UtcTime from;
    std::optional<UtcTime> until;
    bool lifted = false;
};

struct Standing {
    bool out = false;              ///< suspended or removed
    std::optional<UtcTime> until;  ///< empty: for good
};

struct Pupil {
    ClassId class_id;
    bool active = true;
};

struct Member {
    bool active = true;
    std::set<ClassId> teaches;
    std::set<ClassId> assists;
};

struct CoverOf {
    StaffId absent;
    StaffId cover;
    DateRange dates;
};

struct Wishes {
    Sequence version;
    std::optional<std::vector<WeeklyWindow>> hours;
    FeedDigest feed_digest = FeedDigest::off;
};

class Model {
public:
    void fold(const RecordHeader& header, const Event& event);

    /// The calendar by which a member of staff is reached; 0: the school's own.
    [[nodiscard]] Calendar windows_of(StaffId staff) const;
    /// The same as if they had not left: what they wrote before goes its way.
    [[nodiscard]] Calendar windows_while_there(StaffId staff) const;
    /// The hours in which what they write need not wait.
    [[nodiscard]] Calendar working_hours_of(StaffId staff) const;
    /// When guardians may be reached, by the policy; and by this guardian's own wish, inside it, if they have one.
    [[nodiscard]] Calendar guardian_hours() const;
    [[nodiscard]] std::optional<Calendar> own_hours(GuardianId guardian) const;
    /// Whether the adult may write and be written to about the pupil at that instant.
    [[nodiscard]] bool may_write(GuardianId guardian, PupilId pupil, UtcTime now) const;
    /// Whether a message that was held may still be shown to its teacher.
    [[nodiscard]] bool may_be_shown(const Message& message, UtcTime now) const;

    std::string zone;
    Policy policy;
    PolicyVersion policy_version;
    std::optional<std::vector<DateRange>> terms;
    std::map<ClosureId, DateRange> closures;
    std::map<TrainingId, std::pair<StaffId, BusyPeriod>> trainings;
    std::map<StaffId, std::vector<QuietPeriod>> quiet_hours;
    std::map<CoverId, CoverOf> covers;
    std::map<PupilId, Pupil> pupils;
    std::map<StaffId, Member> staff;
    std::set<ClassId> classes;
    std::map<std::pair<GuardianId, PupilId>, Tie> ties;
    std::map<RestrictionId, Limit> limits;
    std::map<GuardianId, Standing> standings;
    std::map<GuardianId, Wishes> wishes;
    std::map<std::pair<PersonKind, std::uint64_t>, PolicyVersion> accepted;
    std::map<MessageId, Message> messages;
    std::map<StaffId, std::set<MessageId>> held;  ///< by recipient, what is held
    std::map<ReplyId, Reply> replies;
    std::map<GuardianId, std::set<ReplyId>> held_replies;
    std::map<DigestId, Digest> digests;
    std::set<DigestId> unrecorded;
    std::map<ConcernId, Worry> worries;
    std::map<ThreadId, std::pair<GuardianId, StaffId>> threads;
    std::map<PostId, ClassId> posts;
    std::map<Sequence, std::uint64_t> groups_of;  ///< by the command that is named in the records, how many groups
    UtcTime newest;                               ///< recorded_at of the newest fact
    std::uint64_t calendar_changes = 0;           ///< counts whatever may change a calendar

private:
    /// By a decision about their conduct, or by a restriction.
    [[nodiscard]] bool is_barred(GuardianId guardian, PupilId pupil, UtcTime now) const;
    std::vector<QuietPeriod> default_quiet_;  ///< of whoever has set none of their own
    void settle(MessageId message, Fate fate, UtcTime at);
    void settle(ReplyId reply, Fate fate);
};

}  // namespace hometime::simulation
