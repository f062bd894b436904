#include "daemon/commands/refusal.h"

#include <algorithm>
#include <array>

namespace hometime {

namespace {

using enum Refusal;

constexpr auto kRefusals = std::to_array<RefusalInfo>({
    {school_exists, "school-exists", 409, "The school is open already", "Open another school, or go on with this one."},
    {policy_invalid, "policy-invalid", 422, "The policy cannot be used",
     "Each entry of errors names a figure and says what it must be."},
    {zone_unknown, "zone-unknown", 422, "The time zone is not known", "Write an IANA name like Europe/London."},
    {roster_invalid, "roster-invalid", 422, "The roster does not hold together",
     "Each entry of errors names what refers to something that the roster does not hold. Nothing was changed."},
    {roster_conflict, "roster-conflict", 409, "The roster changed meanwhile", "Run the import again."},
    {roster_removes_too_many, "roster-removes-too-many", 409, "The roster would remove many people",
     "Check that the export is complete. If they have really left, confirm the removals."},
    {unknown_person, "unknown-person", 404, "There is nothing here", "Check the address."},
    {relationship_required, "relationship-required", 422, "The relationship is not recorded",
     "Say how this adult is related to the pupil: codes go to parents and legal guardians only."},
    {guardian_limit, "guardian-limit", 409, "The pupil has as many linked adults as the school allows",
     "A further adult needs an approval by the head, a deputy or the safeguarding lead first."},
    {approval_required, "approval-required", 409, "This adult needs an approval first",
     "Ask the head, a deputy or the safeguarding lead to approve a further adult."},
    {approval_expired, "approval-expired", 409, "The approval has ended", "Ask for a new approval."},
    {already_linked, "already-linked", 409, "This adult is linked to the pupil already", "Nothing needs to be done."},
    {already_issued, "already-issued", 409, "This adult has a code already",
     "A code is shown once. If it was lost, issue a new one: the old one then stops working."},
    {unknown_invite, "unknown-invite", 404, "This code does not work", "Ask the school office for a new code."},
    {invite_used, "invite-used", 409, "This code was used already",
     "Sign in, or ask the school office for a new code."},
    {invite_revoked, "invite-revoked", 409, "This code was withdrawn",
     "Use the newest code that the school gave you, or ask the school office for one."},
    {invite_expired, "invite-expired", 410, "This code has expired", "Ask the school office for a new code."},
    {invite_for_another_adult, "invite-for-another-adult", 409, "This code is for somebody else",
     "Each code is for the adult whom it names. Ask the school office for your own."},
    {not_linked, "not-linked", 409, "This adult is not linked to the pupil", "Nothing needs to be done."},
    {contact_restricted, "contact-restricted", 409, "Contact with this adult is restricted",
     "Ask the head, a deputy or the safeguarding lead before going on."},
    {already_restricted, "already-restricted", 409, "This restriction is recorded already",
     "Lift it first if it has changed; it is named in this answer."},
    {unknown_restriction, "unknown-restriction", 404, "There is nothing here", "Check the address."},
    {restriction_over, "restriction-over", 409, "This restriction no longer holds", "Nothing needs to be done."},
    {contact_ended, "contact-ended", 409, "This adult cannot be written to about this pupil",
     "Ask the school office how to reach them."},
    {unknown_staff, "unknown-staff", 404, "There is nothing here", "Check the address."},
    {role_not_grantable, "role-not-grantable", 422, "This role cannot be granted",
     "office, slt and dsl are granted by name; teachers come from the roster."},
    {role_already_granted, "role-already-granted", 409, "The role is granted already", "Nothing needs to be done."},
    {staff_code_used, "staff-code-used", 409, "This code was used or replaced",
     "Ask the administrator for a new code."},
    {staff_code_expired, "staff-code-expired", 410, "This code has expired", "Ask the administrator for a new code."},
    {account_exists, "account-exists", 409, "This person has an account already",
     "Sign in with it. A further code can be redeemed there."},
    {use_meeting, "use-meeting", 409, "Questions about progress are for a meeting",
     "Ask the teacher for a meeting and propose times (request_meeting): the teacher will answer it."},
    {recipient_not_permitted, "recipient-not-permitted", 409, "This cannot be sent to that person",
     "Choose one of the recipients listed: your child's current teachers, or the school office."},
    {text_required, "text-required", 422, "There is no text", "Write at least one word."},
    {text_too_long, "text-too-long", 422, "The text is too long", "Shorten it to 8,000 bytes, or arrange a meeting."},
    {unknown_thread, "unknown-thread", 404, "There is nothing here", "Check the address."},
    {unknown_message, "unknown-message", 404, "There is nothing here", "Check the address."},
    {already_shown, "already-shown", 409, "It has reached the school already",
     "A message can be withdrawn until the school is shown it. Write another one to put things right."},
    {already_withdrawn, "already-withdrawn", 409, "You have withdrawn this message", "Nothing needs to be done."},
    {carries_meeting, "carries-meeting", 409, "This message belongs to a meeting",
     "Cancel the meeting instead; it is named in this answer."},
    {already_disputed, "already-disputed", 409, "This message is marked already",
     "The pupil's linked adults have been told. Nothing needs to be done."},
    {not_disputed, "not-disputed", 409, "Nobody asks who wrote this message", "Nothing needs to be done."},
    {authorship_answered, "authorship-answered", 409, "You have answered this already",
     "The school has your answer. To change it, write to the school office."},
    {meeting_not_offered, "meeting-not-offered", 409, "Meetings are not arranged here",
     "Ask the school office for a meeting with the teacher."},
    {meeting_open, "meeting-open", 409, "A meeting with this teacher is open already",
     "Answer it or cancel it first; it is named in this answer."},
    {unknown_meeting, "unknown-meeting", 404, "There is nothing here", "Check the address."},
    {meeting_over, "meeting-over", 409, "This meeting is over", "It was declined, cancelled, or has taken place."},
    {meeting_waits_for_other, "meeting-waits-for-other", 409, "It is not your turn",
     "The other side has not answered yet, or the time is agreed. You can cancel the meeting."},
    {meeting_times_invalid, "meeting-times-invalid", 422, "The times cannot be used",
     "Each entry of errors names a time or the length and says what it must be."},
    {meeting_time_not_offered, "meeting-time-not-offered", 422, "This time is not among those offered",
     "Choose one of the times listed, or offer others."},
    {meeting_time_passed, "meeting-time-passed", 409, "This time has passed", "Choose a later one, or offer others."},
    {meeting_too_many_steps, "meeting-too-many-steps", 409, "This has gone back and forth often enough",
     "Take one of the times, decline, or ask the school office to arrange the meeting."},
    {nothing_held, "nothing-held", 409, "Nothing is held", "Nothing needs to be done."},
    {window_not_open, "window-not-open", 409, "No response window is open", "Held messages wait for the next one."},
    {unknown_digest, "unknown-digest", 404, "There is no such delivery to record", "Nothing needs to be done."},
    {unknown_feed, "unknown-feed", 404, "There is nothing here", "Check the address."},
    {event_time_required, "event-time-required", 422, "An event needs a time", "Say when it starts."},
    {event_time_not_allowed, "event-time-not-allowed", 422, "Only events have times",
     "Make it an event, or leave the times out."},
    {skill_unknown, "skill-unknown", 422, "The school has no such skill", "Choose one of the skills listed."},
    {unknown_award, "unknown-award", 404, "There is nothing here", "Check the address."},
    {already_retracted, "already-retracted", 409, "The point was retracted already", "Nothing needs to be done."},
    {already_reported, "already-reported", 409, "You have reported this message already",
     "The senior leadership team has it. You need to do nothing more."},
    {unknown_report, "unknown-report", 404, "There is nothing here", "Check the address."},
    {report_closed, "report-closed", 409, "The report is closed already", "Its outcome is recorded."},
    {dates_invalid, "dates-invalid", 422, "The dates cannot be used",
     "Each entry of errors names a date and says what it must be."},
    {quiet_hours_invalid, "quiet-hours-invalid", 422, "The quiet hours cannot be used",
     "Each entry of errors says what must change. At least one window a week must stay open."},
    {unknown_closure, "unknown-closure", 404, "There is nothing here", "Check the address."},
    {unknown_training, "unknown-training", 404, "There is nothing here", "Check the address."},
    {too_many_changes, "too-many-changes", 422, "Too much at once", "Send it in smaller parts."},
});

}  // namespace

std::span<const RefusalInfo> refusals() {
    return kRefusals;
}

const RefusalInfo& info(Refusal refusal) {
    return *std::find_if(kRefusals.begin(), kRefusals.end(),
                         [&](const auto& entry) { return entry.refusal == refusal; });
}

}  // namespace hometime
