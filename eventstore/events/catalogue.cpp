#include "eventstore/events/catalogue.h"

#include <utility>

namespace hometime {

namespace {

/// The names of the facts, as logs, dumps and the documentation write them.
constexpr std::pair<EventTag, std::string_view> kNames[] = {
    {EventTag::log_opened, "log_opened"},
    {EventTag::school_opened, "school_opened"},
    {EventTag::policy_set, "policy_set"},
    {EventTag::account_opened, "account_opened"},
    {EventTag::restricted_read, "restricted_read"},
    {EventTag::class_created, "class_created"},
    {EventTag::class_renamed, "class_renamed"},
    {EventTag::class_closed, "class_closed"},
    {EventTag::staff_added, "staff_added"},
    {EventTag::staff_details_changed, "staff_details_changed"},
    {EventTag::staff_left, "staff_left"},
    {EventTag::staff_assigned, "staff_assigned"},
    {EventTag::staff_unassigned, "staff_unassigned"},
    {EventTag::staff_role_granted, "staff_role_granted"},
    {EventTag::staff_role_revoked, "staff_role_revoked"},
    {EventTag::staff_code_issued, "staff_code_issued"},
    {EventTag::pupil_enrolled, "pupil_enrolled"},
    {EventTag::pupil_details_changed, "pupil_details_changed"},
    {EventTag::pupil_moved, "pupil_moved"},
    {EventTag::pupil_left, "pupil_left"},
    {EventTag::guardian_recorded, "guardian_recorded"},
    {EventTag::guardian_details_changed, "guardian_details_changed"},
    {EventTag::relationship_recorded, "relationship_recorded"},
    {EventTag::adult_approved, "adult_approved"},
    {EventTag::invite_issued, "invite_issued"},
    {EventTag::invite_revoked, "invite_revoked"},
    {EventTag::guardian_linked, "guardian_linked"},
    {EventTag::guardian_unlinked, "guardian_unlinked"},
    {EventTag::roster_imported, "roster_imported"},
    {EventTag::thread_opened, "thread_opened"},
    {EventTag::message_sent, "message_sent"},
    {EventTag::message_released, "message_released"},
    {EventTag::message_rescheduled, "message_rescheduled"},
    {EventTag::reply_sent, "reply_sent"},
    {EventTag::message_withdrawn, "message_withdrawn"},
    {EventTag::message_undelivered, "message_undelivered"},
    {EventTag::authorship_disputed, "authorship_disputed"},
    {EventTag::authorship_answered, "authorship_answered"},
    {EventTag::digest_sealed, "digest_sealed"},
    {EventTag::digest_delivered, "digest_delivered"},
    {EventTag::posted, "posted"},
    {EventTag::feed_seen, "feed_seen"},
    {EventTag::point_awarded, "point_awarded"},
    {EventTag::point_retracted, "point_retracted"},
    {EventTag::message_reported, "message_reported"},
    {EventTag::report_closed, "report_closed"},
    {EventTag::term_dates_set, "term_dates_set"},
    {EventTag::closure_announced, "closure_announced"},
    {EventTag::closure_withdrawn, "closure_withdrawn"},
    {EventTag::training_scheduled, "training_scheduled"},
    {EventTag::training_cancelled, "training_cancelled"},
    {EventTag::quiet_hours_set, "quiet_hours_set"},
    {EventTag::policy_accepted, "policy_accepted"},
    {EventTag::misuse_marked, "misuse_marked"},
    {EventTag::reminder_sent, "reminder_sent"},
    {EventTag::mark_withdrawn, "mark_withdrawn"},
    {EventTag::conduct_item_raised, "conduct_item_raised"},
    {EventTag::conduct_item_dismissed, "conduct_item_dismissed"},
    {EventTag::guardian_suspended, "guardian_suspended"},
    {EventTag::guardian_removed, "guardian_removed"},
    {EventTag::guardian_reinstated, "guardian_reinstated"},
    {EventTag::concern_raised, "concern_raised"},
    {EventTag::concern_added, "concern_added"},
    {EventTag::concern_acknowledged, "concern_acknowledged"},
    {EventTag::concern_escalated, "concern_escalated"},
    {EventTag::concern_closed, "concern_closed"},
    {EventTag::concern_shared, "concern_shared"},
    {EventTag::concern_unshared, "concern_unshared"},
    {EventTag::concern_break_glass, "concern_break_glass"},
    {EventTag::contact_restricted, "contact_restricted"},
    {EventTag::restriction_lifted, "restriction_lifted"},
    {EventTag::meeting_requested, "meeting_requested"},
    {EventTag::meeting_times_proposed, "meeting_times_proposed"},
    {EventTag::meeting_agreed, "meeting_agreed"},
    {EventTag::meeting_declined, "meeting_declined"},
    {EventTag::meeting_cancelled, "meeting_cancelled"},
    {EventTag::reply_released, "reply_released"},
    {EventTag::reply_rescheduled, "reply_rescheduled"},
    {EventTag::reply_undelivered, "reply_undelivered"},
    {EventTag::inbox_opened_early, "inbox_opened_early"},
    {EventTag::guardian_preferences_set, "guardian_preferences_set"},
    {EventTag::feed_digest_sealed, "feed_digest_sealed"},
    {EventTag::calendar_link_issued, "calendar_link_issued"},
    {EventTag::calendar_link_revoked, "calendar_link_revoked"},
    {EventTag::cover_arranged, "cover_arranged"},
    {EventTag::cover_ended, "cover_ended"},
    {EventTag::message_handled, "message_handled"},
    {EventTag::away_recorded, "away_recorded"},
    {EventTag::away_withdrawn, "away_withdrawn"},
    {EventTag::thread_inspected, "thread_inspected"},
    {EventTag::subject_exported, "subject_exported"},
    {EventTag::new_device_signed_in, "new_device_signed_in"},
    {EventTag::legal_hold_placed, "legal_hold_placed"},
    {EventTag::legal_hold_lifted, "legal_hold_lifted"},
    {EventTag::erasure_ordered, "erasure_ordered"},
    {EventTag::erasure_refused, "erasure_refused"},
    {EventTag::key_destroyed, "key_destroyed"},
    {EventTag::erasure_completed, "erasure_completed"},
    {EventTag::key_store_rotated, "key_store_rotated"},
    {EventTag::log_restored, "log_restored"},
    {EventTag::post_edited, "post_edited"},
    {EventTag::post_retracted, "post_retracted"},
    {EventTag::pupil_code_issued, "pupil_code_issued"},
    {EventTag::staff_windows_set, "staff_windows_set"},
    {EventTag::evening_announced, "evening_announced"},
    {EventTag::evening_cancelled, "evening_cancelled"},
    {EventTag::evening_joined, "evening_joined"},
    {EventTag::evening_left, "evening_left"},
    {EventTag::notification_sealed, "notification_sealed"},
    {EventTag::notification_settled, "notification_settled"},
    {EventTag::channels_chosen, "channels_chosen"},
    {EventTag::dead_letter_closed, "dead_letter_closed"},
};
static_assert(std::size(kNames) == std::variant_size_v<EventVariant>, "name the new fact here");

}  // namespace

Event::Event() noexcept = default;
Event::Event(const Event& other) = default;
Event::Event(Event&& other) noexcept = default;
Event& Event::operator=(const Event& other) = default;
Event& Event::operator=(Event&& other) noexcept = default;
Event::~Event() = default;

bool operator==(const Event& a, const Event& b) {
    return static_cast<const EventVariant&>(a) == static_cast<const EventVariant&>(b);
}

template <Fact E>
Event::Event(E fact) : EventVariant(std::in_place_type<E>, std::move(fact)) {}

// One for every kind: the linker names the one that is missing.
template Event::Event(LogOpened);
template Event::Event(SchoolOpened);
template Event::Event(PolicySet);
template Event::Event(AccountOpened);
template Event::Event(RestrictedRead);
template Event::Event(PolicyAccepted);
template Event::Event(ClassCreated);
template Event::Event(ClassRenamed);
template Event::Event(ClassClosed);
template Event::Event(StaffAdded);
template Event::Event(StaffDetailsChanged);
template Event::Event(StaffLeft);
template Event::Event(StaffAssigned);
template Event::Event(StaffUnassigned);
template Event::Event(StaffRoleGranted);
template Event::Event(StaffRoleRevoked);
template Event::Event(StaffCodeIssued);
template Event::Event(PupilEnrolled);
template Event::Event(PupilDetailsChanged);
template Event::Event(PupilMoved);
template Event::Event(PupilLeft);
template Event::Event(PupilCodeIssued);
template Event::Event(GuardianRecorded);
template Event::Event(GuardianDetailsChanged);
template Event::Event(RelationshipRecorded);
template Event::Event(AdultApproved);
template Event::Event(InviteIssued);
template Event::Event(InviteRevoked);
template Event::Event(GuardianLinked);
template Event::Event(GuardianUnlinked);
template Event::Event(RosterImported);
template Event::Event(ThreadOpened);
template Event::Event(MessageSent);
template Event::Event(MessageReleased);
template Event::Event(MessageRescheduled);
template Event::Event(ReplySent);
template Event::Event(MessageWithdrawn);
template Event::Event(MessageUndelivered);
template Event::Event(AuthorshipDisputed);
template Event::Event(AuthorshipAnswered);
template Event::Event(DigestSealed);
template Event::Event(DigestDelivered);
template Event::Event(Posted);
template Event::Event(PostEdited);
template Event::Event(PostRetracted);
template Event::Event(FeedSeen);
template Event::Event(PointAwarded);
template Event::Event(PointRetracted);
template Event::Event(MessageReported);
template Event::Event(ReportClosed);
template Event::Event(TermDatesSet);
template Event::Event(ClosureAnnounced);
template Event::Event(ClosureWithdrawn);
template Event::Event(TrainingScheduled);
template Event::Event(TrainingCancelled);
template Event::Event(QuietHoursSet);
template Event::Event(ConcernRaised);
template Event::Event(ConcernAdded);
template Event::Event(ConcernAcknowledged);
template Event::Event(ConcernEscalated);
template Event::Event(ConcernClosed);
template Event::Event(ConcernShared);
template Event::Event(ConcernUnshared);
template Event::Event(ConcernBreakGlass);
template Event::Event(ContactRestricted);
template Event::Event(RestrictionLifted);
template Event::Event(MisuseMarked);
template Event::Event(ReminderSent);
template Event::Event(MarkWithdrawn);
template Event::Event(ConductItemRaised);
template Event::Event(ConductItemDismissed);
template Event::Event(GuardianSuspended);
template Event::Event(GuardianRemoved);
template Event::Event(GuardianReinstated);
template Event::Event(MeetingRequested);
template Event::Event(MeetingTimesProposed);
template Event::Event(MeetingAgreed);
template Event::Event(MeetingDeclined);
template Event::Event(MeetingCancelled);
template Event::Event(ReplyReleased);
template Event::Event(ReplyRescheduled);
template Event::Event(ReplyUndelivered);
template Event::Event(InboxOpenedEarly);
template Event::Event(GuardianPreferencesSet);
template Event::Event(FeedDigestSealed);
template Event::Event(CalendarLinkIssued);
template Event::Event(CalendarLinkRevoked);
template Event::Event(CoverArranged);
template Event::Event(CoverEnded);
template Event::Event(MessageHandled);
template Event::Event(AwayRecorded);
template Event::Event(AwayWithdrawn);
template Event::Event(ThreadInspected);
template Event::Event(SubjectExported);
template Event::Event(NewDeviceSignedIn);
template Event::Event(LegalHoldPlaced);
template Event::Event(LegalHoldLifted);
template Event::Event(ErasureOrdered);
template Event::Event(ErasureRefused);
template Event::Event(KeyDestroyed);
template Event::Event(ErasureCompleted);
template Event::Event(KeyStoreRotated);
template Event::Event(LogRestored);
template Event::Event(StaffWindowsSet);
template Event::Event(EveningAnnounced);
template Event::Event(EveningCancelled);
template Event::Event(EveningJoined);
template Event::Event(EveningLeft);
template Event::Event(NotificationSealed);
template Event::Event(NotificationSettled);
template Event::Event(ChannelsChosen);
template Event::Event(DeadLetterClosed);

EventTag tag_of(const Event& event) {
    return std::visit([](const auto& e) { return std::remove_cvref_t<decltype(e)>::kTag; }, event);
}

std::string_view name_of(EventTag tag) {
    for (const auto& [known, name] : kNames) {
        if (known == tag) return name;
    }
    return "unknown";
}

}  // namespace hometime
