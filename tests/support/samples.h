// One valid fact of every kind, for tests that must hold for all of them. The texts are invented.
//
// Each static_assert counts a fact's fields. When it fails: a fact that was ever shipped keeps its shape; give the
// new shape the next schema, upcast the old one in codec.cpp, and add (never edit) a golden file.
#pragma once

#include <boost/mp11.hpp>
#include <chrono>
#include <vector>

#include "eventstore/base/json_schema.h"
#include "eventstore/events/catalogue.h"

namespace hometime::test {

template <class E>
inline constexpr std::size_t kFields = boost::mp11::mp_size<json::detail::members_of<E>>::value;

inline LocalDate sample_date(unsigned month, unsigned day) {
    return LocalDate{std::chrono::year{2026} / static_cast<int>(month) / static_cast<int>(day)};
}
/// 2026-11-24T15:30:00Z, and `micros` more.
inline UtcTime sample_instant(std::int64_t micros = 0) {
    return from_unix_micros(1'795'534'200'000'000 + micros);
}
inline Occurrence sample_occurrence() {
    return {sample_date(11, 24), LocalMinute{15 * 60 + 30}};
}
inline WeeklyWindow sample_window() {
    return {{Weekday::mon, Weekday::tue}, LocalMinute{930}, LocalMinute{1020}};
}
inline std::string sample_mac(char digit) {
    return std::string(64, digit);
}
inline Private sample_details() {
    return {R"({"given_name":"Ada","family_name":"Lovelace"})"};
}

inline void add_school_samples(std::vector<Event>& out) {
    static_assert(kFields<LogOpened> == 2);
    out.emplace_back(
        LogOpened{SchoolId{0x1234567890}, Uuid{{1, 2, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, 14, 15, 16}}});
    static_assert(kFields<SchoolOpened> == 2);
    out.emplace_back(SchoolOpened{"Europe/London", {"Sample Primary School"}});
    static_assert(kFields<PolicySet> == 2 && kFields<Policy> == 13);
    out.emplace_back(PolicySet{{{sample_window()},
                                {{{Weekday::fri}, LocalMinute{480}, LocalMinute{1440}}},
                                {{Category::general, Route::teacher}, {Category::progress, Route::refused}},
                                2,
                                true,
                                14,
                                {"kindness", "effort"}},
                               {R"({"email":"office@school.example","phone":"","hours":""})"}});
    static_assert(kFields<AccountOpened> == 3);
    out.emplace_back(AccountOpened{9'007'199'254'740'991, PersonKind::guardian, 17});
    static_assert(kFields<PolicyAccepted> == 3);
    out.emplace_back(PolicyAccepted{PersonKind::guardian, 23, PolicyVersion{3}});
    static_assert(kFields<RestrictedRead> == 2);
    out.emplace_back(RestrictedRead{RestrictedKind::report, 99});
}

inline void add_class_samples(std::vector<Event>& out) {
    static_assert(kFields<ClassCreated> == 3);
    out.emplace_back(ClassCreated{"class-\"7\"", sample_mac('a'), {R"({"title":"Oak"})"}});
    static_assert(kFields<ClassRenamed> == 3);
    out.emplace_back(ClassRenamed{ClassId{4}, sample_mac('b'), {R"({"title":"Elm"})"}});
    static_assert(kFields<ClassClosed> == 1);
    out.emplace_back(ClassClosed{ClassId{4}});
}

inline void add_staff_samples(std::vector<Event>& out) {
    static_assert(kFields<StaffAdded> == 3);
    out.emplace_back(StaffAdded{"staff-1", sample_mac('c'), sample_details()});
    static_assert(kFields<StaffDetailsChanged> == 3);
    out.emplace_back(StaffDetailsChanged{StaffId{5}, sample_mac('d'), sample_details()});
    static_assert(kFields<StaffLeft> == 1);
    out.emplace_back(StaffLeft{StaffId{5}});
    static_assert(kFields<StaffAssigned> == 3);
    out.emplace_back(StaffAssigned{StaffId{5}, ClassId{4}, StaffRole::teacher});
    static_assert(kFields<StaffUnassigned> == 2);
    out.emplace_back(StaffUnassigned{StaffId{5}, ClassId{4}});
    static_assert(kFields<StaffRoleGranted> == 2);
    out.emplace_back(StaffRoleGranted{StaffId{5}, StaffRole::slt});
    static_assert(kFields<StaffRoleRevoked> == 2);
    out.emplace_back(StaffRoleRevoked{StaffId{5}, StaffRole::office});
    static_assert(kFields<StaffCodeIssued> == 4);
    out.emplace_back(StaffCodeIssued{StaffId{5}, "7K2", "$argon2id$v=19$sample", sample_instant()});
}

inline void add_pupil_samples(std::vector<Event>& out) {
    static_assert(kFields<PupilEnrolled> == 4);
    out.emplace_back(PupilEnrolled{"pupil-1", ClassId{4}, sample_mac('e'), sample_details()});
    static_assert(kFields<PupilDetailsChanged> == 3);
    out.emplace_back(PupilDetailsChanged{PupilId{17}, sample_mac('f'), sample_details()});
    static_assert(kFields<PupilMoved> == 2);
    out.emplace_back(PupilMoved{PupilId{17}, ClassId{6}});
    static_assert(kFields<PupilCodeIssued> == 4);
    out.emplace_back(PupilCodeIssued{PupilId{17}, "7K2", "$argon2id$v=19$sample", sample_instant()});
    static_assert(kFields<PupilLeft> == 1);
    out.emplace_back(PupilLeft{PupilId{17}});
}

inline void add_guardian_samples(std::vector<Event>& out) {
    static_assert(kFields<GuardianRecorded> == 3);
    out.emplace_back(GuardianRecorded{"guardian-1", sample_mac('0'), sample_details()});
    static_assert(kFields<GuardianDetailsChanged> == 3);
    out.emplace_back(GuardianDetailsChanged{GuardianId{23}, sample_mac('1'), sample_details()});
    static_assert(kFields<RelationshipRecorded> == 3);
    out.emplace_back(RelationshipRecorded{GuardianId{23}, PupilId{17}, Relationship::step_parent});
    static_assert(kFields<AdultApproved> == 4);
    out.emplace_back(AdultApproved{PupilId{17}, GuardianId{24}, sample_instant(1), {"collects on Fridays"}});
    static_assert(kFields<InviteIssued> == 7);
    out.emplace_back(InviteIssued{PupilId{17}, GuardianId{23}, Relationship::mother, ApprovalId{}, "ABC",
                                  "$argon2id$v=19$sample", sample_instant()});
    static_assert(kFields<InviteRevoked> == 2);
    out.emplace_back(InviteRevoked{InviteId{30}, PupilId{17}});
    static_assert(kFields<GuardianLinked> == 4);
    out.emplace_back(GuardianLinked{PupilId{17}, GuardianId{23}, InviteId{30}, ApprovalId{29}});
    static_assert(kFields<GuardianUnlinked> == 3);
    out.emplace_back(GuardianUnlinked{PupilId{17}, GuardianId{23}, {""}});
    static_assert(kFields<ContactRestricted> == 6);
    out.emplace_back(ContactRestricted{PupilId{17},
                                       GuardianId{23},
                                       RestrictionKind::court_order,
                                       sample_instant(),
                                       sample_instant(86'400'000'000),
                                       {"order of the family court"}});
    static_assert(kFields<RestrictionLifted> == 4);
    out.emplace_back(RestrictionLifted{RestrictionId{31}, PupilId{17}, GuardianId{23}, {"discharged"}});
    static_assert(kFields<RosterImported> == 3);
    out.emplace_back(RosterImported{412, 3, 1});
}

inline void add_message_samples(std::vector<Event>& out) {
    static_assert(kFields<ThreadOpened> == 3);
    out.emplace_back(ThreadOpened{GuardianId{23}, StaffId{5}, PupilId{17}});
    static_assert(kFields<MessageSent> == 13 && kFields<Occurrence> == 2);
    out.emplace_back(MessageSent{ThreadId{40},
                                 GuardianId{23},
                                 StaffId{5},
                                 PupilId{17},
                                 Category::meeting,
                                 Route::teacher,
                                 sample_instant(),
                                 sample_instant(86'400'000'000),
                                 sample_occurrence(),
                                 CalendarVersion{9},
                                 {"Could we meet on Thursday?"}});
    static_assert(kFields<MessageReleased> == 4);
    out.emplace_back(MessageReleased{MessageId{41}, ThreadId{40}, StaffId{5}, sample_occurrence()});
    static_assert(kFields<MessageRescheduled> == 7);
    out.emplace_back(MessageRescheduled{MessageId{41}, ThreadId{40}, StaffId{5}, sample_instant(), std::nullopt,
                                        std::nullopt, CalendarVersion{10}});
    static_assert(kFields<ReplySent> == 9);
    out.emplace_back(ReplySent{ThreadId{40}, GuardianId{23}, StaffId{5}, PupilId{17}, true, {"Yes, at four."}});
    static_assert(kFields<MessageWithdrawn> == 3);
    out.emplace_back(MessageWithdrawn{MessageId{41}, ThreadId{40}, StaffId{5}});
    static_assert(kFields<MessageUndelivered> == 4);
    out.emplace_back(
        MessageUndelivered{MessageId{41}, ThreadId{40}, StaffId{5}, UndeliveredReason::contact_restricted});
    static_assert(kFields<AuthorshipDisputed> == 6);
    out.emplace_back(AuthorshipDisputed{
        MessageId{41}, ThreadId{40}, GuardianId{23}, PupilId{17}, StaffId{5}, {GuardianId{23}, GuardianId{24}}});
    static_assert(kFields<AuthorshipAnswered> == 4);
    out.emplace_back(AuthorshipAnswered{MessageId{41}, ThreadId{40}, GuardianId{23}, Authorship::denied});
    static_assert(kFields<DigestSealed> == 5);
    out.emplace_back(DigestSealed{StaffId{5}, Channel::in_app, sample_occurrence(), 0, {MessageId{41}, MessageId{43}}});
    static_assert(kFields<DigestDelivered> == 3);
    out.emplace_back(DigestDelivered{DigestId{50}, Channel::in_app, DeliveryOutcome::delivered});
}

inline void add_meeting_samples(std::vector<Event>& out) {
    static_assert(kFields<MeetingRequested> == 7);
    out.emplace_back(MeetingRequested{ThreadId{40},
                                      GuardianId{23},
                                      StaffId{5},
                                      PupilId{17},
                                      MessageId{41},
                                      20,
                                      {sample_instant(), sample_instant(86'400'000'000)}});
    static_assert(kFields<MeetingTimesProposed> == 4);
    out.emplace_back(MeetingTimesProposed{MeetingId{42}, MeetingSide::staff, Sequence{44}, {sample_instant(1)}});
    static_assert(kFields<MeetingAgreed> == 4);
    out.emplace_back(MeetingAgreed{MeetingId{42}, MeetingSide::guardian, Sequence{46}, sample_instant(1)});
    static_assert(kFields<MeetingDeclined> == 3);
    out.emplace_back(MeetingDeclined{MeetingId{42}, MeetingSide::staff, Sequence{48}});
    static_assert(kFields<MeetingCancelled> == 3);
    out.emplace_back(MeetingCancelled{MeetingId{42}, MeetingSide::guardian, Sequence{}});
}

inline void add_concern_samples(std::vector<Event>& out) {
    static_assert(kFields<ConcernRaised> == 5 && kFields<ConcernWords> == 2);
    out.emplace_back(ConcernRaised{{PupilId{17}, PupilId{18}},
                                   MessageId{41},
                                   sample_instant(),
                                   sample_instant(1'800'000'000),
                                   {R"({"facts":"said she was hungry","immediate_action":"gave breakfast"})"}});
    static_assert(kFields<ConcernAdded> == 2);
    out.emplace_back(ConcernAdded{ConcernId{95}, {"again today"}});
    static_assert(kFields<ConcernAcknowledged> == 1);
    out.emplace_back(ConcernAcknowledged{ConcernId{95}});
    static_assert(kFields<ConcernEscalated> == 1);
    out.emplace_back(ConcernEscalated{ConcernId{95}});
    static_assert(kFields<ConcernClosed> == 2);
    out.emplace_back(ConcernClosed{ConcernId{95}, {"referred"}});
    static_assert(kFields<ConcernShared> == 2);
    out.emplace_back(ConcernShared{ConcernId{95}, StaffId{5}});
    static_assert(kFields<ConcernUnshared> == 2);
    out.emplace_back(ConcernUnshared{ConcernId{95}, StaffId{5}});
    static_assert(kFields<ConcernBreakGlass> == 2);
    out.emplace_back(ConcernBreakGlass{ConcernId{95}, {"the lead is away"}});
}

inline void add_conduct_samples(std::vector<Event>& out) {
    static_assert(kFields<MisuseMarked> == 6);
    out.emplace_back(
        MisuseMarked{MessageId{41}, ThreadId{40}, GuardianId{23}, StaffId{5}, 5, {"third time this week"}});
    static_assert(kFields<ReminderSent> == 3);
    out.emplace_back(ReminderSent{MarkId{45}, GuardianId{23}, 5});
    static_assert(kFields<MarkWithdrawn> == 3);
    out.emplace_back(MarkWithdrawn{MarkId{45}, GuardianId{23}, {"a misunderstanding"}});
    static_assert(kFields<ConductItemRaised> == 2);
    out.emplace_back(ConductItemRaised{GuardianId{23}, {MarkId{45}, MarkId{47}}});
    static_assert(kFields<ConductItemDismissed> == 3);
    out.emplace_back(ConductItemDismissed{ConductItemId{49}, GuardianId{23}, {"spoken to"}});
    static_assert(kFields<GuardianSuspended> == 5 && kFields<ConductGrounds> == 2);
    out.emplace_back(GuardianSuspended{GuardianId{23},
                                       ConductItemId{49},
                                       sample_instant(),
                                       sample_date(12, 1),
                                       {R"({"reason":"repeated","appeal_contact":"the governors"})"}});
    static_assert(kFields<GuardianRemoved> == 4);
    out.emplace_back(GuardianRemoved{GuardianId{23},
                                     ConductItemId{},
                                     sample_date(12, 1),
                                     {R"({"reason":"threats","appeal_contact":"the governors"})"}});
    static_assert(kFields<GuardianReinstated> == 2);
    out.emplace_back(GuardianReinstated{GuardianId{23}, {"an apology"}});
}

inline void add_feed_and_point_samples(std::vector<Event>& out) {
    static_assert(kFields<Posted> == 9);
    out.emplace_back(Posted{ClassId{4},
                            StaffId{5},
                            PostKind::event,
                            sample_instant(),
                            sample_instant(1),
                            {R"({"title":"Harvest","body":"Bring a tin.","place":"Hall"})"}});
    static_assert(kFields<PostEdited> == 6);
    out.emplace_back(PostEdited{PostId{60},
                                ClassId{4},
                                StaffId{5},
                                sample_instant(),
                                std::nullopt,
                                {R"({"title":"Harvest","body":"Bring two tins.","place":"Hall"})"}});
    static_assert(kFields<PostRetracted> == 4);
    out.emplace_back(PostRetracted{PostId{60}, ClassId{}, StaffId{5}, {"posted to the wrong class"}});
    static_assert(kFields<FeedSeen> == 4);
    out.emplace_back(FeedSeen{PersonKind::guardian, 23, ClassId{}, PostId{60}});
    static_assert(kFields<PointAwarded> == 4);
    out.emplace_back(PointAwarded{PupilId{17}, ClassId{4}, StaffId{5}, "kindness"});
    static_assert(kFields<PointRetracted> == 4);
    out.emplace_back(PointRetracted{AwardId{70}, PupilId{17}, StaffId{5}, {"meant for another pupil"}});
    static_assert(kFields<MessageReported> == 7);
    out.emplace_back(MessageReported{
        MessageId{41}, ThreadId{40}, PupilId{17}, GuardianId{23}, StaffId{5}, sample_mac('2'), {"abusive language"}});
    static_assert(kFields<ReportClosed> == 4);
    out.emplace_back(ReportClosed{ReportId{80}, PupilId{17}, StaffId{6}, {"spoken to"}});
}

inline void add_calendar_samples(std::vector<Event>& out) {
    static_assert(kFields<TermDatesSet> == 1 && kFields<DateRange> == 2);
    out.emplace_back(TermDatesSet{{{sample_date(9, 1), sample_date(12, 18)}}});
    static_assert(kFields<ClosureAnnounced> == 5);
    out.emplace_back(ClosureAnnounced{
        sample_date(10, 26), sample_date(10, 30), ClosureKind::holiday, "half-term@school.example", {"Half term"}});
    static_assert(kFields<ClosureWithdrawn> == 1);
    out.emplace_back(ClosureWithdrawn{ClosureId{90}});
    static_assert(kFields<TrainingScheduled> == 2 && kFields<BusyPeriod> == 5);
    out.emplace_back(
        TrainingScheduled{StaffId{}, {sample_date(11, 25), sample_date(11, 25), LocalMinute{930}, LocalMinute{990}}});
    static_assert(kFields<TrainingCancelled> == 2);
    out.emplace_back(TrainingCancelled{TrainingId{91}, StaffId{}});
    static_assert(kFields<QuietHoursSet> == 2 && kFields<QuietPeriod> == 3);
    out.emplace_back(QuietHoursSet{StaffId{5},
                                   {{std::nullopt, LocalMinute{1260}, LocalMinute{420}},
                                    {std::vector{Weekday::sat}, LocalMinute{0}, LocalMinute{1440}}}});
}

inline void add_own_window_samples(std::vector<Event>& out) {
    static_assert(kFields<StaffWindowsSet> == 2);
    out.emplace_back(StaffWindowsSet{StaffId{5}, std::vector{sample_window()}});
    const DatedSpan evening{sample_date(11, 26), LocalMinute{1050}, LocalMinute{1170}};
    static_assert(kFields<EveningAnnounced> == 2 && kFields<DatedSpan> == 3);
    out.emplace_back(EveningAnnounced{evening, {"Parents' evening, years 1 and 2"}});
    static_assert(kFields<EveningCancelled> == 1);
    out.emplace_back(EveningCancelled{EveningId{92}});
    static_assert(kFields<EveningJoined> == 2 && kFields<EveningLeft> == 2);
    out.emplace_back(EveningJoined{EveningId{92}, StaffId{5}});
    out.emplace_back(EveningLeft{EveningId{92}, StaffId{5}});
}

inline void add_notification_samples(std::vector<Event>& out) {
    static_assert(kFields<NotificationSealed> == 8);
    out.emplace_back(NotificationSealed{PersonKind::staff,
                                        5,
                                        Channel::email,
                                        NotificationKind::inbox,
                                        sample_occurrence(),
                                        1,
                                        {Sequence{50}, Sequence{52}},
                                        sample_instant()});
    static_assert(kFields<NotificationSettled> == 9);
    out.emplace_back(NotificationSettled{NotificationId{120}, PersonKind::staff, 5, Channel::email,
                                         NotificationKind::inbox, NotificationOutcome::dead, DeadReason::refused, 3,
                                         sample_date(11, 24)});
    static_assert(kFields<ChannelsChosen> == 5);
    out.emplace_back(ChannelsChosen{PersonKind::guardian, 23, false, std::nullopt, true});
    static_assert(kFields<DeadLetterClosed> == 5);
    out.emplace_back(DeadLetterClosed{NotificationId{120}, PersonKind::staff, 5, Channel::email, true});
}

inline void add_reply_samples(std::vector<Event>& out) {
    static_assert(kFields<ReplyReleased> == 4);
    out.emplace_back(ReplyReleased{ReplyId{42}, ThreadId{40}, GuardianId{23}, true});
    static_assert(kFields<ReplyRescheduled> == 4);
    out.emplace_back(ReplyRescheduled{ReplyId{42}, ThreadId{40}, GuardianId{23}, sample_instant()});
    static_assert(kFields<ReplyUndelivered> == 4);
    out.emplace_back(ReplyUndelivered{ReplyId{42}, ThreadId{40}, GuardianId{23}, UndeliveredReason::sender_unlinked});
    static_assert(kFields<InboxOpenedEarly> == 2);
    out.emplace_back(InboxOpenedEarly{StaffId{5}, {MessageId{41}, MessageId{43}}});
}

inline void add_preference_samples(std::vector<Event>& out) {
    static_assert(kFields<GuardianPreferencesSet> == 3);
    out.emplace_back(GuardianPreferencesSet{GuardianId{23}, std::vector{sample_window()}, FeedDigest::weekly});
    static_assert(kFields<FeedDigestSealed> == 2);
    out.emplace_back(FeedDigestSealed{GuardianId{23}, {PostId{60}, PostId{61}}});
    static_assert(kFields<CalendarLinkIssued> == 2);
    out.emplace_back(CalendarLinkIssued{GuardianId{23}, sample_mac('3')});
    static_assert(kFields<CalendarLinkRevoked> == 1);
    out.emplace_back(CalendarLinkRevoked{GuardianId{23}});
}

inline void add_office_samples(std::vector<Event>& out) {
    static_assert(kFields<CoverArranged> == 3 && kFields<CoverEnded> == 2);
    out.emplace_back(CoverArranged{StaffId{5}, StaffId{6}, {sample_date(11, 24), sample_date(11, 27)}});
    out.emplace_back(CoverEnded{CoverId{97}, StaffId{5}});
    static_assert(kFields<MessageHandled> == 4);
    out.emplace_back(MessageHandled{MessageId{41}, ThreadId{40}, StaffId{6}, true});
    static_assert(kFields<AwayRecorded> == 5 && kFields<AwayWithdrawn> == 2);
    out.emplace_back(AwayRecorded{PupilId{17},
                                  {sample_date(11, 24), sample_date(11, 24)},
                                  AwayKind::leaves_early,
                                  LocalMinute{840},
                                  MessageId{41}});
    out.emplace_back(AwayWithdrawn{AwayId{98}, PupilId{17}});
}

inline void add_oversight_samples(std::vector<Event>& out) {
    static_assert(kFields<ThreadInspected> == 4);
    out.emplace_back(ThreadInspected{ThreadId{40}, PupilId{17}, StaffId{6}, {"a complaint by the family"}});
    static_assert(kFields<SubjectExported> == 5);
    out.emplace_back(SubjectExported{PersonKind::pupil, 17, Sequence{1000}, false, {"subject access request"}});
    static_assert(kFields<NewDeviceSignedIn> == 3);
    out.emplace_back(NewDeviceSignedIn{PersonKind::guardian, 23, 42});
}

inline void add_keeping_samples(std::vector<Event>& out) {
    const Subject pupil{SubjectKind::pupil, 17};
    static_assert(kFields<LegalHoldPlaced> == 4 && kFields<LegalHoldLifted> == 3);
    out.emplace_back(LegalHoldPlaced{pupil, {RetentionClass::messages}, sample_instant(), {"a hearing in March"}});
    out.emplace_back(LegalHoldLifted{LegalHoldId{210}, pupil, {"the hearing is over"}});
    static_assert(kFields<ErasureOrdered> == 3 && kFields<ErasureRefused> == 5);
    out.emplace_back(ErasureOrdered{pupil, {RetentionClass::identity, RetentionClass::points}, {"the family asked"}});
    out.emplace_back(ErasureRefused{
        pupil, {RetentionClass::messages}, ErasureObstacle::held, LegalHoldId{210}, {"the family asked"}});
    static_assert(kFields<KeyDestroyed> == 6 && kFields<ErasureCompleted> == 3);
    out.emplace_back(KeyDestroyed{5, pupil, RetentionClass::points, 2025, DestructionBasis::request, ErasureId{212}});
    out.emplace_back(ErasureCompleted{ErasureId{212}, pupil, 2});
    static_assert(kFields<KeyStoreRotated> == 2);
    out.emplace_back(KeyStoreRotated{2, RotationBasis::erasure});
    static_assert(kFields<LogRestored> == 5);
    out.emplace_back(LogRestored{Uuid{{1, 2, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, 14, 15, 17}},
                                 "20261124T103000Z", 1000, sample_mac('4'), 1003});
}

/// One of each, in no promised order.
inline std::vector<Event> sample_events() {
    std::vector<Event> out;
    add_school_samples(out);
    add_class_samples(out);
    add_staff_samples(out);
    add_pupil_samples(out);
    add_guardian_samples(out);
    add_message_samples(out);
    add_meeting_samples(out);
    add_concern_samples(out);
    add_conduct_samples(out);
    add_feed_and_point_samples(out);
    add_calendar_samples(out);
    add_reply_samples(out);
    add_own_window_samples(out);
    add_notification_samples(out);
    add_notification_samples(out);
    add_preference_samples(out);
    add_office_samples(out);
    add_oversight_samples(out);
    add_keeping_samples(out);
    return out;
}

}  // namespace hometime::test
