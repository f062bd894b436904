// Decision state: small value rows, one per entity, that decisions read. Derived from the log and kept
// beside it in the same batch; the auditor rebuilds and compares them.
#pragma once

#include <concepts>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "eventstore/base/json.h"
#include "eventstore/events/catalogue.h"

namespace hometime {

/// First byte of a row's key after the school. Written to disk; never renumbered.
enum class RowKind : std::uint8_t {
    school = 1,
    policy = 2,
    school_calendar = 3,
    staff_calendar = 4,
    school_class = 5,
    staff = 6,
    pupil = 7,
    guardian = 8,
    invite = 9,
    staff_code = 10,
    selector = 11,  ///< codes that share their first three characters
    external = 12,  ///< a roster's id -> ours
    thread = 13,
    thread_key = 14,  ///< {guardian, staff, pupil} -> thread
    held = 15,        ///< a message that its teacher has not been shown; gone once released
    occurrence = 16,  ///< digests sealed for one window occurrence of one staff member
    digest = 17,      ///< a sealed digest whose delivery is not recorded yet
    award = 18,
    report = 19,
    seen = 20,  ///< how far a person has seen a feed
    feed = 21,  ///< newest post of a feed
    account = 22,
    meeting = 40,
    meeting_of_thread = 41,  ///< the newest meeting of a thread
    withdrawn = 42,          ///< a message that its writer took back
    dispute = 43,            ///< a message of which staff say that a child may have sent it
    conduct = 60,            ///< the ladder of one guardian
    marked = 61,             ///< a message that is marked as misuse
    concern = 65,
    acceptance = 75,    ///< the policy that a person accepted last
    undelivered = 70,   ///< a message that its teacher is never shown
    restrictions = 71,  ///< all contact restrictions about one pupil
    held_reply = 80,    ///< a reply that its guardian has not been shown; gone once released
    preferences = 81,   ///< what one guardian wants
    covers = 82,        ///< who stands in for one member of staff
    post = 83,
    calendar_link = 84,  ///< a secret's hash -> its guardian
    handled = 85,        ///< a message that the office has dealt with
    away = 86,
    pupil_code = 87,
    undelivered_reply = 88,
    legal_hold = 90,
    erasure = 91,
    destroyed_key = 92,
    key_store = 93,      ///< what this log knows of the key store
    outbox = 100,        ///< what a person may be told of outside the application
    notification = 101,  ///< a sealed notification of which nothing came yet
    dead_letter = 102,   ///< one that will not be tried again, until somebody has looked
};

struct SchoolRow {
    static constexpr RowKind kKind = RowKind::school;
    SchoolId school;
    Uuid log;
    std::string zone;
    Sequence opened;  ///< the SchoolOpened fact; its private part is the school's name
    PolicyVersion policy;
    CalendarVersion calendar;     ///< newest fact that changed any calendar of the school
    std::optional<Uuid> epoch{};  ///< since the log came back from a backup; absent: it never did
};
BOOST_DESCRIBE_STRUCT(SchoolRow, (), (school, log, zone, opened, policy, calendar, epoch))

/// Policies are kept by version, so that a replay finds the one in force.
struct PolicyRow {
    static constexpr RowKind kKind = RowKind::policy;
    PolicyVersion version;
    Policy policy;
};
BOOST_DESCRIBE_STRUCT(PolicyRow, (), (version, policy))

struct Closure {
    ClosureId id;
    LocalDate from;
    LocalDate to;
    ClosureKind kind{};
    std::string uid;
};
BOOST_DESCRIBE_STRUCT(Closure, (), (id, from, to, kind, uid))

struct Training {
    TrainingId id;
    BusyPeriod period;
};
BOOST_DESCRIBE_STRUCT(Training, (), (id, period))

/// A parents' evening, and who joined.
struct Evening {
    EveningId id;
    DatedSpan when;
    std::set<StaffId> joined;
};
BOOST_DESCRIBE_STRUCT(Evening, (), (id, when, joined))

struct JoinedEvening {
    EveningId id;
    DatedSpan when;
};
BOOST_DESCRIBE_STRUCT(JoinedEvening, (), (id, when))

struct SchoolCalendarRow {
    static constexpr RowKind kKind = RowKind::school_calendar;
    CalendarVersion version;
    std::optional<std::vector<DateRange>> terms;
    std::vector<Closure> closures;
    std::vector<Training> trainings;                 ///< of all staff
    std::optional<std::vector<Evening>> evenings{};  ///< absent: never any
};
BOOST_DESCRIBE_STRUCT(SchoolCalendarRow, (), (version, terms, closures, trainings, evenings))

struct StaffCalendarRow {
    static constexpr RowKind kKind = RowKind::staff_calendar;
    StaffId staff;
    CalendarVersion version;
    std::optional<std::vector<QuietPeriod>> quiet_hours;  ///< empty: the default, outside working hours
    std::vector<Training> trainings;
    std::optional<std::vector<WeeklyWindow>> windows{};    ///< absent: the school's
    std::optional<std::vector<JoinedEvening>> evenings{};  ///< absent: none
};
BOOST_DESCRIBE_STRUCT(StaffCalendarRow, (), (staff, version, quiet_hours, trainings, windows, evenings))

struct ClassRow {
    static constexpr RowKind kKind = RowKind::school_class;
    ClassId id;
    std::string external_id;
    Sequence details;  ///< newest fact with the sealed title
    std::string mac;
    bool active = true;
    std::set<StaffId> teachers;
    std::set<StaffId> assistants;
    std::set<PupilId> pupils;
    std::optional<UtcTime> left_at{};  ///< when it was closed, while it is
};
BOOST_DESCRIBE_STRUCT(ClassRow, (), (id, external_id, details, mac, active, teachers, assistants, pupils, left_at))

struct StaffRow {
    static constexpr RowKind kKind = RowKind::staff;
    StaffId id;
    std::string external_id;
    Sequence details;
    std::string mac;
    bool active = true;
    std::set<StaffRole> granted;  ///< office, slt, dsl
    std::set<ClassId> teaches;
    std::set<ClassId> assists;
    StaffCodeId code;           ///< newest one-time code, 0 when none or used
    std::uint64_t account = 0;  ///< 0: has not signed in yet
    std::optional<UtcTime> left_at{};
};
BOOST_DESCRIBE_STRUCT(StaffRow, (),
                      (id, external_id, details, mac, active, granted, teaches, assists, code, account, left_at))

/// An adult's tie to a pupil; the link is the part that gives access.
struct PupilAdult {
    GuardianId guardian;
    Relationship relationship{};
};
BOOST_DESCRIBE_STRUCT(PupilAdult, (), (guardian, relationship))

struct PupilLink {
    GuardianId guardian;
    ApprovalId approval;  ///< 0: a standard link, counts towards the limit
    InviteId invite;
};
BOOST_DESCRIBE_STRUCT(PupilLink, (), (guardian, approval, invite))

struct PupilApproval {
    ApprovalId id;
    GuardianId guardian;
    std::optional<UtcTime> until;
};
BOOST_DESCRIBE_STRUCT(PupilApproval, (), (id, guardian, until))

struct PupilRow {
    static constexpr RowKind kKind = RowKind::pupil;
    PupilId id;
    std::string external_id;
    ClassId class_id;
    Sequence details;
    std::string mac;
    bool active = true;
    std::vector<PupilAdult> adults;
    std::vector<PupilLink> links;
    std::vector<PupilApproval> approvals;
    std::set<InviteId> open_invites;  ///< issued, neither redeemed nor revoked; may have expired
    PupilCodeId code{};               ///< newest one-time code, 0 when none or used
    std::uint64_t account = 0;        ///< 0: does not sign in
    std::optional<UtcTime> left_at{};
};
BOOST_DESCRIBE_STRUCT(PupilRow, (),
                      (id, external_id, class_id, details, mac, active, adults, links, approvals, open_invites, code,
                       account, left_at))

struct GuardianRow {
    static constexpr RowKind kKind = RowKind::guardian;
    GuardianId id;
    std::string external_id;
    Sequence details;
    std::string mac;
    std::set<PupilId> linked;          ///< pupils this guardian has access to
    std::uint64_t account = 0;         ///< 0: has no account yet
    std::optional<UtcTime> left_at{};  ///< when the last link ended, while there is none
};
BOOST_DESCRIBE_STRUCT(GuardianRow, (), (id, external_id, details, mac, linked, account, left_at))

enum class InviteState : std::uint8_t { open = 1, redeemed = 2, revoked = 3 };
BOOST_DESCRIBE_ENUM(InviteState, open, redeemed, revoked)

struct InviteRow {
    static constexpr RowKind kKind = RowKind::invite;
    InviteId id;
    PupilId pupil;
    GuardianId guardian;
    ApprovalId approval;
    std::string selector;
    std::string code_hash;
    UtcTime expires_at;
    InviteState state = InviteState::open;
};
BOOST_DESCRIBE_STRUCT(InviteRow, (), (id, pupil, guardian, approval, selector, code_hash, expires_at, state))

struct StaffCodeRow {
    static constexpr RowKind kKind = RowKind::staff_code;
    StaffCodeId id;
    StaffId staff;
    std::string selector;
    std::string code_hash;
    UtcTime expires_at;
    bool used = false;
};
BOOST_DESCRIBE_STRUCT(StaffCodeRow, (), (id, staff, selector, code_hash, expires_at, used))

struct PupilCodeRow {
    static constexpr RowKind kKind = RowKind::pupil_code;
    PupilCodeId id;
    PupilId pupil;
    std::string selector;
    std::string code_hash;
    UtcTime expires_at;
    bool used = false;
};
BOOST_DESCRIBE_STRUCT(PupilCodeRow, (), (id, pupil, selector, code_hash, expires_at, used))

struct SelectorRow {
    static constexpr RowKind kKind = RowKind::selector;
    std::set<InviteId> invites;
    std::set<StaffCodeId> staff_codes;
    std::set<PupilCodeId> pupil_codes{};
};
BOOST_DESCRIBE_STRUCT(SelectorRow, (), (invites, staff_codes, pupil_codes))

enum class ExternalKind : std::uint8_t { school_class = 1, staff = 2, pupil = 3, guardian = 4 };
BOOST_DESCRIBE_ENUM(ExternalKind, school_class, staff, pupil, guardian)

struct ExternalRow {
    static constexpr RowKind kKind = RowKind::external;
    ExternalKind kind{};
    std::uint64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(ExternalRow, (), (kind, id))

struct ThreadRow {
    static constexpr RowKind kKind = RowKind::thread;
    ThreadId id;
    GuardianId guardian;
    StaffId staff;  ///< 0: the office
    PupilId pupil;
};
BOOST_DESCRIBE_STRUCT(ThreadRow, (), (id, guardian, staff, pupil))

struct ThreadKeyRow {
    static constexpr RowKind kKind = RowKind::thread_key;
    ThreadId thread;
};
BOOST_DESCRIBE_STRUCT(ThreadKeyRow, (), (thread))

/// Key: {staff, message}, so that one staff member's held messages stand together, oldest first.
struct HeldRow {
    static constexpr RowKind kKind = RowKind::held;
    MessageId message;
    ThreadId thread;
    StaffId staff;
    UtcTime sent_at;
    std::optional<UtcTime> release_at;
    std::optional<UtcTime> due;
    std::optional<Occurrence> occurrence;
    CalendarVersion calendar;
    std::optional<MeetingId> meeting;  ///< it carries a step of this meeting
};
BOOST_DESCRIBE_STRUCT(HeldRow, (), (message, thread, staff, sent_at, release_at, due, occurrence, calendar, meeting))

struct OccurrenceRow {
    static constexpr RowKind kKind = RowKind::occurrence;
    std::uint32_t digests = 0;  ///< sealed so far; the next one's counter
};
BOOST_DESCRIBE_STRUCT(OccurrenceRow, (), (digests))

/// Deleted once its delivery is recorded, so the rows that exist are what is still to be delivered.
struct DigestRow {
    static constexpr RowKind kKind = RowKind::digest;
    DigestId id;
    StaffId staff;
    Channel channel{};
};
BOOST_DESCRIBE_STRUCT(DigestRow, (), (id, staff, channel))

struct AwardRow {
    static constexpr RowKind kKind = RowKind::award;
    AwardId id;
    PupilId pupil;
    StaffId staff;
    bool retracted = false;
};
BOOST_DESCRIBE_STRUCT(AwardRow, (), (id, pupil, staff, retracted))

struct ReportRow {
    static constexpr RowKind kKind = RowKind::report;
    ReportId id;
    MessageId message;
    ThreadId thread;
    PupilId pupil;
    StaffId staff;
    bool open = true;
};
BOOST_DESCRIBE_STRUCT(ReportRow, (), (id, message, thread, pupil, staff, open))

/// Key: {person kind, person, class (0: school feed)}.
struct SeenRow {
    static constexpr RowKind kKind = RowKind::seen;
    PostId up_to;
    UtcTime at;  ///< when that was said last: what was shown later is not seen, whatever its number
};
BOOST_DESCRIBE_STRUCT(SeenRow, (), (up_to, at))

struct FeedRow {
    static constexpr RowKind kKind = RowKind::feed;
    PostId newest;
    std::vector<PostId> recent;  ///< the newest kFeedDigestPostsMax, oldest first
};
BOOST_DESCRIBE_STRUCT(FeedRow, (), (newest, recent))

/// Key: account id.
struct AccountRow {
    static constexpr RowKind kKind = RowKind::account;
    std::uint64_t account = 0;
    PersonKind person_kind{};
    std::uint64_t person = 0;
};
BOOST_DESCRIBE_STRUCT(AccountRow, (), (account, person_kind, person))

enum class MeetingStepKind : std::uint8_t { requested = 1, proposed = 2, agreed = 3, declined = 4, cancelled = 5 };
BOOST_DESCRIBE_ENUM(MeetingStepKind, requested, proposed, agreed, declined, cancelled)

/// `times`: what is offered, or the one that is agreed.
struct MeetingStep {
    MeetingStepKind kind{};
    MeetingSide by{};
    Sequence carrier;
    UtcTime at;
    std::vector<UtcTime> times;
    friend bool operator==(const MeetingStep&, const MeetingStep&) = default;
};
BOOST_DESCRIBE_STRUCT(MeetingStep, (), (kind, by, carrier, at, times))

/// A meeting with its steps, oldest first: at most as many as the policy allows, and one cancellation of each side.
struct MeetingRow {
    static constexpr RowKind kKind = RowKind::meeting;
    MeetingId id;
    ThreadId thread;
    GuardianId guardian;
    StaffId staff;
    PupilId pupil;
    std::uint32_t minutes = 0;
    std::vector<MeetingStep> steps;
};
BOOST_DESCRIBE_STRUCT(MeetingRow, (), (id, thread, guardian, staff, pupil, minutes, steps))

struct MeetingOfThreadRow {
    static constexpr RowKind kKind = RowKind::meeting_of_thread;
    MeetingId newest;
};
BOOST_DESCRIBE_STRUCT(MeetingOfThreadRow, (), (newest))

struct WithdrawnRow {
    static constexpr RowKind kKind = RowKind::withdrawn;
    MessageId message;
};
BOOST_DESCRIBE_STRUCT(WithdrawnRow, (), (message))

enum class ConductStepKind : std::uint8_t {
    marked = 1,
    reminded = 2,
    mark_withdrawn = 3,
    item_raised = 4,
    item_dismissed = 5,
    suspended = 6,
    removed = 7,
    reinstated = 8
};
BOOST_DESCRIBE_ENUM(ConductStepKind, marked, reminded, mark_withdrawn, item_raised, item_dismissed, suspended, removed,
                    reinstated)

/// `about`: the fact that this one answers, or takes back.
struct ConductStep {
    ConductStepKind kind{};
    Sequence fact;
    UtcTime at;
    StaffId by;  ///< 0: nobody of the staff
    MessageId message;
    std::uint32_t rule = 0;
    Sequence about;
    std::optional<UtcTime> until;
    std::optional<LocalDate> review_on;
    friend bool operator==(const ConductStep&, const ConductStep&) = default;
};
BOOST_DESCRIBE_STRUCT(ConductStep, (), (kind, fact, at, by, message, rule, about, until, review_on))

/// Key: the guardian. Steps oldest first: people take them, so they are few.
struct ConductRow {
    static constexpr RowKind kKind = RowKind::conduct;
    GuardianId guardian;
    std::vector<ConductStep> steps;
};
BOOST_DESCRIBE_STRUCT(ConductRow, (), (guardian, steps))

/// Key: the message.
struct MarkedRow {
    static constexpr RowKind kKind = RowKind::marked;
    MarkId mark;
};
BOOST_DESCRIBE_STRUCT(MarkedRow, (), (mark))

/// Key: {guardian, reply}, so that one guardian's held replies stand together, oldest first.
struct HeldReplyRow {
    static constexpr RowKind kKind = RowKind::held_reply;
    ReplyId reply;
    ThreadId thread;
    GuardianId guardian;
    StaffId staff;
    UtcTime sent_at;
    std::optional<UtcTime> release_at;
};
BOOST_DESCRIBE_STRUCT(HeldReplyRow, (), (reply, thread, guardian, staff, sent_at, release_at))

struct UndeliveredReplyRow {
    static constexpr RowKind kKind = RowKind::undelivered_reply;
    ReplyId reply;
    UndeliveredReason reason{};
};
BOOST_DESCRIBE_STRUCT(UndeliveredReplyRow, (), (reply, reason))

/// Key: the guardian.
struct PreferencesRow {
    static constexpr RowKind kKind = RowKind::preferences;
    GuardianId guardian;
    Sequence version;  ///< the fact that set them; 0: only one of the following is known
    std::optional<std::vector<WeeklyWindow>> hours;
    FeedDigest feed_digest = FeedDigest::off;
    std::string calendar_secret_hash;  ///< empty: no link
    PostId digested;                   ///< newest post that a feed digest told of
    std::optional<UtcTime> digested_at;
};
BOOST_DESCRIBE_STRUCT(PreferencesRow, (),
                      (guardian, version, hours, feed_digest, calendar_secret_hash, digested, digested_at))

struct Cover {
    CoverId id;
    StaffId cover;
    DateRange dates;
    friend bool operator==(const Cover&, const Cover&) = default;
};
BOOST_DESCRIBE_STRUCT(Cover, (), (id, cover, dates))

/// Key: who is absent. Oldest first; those that ended are gone.
struct CoversRow {
    static constexpr RowKind kKind = RowKind::covers;
    StaffId absent;
    CalendarVersion version;
    std::vector<Cover> all;
};
BOOST_DESCRIBE_STRUCT(CoversRow, (), (absent, version, all))

struct PostRow {
    static constexpr RowKind kKind = RowKind::post;
    PostId id;
    ClassId class_id;
    StaffId author;
    PostKind kind{};
    Sequence version;  ///< the fact that says what it says now
    UtcTime shown_at;  ///< when guardians see it
    bool retracted = false;
    bool never_shown = false;  ///< taken back before guardians saw it
};
BOOST_DESCRIBE_STRUCT(PostRow, (), (id, class_id, author, kind, version, shown_at, retracted, never_shown))

/// Key: the hash of the secret.
struct CalendarLinkRow {
    static constexpr RowKind kKind = RowKind::calendar_link;
    GuardianId guardian;
};
BOOST_DESCRIBE_STRUCT(CalendarLinkRow, (), (guardian))

struct HandledRow {
    static constexpr RowKind kKind = RowKind::handled;
    MessageId message;
    StaffId staff;
};
BOOST_DESCRIBE_STRUCT(HandledRow, (), (message, staff))

struct AwayRow {
    static constexpr RowKind kKind = RowKind::away;
    AwayId id;
    PupilId pupil;
    DateRange dates;
    AwayKind kind{};
    std::optional<LocalMinute> at;
};
BOOST_DESCRIBE_STRUCT(AwayRow, (), (id, pupil, dates, kind, at))

/// Key: {kind, person}.
struct AcceptanceRow {
    static constexpr RowKind kKind = RowKind::acceptance;
    PolicyVersion policy;
};
BOOST_DESCRIBE_STRUCT(AcceptanceRow, (), (policy))

enum class ConcernStepKind : std::uint8_t {
    added = 1,
    acknowledged = 2,
    escalated = 3,
    closed = 4,
    shared = 5,
    unshared = 6,
    break_glass = 7
};
BOOST_DESCRIBE_ENUM(ConcernStepKind, added, acknowledged, escalated, closed, shared, unshared, break_glass)

struct ConcernStep {
    ConcernStepKind kind{};
    Sequence fact;
    UtcTime at;
    Actor by;
    friend bool operator==(const ConcernStep&, const ConcernStep&) = default;
};
BOOST_DESCRIBE_STRUCT(ConcernStep, (), (kind, fact, at, by))

/// Ids and instants only; what was written is read from the log by whoever may.
struct ConcernRow {
    static constexpr RowKind kKind = RowKind::concern;
    ConcernId id;
    Actor raised_by;
    UtcTime raised_at;
    std::vector<PupilId> pupils;
    MessageId message;
    UtcTime seen_at;
    UtcTime escalates_at;
    std::optional<UtcTime> acknowledged_at;
    std::optional<UtcTime> escalated_at;
    std::optional<UtcTime> closed_at;
    std::set<StaffId> readers;  ///< whom the safeguarding team named
    std::vector<ConcernStep> steps;
    std::optional<std::uint32_t> alerts{};  ///< rounds in which the people on duty were told; absent: none
    std::optional<UtcTime> alerted_at{};    ///< the last of them
};
BOOST_DESCRIBE_STRUCT(ConcernRow, (),
                      (id, raised_by, raised_at, pupils, message, seen_at, escalates_at, acknowledged_at, escalated_at,
                       closed_at, readers, steps, alerts, alerted_at))

struct UndeliveredRow {
    static constexpr RowKind kKind = RowKind::undelivered;
    MessageId message;
    UndeliveredReason reason{};
};
BOOST_DESCRIBE_STRUCT(UndeliveredRow, (), (message, reason))

struct Restriction {
    RestrictionId id;
    GuardianId guardian;
    RestrictionKind kind{};
    UtcTime from;
    std::optional<UtcTime> until;
    std::optional<UtcTime> lifted_at;
    friend bool operator==(const Restriction&, const Restriction&) = default;
};
BOOST_DESCRIBE_STRUCT(Restriction, (), (id, guardian, kind, from, until, lifted_at))

/// Key: the pupil. Oldest first, also those that are past.
struct RestrictionsRow {
    static constexpr RowKind kKind = RowKind::restrictions;
    std::vector<Restriction> all;
};
BOOST_DESCRIBE_STRUCT(RestrictionsRow, (), (all))

struct DisputeRow {
    static constexpr RowKind kKind = RowKind::dispute;
    MessageId message;
    ThreadId thread;
    GuardianId guardian;
    PupilId pupil;
    Authorship state = Authorship::disputed;
};
BOOST_DESCRIBE_STRUCT(DisputeRow, (), (message, thread, guardian, pupil, state))

struct LegalHoldRow {
    static constexpr RowKind kKind = RowKind::legal_hold;
    LegalHoldId id;
    Subject subject;
    std::vector<RetentionClass> classes;  ///< empty: all
    std::optional<UtcTime> until;
    std::optional<UtcTime> lifted_at;
};
BOOST_DESCRIBE_STRUCT(LegalHoldRow, (), (id, subject, classes, until, lifted_at))

struct ErasureRow {
    static constexpr RowKind kKind = RowKind::erasure;
    ErasureId id;
    Subject subject;
    std::vector<RetentionClass> classes;
    UtcTime ordered_at;
    Sequence completed;      ///< the fact that says that its keys are destroyed; 0: not yet
    std::uint64_t keys = 0;  ///< how many those were
};
BOOST_DESCRIBE_STRUCT(ErasureRow, (), (id, subject, classes, ordered_at, completed, keys))

/// Key: the key's id.
struct DestroyedKeyRow {
    static constexpr RowKind kKind = RowKind::destroyed_key;
    std::uint64_t key = 0;
    Sequence destroyed;  ///< the fact
    DestructionBasis basis{};
};
BOOST_DESCRIBE_STRUCT(DestroyedKeyRow, (), (key, destroyed, basis))

struct KeyStoreRow {
    static constexpr RowKind kKind = RowKind::key_store;
    std::uint64_t generation = 0;  ///< 0: none was recorded yet
    Sequence rotated;              ///< by which fact: what was destroyed before it is in no copy of that generation
    Sequence destroyed;            ///< the newest KeyDestroyed
};
BOOST_DESCRIBE_STRUCT(KeyStoreRow, (), (generation, rotated, destroyed))

/// Something that reached a person in the application, and may be told to them outside it.
struct OutboxEntry {
    Sequence fact;  ///< by which it reached them: a digest, a release, a reply, a feed digest
    NotificationKind kind{};
    UtcTime at;
    std::uint32_t things = 1;    ///< messages, replies or posts
    std::optional<UtcTime> due;  ///< of messages: the earliest instant by which an answer is expected
};
BOOST_DESCRIBE_STRUCT(OutboxEntry, (), (fact, kind, at, things, due))

/// How far one channel has got with one person.
struct OutboxChannel {
    Channel channel{};
    Sequence told;                         ///< everything up to this fact was sealed, or need not be told
    NotificationId pending;                ///< sealed, and nothing came of it yet; 0: none
    Sequence told_before;                  ///< `told` before the pending one
    std::optional<UtcTime> sealed_at;      ///< the last one
    std::optional<Occurrence> occurrence;  ///< and in which window
    std::uint32_t counter = 0;             ///< the next one's, in that window
    std::uint32_t windows_failed = 0;      ///< in a row
    std::set<LocalDate> refused_on;        ///< dates on which the server refused the address, since it changed
    bool unusable = false;                 ///< no address, or one that is refused: nothing is sealed until it changes
};
BOOST_DESCRIBE_STRUCT(OutboxChannel, (),
                      (channel, told, pending, told_before, sealed_at, occurrence, counter, windows_failed, refused_on,
                       unusable))

/// Key: {kind, person}.
struct OutboxRow {
    static constexpr RowKind kKind = RowKind::outbox;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    std::vector<OutboxEntry> entries;  ///< oldest first; the newest kOutboxEntriesMax
    std::vector<OutboxChannel> channels;
    std::optional<bool> email;  ///< the person's own choices; absent: the default
    std::optional<bool> push;
    std::optional<bool> follow_ups;
    Sequence chosen;  ///< the fact that set them; 0: never
};
BOOST_DESCRIBE_STRUCT(OutboxRow, (), (person_kind, person, entries, channels, email, push, follow_ups, chosen))

/// What holds for whoever has chosen nothing. A push needs a device first, and adding one chooses it.
inline constexpr bool kEmailByDefault = true;
inline constexpr bool kPushByDefault = false;
inline constexpr bool kFollowUpsByDefault = true;
[[nodiscard]] inline bool wants_email(const OutboxRow& row) {
    return row.email.value_or(kEmailByDefault);
}
[[nodiscard]] inline bool wants_push(const OutboxRow& row) {
    return row.push.value_or(kPushByDefault);
}

/// What one person's outbox keeps: older entries are in their inbox all the same.
inline constexpr std::size_t kOutboxEntriesMax = kNotificationFactsMax;

/// The rows that exist are what is still to be handed over.
struct NotificationRow {
    static constexpr RowKind kKind = RowKind::notification;
    NotificationId id;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    Channel channel{};
    NotificationKind kind{};
    UtcTime closes_at;
};
BOOST_DESCRIBE_STRUCT(NotificationRow, (), (id, person_kind, person, channel, kind, closes_at))

struct DeadLetterRow {
    static constexpr RowKind kKind = RowKind::dead_letter;
    NotificationId id;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    Channel channel{};
    NotificationKind kind{};
    DeadReason reason{};
    UtcTime at;  ///< since when
};
BOOST_DESCRIBE_STRUCT(DeadLetterRow, (), (id, person_kind, person, channel, kind, reason, at))

using RowVariant =
    std::variant<SchoolRow, PolicyRow, SchoolCalendarRow, StaffCalendarRow, ClassRow, StaffRow, PupilRow, GuardianRow,
                 InviteRow, StaffCodeRow, SelectorRow, ExternalRow, ThreadRow, ThreadKeyRow, HeldRow, OccurrenceRow,
                 DigestRow, AwardRow, ReportRow, SeenRow, FeedRow, AccountRow, MeetingRow, MeetingOfThreadRow,
                 WithdrawnRow, DisputeRow, UndeliveredRow, RestrictionsRow, ConductRow, ConcernRow, MarkedRow,
                 AcceptanceRow, HeldReplyRow, UndeliveredReplyRow, PreferencesRow, CoversRow, PostRow, CalendarLinkRow,
                 HandledRow, AwayRow, PupilCodeRow, LegalHoldRow, ErasureRow, DestroyedKeyRow, KeyStoreRow, OutboxRow,
                 NotificationRow, DeadLetterRow>;

/// A kind of row.
template <class R>
concept RowOfState = requires {
    { R::kKind } -> std::convertible_to<RowKind>;
};

/// One row, of any kind; a class of its own for the same reason as Event is.
class Row : public RowVariant {
public:
    template <RowOfState R>
    Row(R row);
    Row(const Row& other);
    Row(Row&& other) noexcept;
    Row& operator=(const Row& other);
    Row& operator=(Row&& other) noexcept;
    ~Row();
};

}  // namespace hometime
