// Everything that can be asked of a school. One struct per command, imperative; decide() is pure and
// stands in one file per subject beside this header.
#pragma once

#include <boost/mp11.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/commands/decision.h"
#include "daemon/commands/notifications.h"
#include "eventstore/events/catalogue.h"

namespace hometime {

// --- schools ---------------------------------------------------------------------------------------

struct OpenSchool {
    SchoolId school;  ///< pre-drawn
    Uuid log;         ///< pre-drawn
    std::string zone;
    std::string name;
    Policy policy;
    OfficeContact office;
};

/// Records that the actor reads a restricted thing, before they do.
struct RecordRestrictedRead {
    RestrictedKind kind{};
    std::uint64_t object = 0;
    PupilId pupil{};  ///< whom a restriction is about
};

// --- roster ----------------------------------------------------------------------------------------

/// A person or class of the roster, prepared by the caller: `mac` compares with the state, `mac_key`
/// (inside details) keyed it. For somebody known already, `compared` is the details fact whose key was
/// used; if the state has moved on since, the import is refused as roster_conflict.
struct RosterClass {
    std::string external_id;
    std::string mac;
    ClassDetails details;
    Sequence compared;
};
struct RosterStaff {
    std::string external_id;
    std::string mac;
    PersonDetails details;
    Sequence compared;
    std::vector<std::string> teaches;  ///< external ids of classes
    std::vector<std::string> assists;
};
struct RosterPupil {
    std::string external_id;
    std::string mac;
    PersonDetails details;
    Sequence compared;
    std::string class_external_id;
};
struct RosterTie {
    std::string pupil_external_id;
    Relationship relationship{};
};
struct RosterAdult {
    std::string external_id;
    std::string mac;
    PersonDetails details;
    Sequence compared;
    std::vector<RosterTie> ties;
};

/// The whole roster: who is not in it has left. Computes what changed; an unchanged roster records
/// nothing. A roster never unlinks a guardian: adults who are absent from it stay as they are.
struct ImportRoster {
    std::vector<RosterClass> classes;
    std::vector<RosterStaff> staff;
    std::vector<RosterPupil> pupils;
    std::vector<RosterAdult> adults;
    std::vector<DateRange> terms;   ///< empty: the roster says nothing about terms
    bool confirm_removals = false;  ///< needed when more than a tenth of the pupils or staff would leave
    bool dry_run = false;           ///< records nothing; the reply counts what would change
};

// --- staff -----------------------------------------------------------------------------------------

struct GrantStaffRole {
    StaffId staff;
    StaffRole role{};
};
struct RevokeStaffRole {
    StaffId staff;
    StaffRole role{};
};
/// A code as the caller drew it: selector and hash here, the code itself only in the caller's answer.
struct DrawnCode {
    std::string selector;
    std::string code_hash;
};
struct IssueStaffCode {
    StaffId staff;
    DrawnCode code;
};
/// The caller has found the code's row and verified the code against its hash.
struct RedeemStaffCode {
    StaffCodeId code;
    std::uint64_t account = 0;
};

// --- guardians -------------------------------------------------------------------------------------

/// Records an adult whom the roster does not list. Details are as for a roster's adult.
struct RecordGuardian {
    std::string mac;
    PersonDetails details;
    PupilId pupil;
    Relationship relationship{};
};
struct ApproveAdult {
    PupilId pupil;
    GuardianId guardian;
    std::optional<UtcTime> until;
    std::string reason;
};
/// One code for one named adult and one pupil. `reissue`: an open code is replaced; otherwise a second
/// request answers already_issued. `relationship` empty: the recorded one; none recorded: refused.
struct IssueInvite {
    PupilId pupil;
    GuardianId guardian;
    std::optional<Relationship> relationship;
    DrawnCode code;
    bool reissue = false;
};
struct RevokeInvite {
    InviteId invite;
};
/// The caller has found the code's row and verified the code against its hash. `account` non-zero: a new
/// account is opened for the adult; zero: the actor is the guardian already.
struct RedeemInvite {
    InviteId invite;
    std::uint64_t account = 0;
};
struct UnlinkGuardian {
    PupilId pupil;
    GuardianId guardian;
    std::string reason;
};

// --- conduct ----------------------------------------------------------------------------------------

/// A guardian's message breaks a rule of the policy.
struct MarkMisuse {
    MessageId message;
    ThreadId thread;
    std::uint32_t rule = 0;
    std::string note;
};
struct WithdrawMark {
    MarkId mark;
    GuardianId guardian;
    std::string reason;
};
struct DismissConductItem {
    GuardianId guardian;
    std::string reason;
};
struct SuspendGuardian {
    GuardianId guardian;
    UtcTime until;
    LocalDate review_on;
    ConductGrounds grounds;
};
struct RemoveGuardian {
    GuardianId guardian;
    LocalDate review_on;
    ConductGrounds grounds;
};
struct ReinstateGuardian {
    GuardianId guardian;
    std::string reason;
};

// --- concerns ---------------------------------------------------------------------------------------

/// A member of staff is worried about children. Whatever is missing is said at once.
struct RaiseConcern {
    std::vector<PupilId> pupils;
    MessageId message;  ///< where it was noticed; 0: not in a message
    ThreadId thread;    ///< the message's; 0: there is none that the actor may read
    std::optional<UtcTime> seen_at;
    ConcernWords words;
};
/// A guardian is worried about a child's safety.
struct RaiseSafety {
    PupilId pupil;
    std::string text;
};
struct AddToConcern {
    ConcernId concern;
    std::string text;
};
struct AcknowledgeConcern {
    ConcernId concern;
};
/// The notifier's: nobody acknowledged it in time.
struct EscalateConcern {
    ConcernId concern;
};
struct CloseConcern {
    ConcernId concern;
    std::string outcome;
};
/// Names a colleague who may read it, or (`reads` false) no longer.
struct ShareConcern {
    ConcernId concern;
    StaffId staff;
    bool reads = true;
};
/// Reads a concern without being named, for a reason.
struct BreakGlass {
    ConcernId concern;
    std::string reason;
};

// --- policy -----------------------------------------------------------------------------------------

/// The whole policy anew. `replaces`: the version that its author read.
struct SetPolicy {
    Policy policy;
    OfficeContact office;
    PolicyVersion replaces;
};
struct AcceptPolicy {
    PolicyVersion policy;
};

/// A limit on an adult's contact about a pupil. `from` empty: now.
struct RestrictContact {
    PupilId pupil;
    GuardianId guardian;
    RestrictionKind kind{};
    std::optional<UtcTime> from;
    std::optional<UtcTime> until;
    std::string reason;
};
struct LiftRestriction {
    RestrictionId restriction;
    PupilId pupil;
    std::string reason;
};

// --- messages --------------------------------------------------------------------------------------

/// From the guardian who is the actor. `staff` 0: whoever the category goes to (the office, or the
/// pupil's only class teacher; with several teachers one must be named).
struct SendMessage {
    PupilId pupil;
    StaffId staff;
    Category category{};
    std::string text;
};
/// From the staff member who is the actor. Outside their working hours, or in the guardian's quiet hours, it waits
/// (S47, D15), unless `now`.
struct SendReply {
    ThreadId thread;
    std::string text;
    bool now = false;
};
/// A held reply does not wait any longer: its writer decides so.
struct SendReplyNow {
    ReplyId reply;
    ThreadId thread;
};
/// The notifier's: what waits for this guardian and is due is released, or moves.
struct ReleaseReplies {
    GuardianId guardian;
};
/// The staff member who is the actor looks at what is held for them (D3).
struct OpenInboxEarly {};

/// The caller has read the message's record: its thread.
struct WithdrawMessage {
    MessageId message;
    ThreadId thread;
};
/// From the staff side of the message's thread: a child may have sent it (S13).
struct DisputeAuthorship {
    MessageId message;
    ThreadId thread;
};
/// From the guardian in whose name it was sent.
struct AnswerAuthorship {
    MessageId message;
    bool mine = false;
};

// --- meetings --------------------------------------------------------------------------------------

/// From the guardian who is the actor. `staff` 0: the pupil's only class teacher.
struct RequestMeeting {
    PupilId pupil;
    StaffId staff;
    std::string topic;
    std::uint32_t minutes = 0;
    std::vector<UtcTime> times;
};
/// The steps that follow, from either party. A `note` may be empty.
struct ProposeMeetingTimes {
    MeetingId meeting;
    std::vector<UtcTime> times;
    std::string note;
};
struct AcceptMeeting {
    MeetingId meeting;
    UtcTime time;
    std::string note;
};
struct DeclineMeeting {
    MeetingId meeting;
    std::string reason;
};
struct CancelMeeting {
    MeetingId meeting;
    std::string note;
};

// --- delivery (from the notifier) ------------------------------------------------------------------

/// A window of this staff member opened: seal what is held for it. Re-checks everything: what is not
/// due, or whose window is not open now, is rescheduled, not sealed.
struct SealDigest {
    StaffId staff;
};
struct RecordDelivery {
    DigestId digest;
    DeliveryOutcome outcome{};
};
/// Recomputes the release of what is held, of one staff member or (0) of all: after a calendar change,
/// at start-up, when the zone data changed. Moves at most kRescheduleMax messages a command.
struct RescheduleHeld {
    StaffId staff;
    Sequence because;  ///< the fact that changed the calendar, 0 for none
};

// --- feed ------------------------------------------------------------------------------------------

struct PublishPost {
    ClassId class_id;  ///< 0: the school feed
    PostKind kind{};
    std::optional<UtcTime> starts_at;
    std::optional<UtcTime> ends_at;
    PostContent content;
    bool pressing = false;    ///< a closure or a matter of safety: does not wait for the guardians' hours (D15)
    bool also_email = false;  ///< for the e-mail bridge too (S9)
};
struct MarkFeedSeen {
    ClassId class_id;
    PostId up_to;
};

/// Other words or times for a post. `replaces`: the version that its author read (the post, or its last edit).
struct EditPost {
    PostId post;
    Sequence replaces;
    std::optional<UtcTime> starts_at;
    std::optional<UtcTime> ends_at;
    PostContent content;
};
struct RetractPost {
    PostId post;
    std::string reason;
};
/// The notifier's: what is new in this guardian's feeds is told together.
struct SealFeedDigest {
    GuardianId guardian;
};

// --- preferences (of the guardian who is the actor) --------------------------------------------------

struct SetPreferences {
    Sequence replaces;  ///< the version that was read; 0: none was set
    std::optional<std::vector<WeeklyWindow>> hours;
    FeedDigest feed_digest = FeedDigest::off;
};
/// The caller has drawn the secret.
struct IssueCalendarLink {
    std::string secret_hash;
};
struct RevokeCalendarLink {};

// --- points ----------------------------------------------------------------------------------------

struct AwardPoint {
    PupilId pupil;
    std::string skill;
};
struct RetractPoint {
    AwardId award;
    std::string reason;
};

/// A code for a pupil's own sign-in, which shows their points and nothing else (D16).
struct IssuePupilCode {
    PupilId pupil;
    DrawnCode code;
};
/// The caller has found the code's row and verified the code against its hash.
struct RedeemPupilCode {
    PupilCodeId code;
    std::uint64_t account = 0;
};

// --- the office --------------------------------------------------------------------------------------

/// The caller has read the message's record: its thread.
struct HandleMessage {
    MessageId message;
    ThreadId thread;
    bool handled = true;
};
/// The caller has read the record of the message, if one is named: its thread.
struct RecordAway {
    PupilId pupil;
    DateRange dates;
    AwayKind kind{};
    std::optional<LocalMinute> at;
    MessageId message;  ///< 0: none
    ThreadId thread;    ///< of the message; 0: there is no such message
};
struct WithdrawAway {
    AwayId away;
    PupilId pupil;
};

// --- oversight ---------------------------------------------------------------------------------------

struct InspectThread {
    ThreadId thread;
    std::string purpose;
};
struct ExportSubject {
    PersonKind person_kind{};
    std::uint64_t person = 0;
    bool safeguarding = false;
    std::string purpose;
};
/// The caller has found that the sign-in is on a device that the account was not used on before.
struct RecordNewDevice {
    PersonKind person_kind{};
    std::uint64_t person = 0;
    std::uint64_t session = 0;
};

// --- holds, erasure, keys, restores --------------------------------------------------------------------

struct PlaceLegalHold {
    Subject subject;
    std::vector<RetentionClass> classes;  ///< empty: all
    std::optional<UtcTime> until;
    std::string reason;
};
struct LiftLegalHold {
    LegalHoldId hold;
    std::string reason;
};
/// A hold or the policy in the way is recorded (ErasureRefused), and answered as a refusal by whoever asked.
struct EraseSubject {
    Subject subject;
    std::vector<RetentionClass> classes;
    std::string reason;
    bool dry_run = false;  ///< only say whether it may be
};
/// A key of the key store, and what it is for.
struct KeyToDestroy {
    std::uint64_t key = 0;
    Subject subject;
    RetentionClass retention{};
    std::uint16_t school_year = 0;
};
/// Keys in one command at most; the caller asks again for the rest.
inline constexpr std::size_t kKeysDestroyedMax = 1000;
/// The caller has looked at the key store. `request`: all keys that the order means. `expiry`: what is not due, or
/// held, is passed over.
struct DestroyKeys {
    DestructionBasis basis{};
    ErasureId erasure;  ///< 0 unless `request`
    std::vector<KeyToDestroy> keys;
};
/// The key store has that generation, durably.
struct RecordRotation {
    std::uint64_t generation = 0;
    RotationBasis basis{};
};
/// The log came back from a backup, just now.
struct RecordRestore {
    Uuid epoch;
    std::string backup;
    std::uint64_t size = 0;
    std::string root;
    std::optional<std::uint64_t> known_size;
};

// --- reports ---------------------------------------------------------------------------------------

/// The caller has read the message's record: its thread and people, and its leaf hash.
struct ReportMessage {
    MessageId message;
    ThreadId thread;
    PupilId pupil;
    GuardianId guardian;
    StaffId recipient;  ///< 0: the office
    std::string leaf;
    std::string reason;
};
struct CloseReport {
    ReportId report;
    std::string outcome;
};

// --- calendar --------------------------------------------------------------------------------------

struct SetTermDates {
    std::vector<DateRange> terms;
};
struct ClosureDates {
    LocalDate from;
    LocalDate to;
    ClosureKind kind = ClosureKind::closure;
    std::string uid;
    std::string label;
};
/// Announces closures; one whose uid and dates are announced already is passed over, one whose dates
/// changed is withdrawn and announced anew.
struct AnnounceClosures {
    std::vector<ClosureDates> closures;
    bool dry_run = false;
};
struct WithdrawClosure {
    ClosureId closure;
};
struct ScheduleTraining {
    StaffId staff;  ///< 0: all staff
    BusyPeriod period;
    std::vector<StaffId> group{};  ///< for each of these instead; empty: for `staff`
};
struct CancelTraining {
    TrainingId training;
    StaffId staff;
};
/// A colleague stands in on these dates: a recipient of their own. No window of the absent person opens on them.
struct ArrangeCover {
    StaffId absent;
    StaffId cover;
    DateRange dates;
};
struct EndCover {
    CoverId cover;
    StaffId absent;
};
/// Of the staff member who is the actor: nobody else may (D8).
struct SetQuietHours {
    std::vector<QuietPeriod> quiet_hours;
};

/// A staff member's own weekly windows, within the school's working hours; absent: the school's again.
struct SetStaffWindows {
    StaffId staff;
    std::optional<std::vector<WeeklyWindow>> windows;
};
struct AnnounceEvening {
    DatedSpan when;
    std::string label;
};
struct CancelEvening {
    EveningId evening;
};
/// Of the staff member who is the actor: nobody else loosens their quiet hours.
struct JoinEvening {
    EveningId evening;
    bool joins = true;  ///< false: not after all
};

using CommandVariant = std::variant<
    OpenSchool, RecordRestrictedRead, ImportRoster, GrantStaffRole, RevokeStaffRole, IssueStaffCode, RedeemStaffCode,
    RecordGuardian, ApproveAdult, IssueInvite, RevokeInvite, RedeemInvite, UnlinkGuardian, SendMessage, SendReply,
    SealDigest, RecordDelivery, RescheduleHeld, PublishPost, MarkFeedSeen, AwardPoint, RetractPoint, ReportMessage,
    CloseReport, SetTermDates, AnnounceClosures, WithdrawClosure, ScheduleTraining, CancelTraining, SetQuietHours,
    WithdrawMessage, DisputeAuthorship, AnswerAuthorship, RequestMeeting, ProposeMeetingTimes, AcceptMeeting,
    DeclineMeeting, CancelMeeting, RestrictContact, LiftRestriction, MarkMisuse, WithdrawMark, DismissConductItem,
    SuspendGuardian, RemoveGuardian, ReinstateGuardian, SetPolicy, AcceptPolicy, RaiseConcern, RaiseSafety,
    AddToConcern, AcknowledgeConcern, EscalateConcern, CloseConcern, ShareConcern, BreakGlass, SendReplyNow,
    ReleaseReplies, OpenInboxEarly, SetPreferences, ArrangeCover, EndCover, EditPost, RetractPost, IssueCalendarLink,
    RevokeCalendarLink, SealFeedDigest, HandleMessage, RecordAway, WithdrawAway, InspectThread, ExportSubject,
    RecordNewDevice, IssuePupilCode, RedeemPupilCode, PlaceLegalHold, LiftLegalHold, EraseSubject, DestroyKeys,
    RecordRotation, RecordRestore, SetStaffWindows, AnnounceEvening, CancelEvening, JoinEvening, SealNotification,
    AlertDuty, SettleNotification, ChooseChannels, CloseDeadLetter>;

/// One command, of any kind; a class of its own for the same reason as Event is.
class Command : public CommandVariant {
public:
    Command() noexcept;
    template <class C>
        requires boost::mp11::mp_contains<CommandVariant, C>::value
    Command(C command);
    Command(const Command& other);
    Command(Command&& other) noexcept;
    Command& operator=(const Command& other);
    Command& operator=(Command&& other) noexcept;
    ~Command();
};

/// Held messages that one command moves at most; the notifier asks again for the rest.
inline constexpr std::size_t kRescheduleMax = 1000;
/// Longest text a person may send in one message, reply or post, bytes of UTF-8.
inline constexpr std::size_t kTextBytesMax = 8000;

// One overload per command, in <subject>.cpp. Pure: no clock, no store, no randomness.
[[nodiscard]] Decision decide(const School&, const OpenSchool&, const Context&);
[[nodiscard]] Decision decide(const School&, const RecordRestrictedRead&, const Context&);
[[nodiscard]] Decision decide(const School&, const ImportRoster&, const Context&);
[[nodiscard]] Decision decide(const School&, const GrantStaffRole&, const Context&);
[[nodiscard]] Decision decide(const School&, const RevokeStaffRole&, const Context&);
[[nodiscard]] Decision decide(const School&, const IssueStaffCode&, const Context&);
[[nodiscard]] Decision decide(const School&, const RedeemStaffCode&, const Context&);
[[nodiscard]] Decision decide(const School&, const RecordGuardian&, const Context&);
[[nodiscard]] Decision decide(const School&, const ApproveAdult&, const Context&);
[[nodiscard]] Decision decide(const School&, const IssueInvite&, const Context&);
[[nodiscard]] Decision decide(const School&, const RevokeInvite&, const Context&);
[[nodiscard]] Decision decide(const School&, const RedeemInvite&, const Context&);
[[nodiscard]] Decision decide(const School&, const UnlinkGuardian&, const Context&);
[[nodiscard]] Decision decide(const School&, const SendMessage&, const Context&);
[[nodiscard]] Decision decide(const School&, const SendReply&, const Context&);
[[nodiscard]] Decision decide(const School&, const SealDigest&, const Context&);
[[nodiscard]] Decision decide(const School&, const RecordDelivery&, const Context&);
[[nodiscard]] Decision decide(const School&, const RescheduleHeld&, const Context&);
[[nodiscard]] Decision decide(const School&, const PublishPost&, const Context&);
[[nodiscard]] Decision decide(const School&, const MarkFeedSeen&, const Context&);
[[nodiscard]] Decision decide(const School&, const AwardPoint&, const Context&);
[[nodiscard]] Decision decide(const School&, const RetractPoint&, const Context&);
[[nodiscard]] Decision decide(const School&, const ReportMessage&, const Context&);
[[nodiscard]] Decision decide(const School&, const CloseReport&, const Context&);
[[nodiscard]] Decision decide(const School&, const SendReplyNow&, const Context&);
[[nodiscard]] Decision decide(const School&, const ReleaseReplies&, const Context&);
[[nodiscard]] Decision decide(const School&, const OpenInboxEarly&, const Context&);
[[nodiscard]] Decision decide(const School&, const SetPreferences&, const Context&);
[[nodiscard]] Decision decide(const School&, const ArrangeCover&, const Context&);
[[nodiscard]] Decision decide(const School&, const EndCover&, const Context&);
[[nodiscard]] Decision decide(const School&, const EditPost&, const Context&);
[[nodiscard]] Decision decide(const School&, const RetractPost&, const Context&);
[[nodiscard]] Decision decide(const School&, const IssueCalendarLink&, const Context&);
[[nodiscard]] Decision decide(const School&, const RevokeCalendarLink&, const Context&);
[[nodiscard]] Decision decide(const School&, const SealFeedDigest&, const Context&);
[[nodiscard]] Decision decide(const School&, const HandleMessage&, const Context&);
[[nodiscard]] Decision decide(const School&, const RecordAway&, const Context&);
[[nodiscard]] Decision decide(const School&, const WithdrawAway&, const Context&);
[[nodiscard]] Decision decide(const School&, const InspectThread&, const Context&);
[[nodiscard]] Decision decide(const School&, const ExportSubject&, const Context&);
[[nodiscard]] Decision decide(const School&, const RecordNewDevice&, const Context&);
[[nodiscard]] Decision decide(const School&, const IssuePupilCode&, const Context&);
[[nodiscard]] Decision decide(const School&, const RedeemPupilCode&, const Context&);
[[nodiscard]] Decision decide(const School&, const PlaceLegalHold&, const Context&);
[[nodiscard]] Decision decide(const School&, const LiftLegalHold&, const Context&);
[[nodiscard]] Decision decide(const School&, const EraseSubject&, const Context&);
[[nodiscard]] Decision decide(const School&, const DestroyKeys&, const Context&);
[[nodiscard]] Decision decide(const School&, const RecordRotation&, const Context&);
[[nodiscard]] Decision decide(const School&, const RecordRestore&, const Context&);
[[nodiscard]] Decision decide(const School&, const SetStaffWindows&, const Context&);
[[nodiscard]] Decision decide(const School&, const AnnounceEvening&, const Context&);
[[nodiscard]] Decision decide(const School&, const CancelEvening&, const Context&);
[[nodiscard]] Decision decide(const School&, const JoinEvening&, const Context&);
[[nodiscard]] Decision decide(const School&, const SealNotification&, const Context&);
[[nodiscard]] Decision decide(const School&, const AlertDuty&, const Context&);
[[nodiscard]] Decision decide(const School&, const SettleNotification&, const Context&);
[[nodiscard]] Decision decide(const School&, const ChooseChannels&, const Context&);
[[nodiscard]] Decision decide(const School&, const CloseDeadLetter&, const Context&);
[[nodiscard]] Decision decide(const School&, const SetTermDates&, const Context&);
[[nodiscard]] Decision decide(const School&, const AnnounceClosures&, const Context&);
[[nodiscard]] Decision decide(const School&, const WithdrawClosure&, const Context&);
[[nodiscard]] Decision decide(const School&, const ScheduleTraining&, const Context&);
[[nodiscard]] Decision decide(const School&, const CancelTraining&, const Context&);
[[nodiscard]] Decision decide(const School&, const SetQuietHours&, const Context&);
[[nodiscard]] Decision decide(const School&, const WithdrawMessage&, const Context&);
[[nodiscard]] Decision decide(const School&, const DisputeAuthorship&, const Context&);
[[nodiscard]] Decision decide(const School&, const AnswerAuthorship&, const Context&);
[[nodiscard]] Decision decide(const School&, const RequestMeeting&, const Context&);
[[nodiscard]] Decision decide(const School&, const ProposeMeetingTimes&, const Context&);
[[nodiscard]] Decision decide(const School&, const AcceptMeeting&, const Context&);
[[nodiscard]] Decision decide(const School&, const DeclineMeeting&, const Context&);
[[nodiscard]] Decision decide(const School&, const CancelMeeting&, const Context&);
[[nodiscard]] Decision decide(const School&, const RestrictContact&, const Context&);
[[nodiscard]] Decision decide(const School&, const LiftRestriction&, const Context&);
[[nodiscard]] Decision decide(const School&, const MarkMisuse&, const Context&);
[[nodiscard]] Decision decide(const School&, const WithdrawMark&, const Context&);
[[nodiscard]] Decision decide(const School&, const DismissConductItem&, const Context&);
[[nodiscard]] Decision decide(const School&, const SuspendGuardian&, const Context&);
[[nodiscard]] Decision decide(const School&, const RemoveGuardian&, const Context&);
[[nodiscard]] Decision decide(const School&, const ReinstateGuardian&, const Context&);
[[nodiscard]] Decision decide(const School&, const SetPolicy&, const Context&);
[[nodiscard]] Decision decide(const School&, const AcceptPolicy&, const Context&);
[[nodiscard]] Decision decide(const School&, const RaiseConcern&, const Context&);
[[nodiscard]] Decision decide(const School&, const RaiseSafety&, const Context&);
[[nodiscard]] Decision decide(const School&, const AddToConcern&, const Context&);
[[nodiscard]] Decision decide(const School&, const AcknowledgeConcern&, const Context&);
[[nodiscard]] Decision decide(const School&, const EscalateConcern&, const Context&);
[[nodiscard]] Decision decide(const School&, const CloseConcern&, const Context&);
[[nodiscard]] Decision decide(const School&, const ShareConcern&, const Context&);
[[nodiscard]] Decision decide(const School&, const BreakGlass&, const Context&);

[[nodiscard]] Decision decide(const School&, const Command&, const Context&);

}  // namespace hometime
