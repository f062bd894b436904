// Why a command was refused: one registry. HTTP, the command line, metrics and tests show these names.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace hometime {

enum class Refusal : std::uint16_t {
    // schools
    school_exists,
    policy_invalid,
    zone_unknown,
    // roster
    roster_invalid,
    roster_conflict,
    roster_removes_too_many,
    unknown_person,
    // linking
    relationship_required,
    guardian_limit,
    approval_required,
    approval_expired,
    already_linked,
    already_issued,
    unknown_invite,
    invite_used,
    invite_revoked,
    invite_expired,
    invite_for_another_adult,
    not_linked,
    contact_restricted,
    already_restricted,
    unknown_restriction,
    restriction_over,
    contact_ended,
    // staff
    unknown_staff,
    role_not_grantable,
    role_already_granted,
    staff_code_used,
    staff_code_expired,
    account_exists,
    // messages
    use_meeting,
    recipient_not_permitted,
    text_required,
    text_too_long,
    unknown_thread,
    unknown_message,
    already_shown,
    already_withdrawn,
    carries_meeting,
    already_disputed,
    not_disputed,
    authorship_answered,
    // replies
    unknown_reply,
    reply_shown,
    nothing_to_release,
    // conduct
    already_marked,
    rule_unknown,
    mark_withdrawn,
    nothing_to_decide,
    already_removed,
    not_removed,
    suspended,
    removed,
    // concerns
    unknown_concern,
    concern_incomplete,
    concern_not_acknowledged,
    concern_closed,
    nothing_to_escalate,
    // policy
    policy_changed,
    policy_not_accepted,
    // meetings
    meeting_not_offered,
    meeting_open,
    unknown_meeting,
    meeting_over,
    meeting_waits_for_other,
    meeting_times_invalid,
    meeting_time_not_offered,
    meeting_time_passed,
    meeting_too_many_steps,
    // delivery
    nothing_held,
    window_not_open,
    unknown_digest,
    // feed
    unknown_feed,
    event_time_required,
    event_time_not_allowed,
    pressing_not_permitted,
    unknown_post,
    post_changed,
    post_retracted,
    nothing_new,
    // preferences
    hours_invalid,
    preferences_changed,
    no_calendar_link,
    // the office
    already_handled,
    not_handled,
    away_invalid,
    unknown_away,
    // oversight
    purpose_required,
    // holds and erasure
    erasure_invalid,
    still_here,
    legal_hold,
    must_be_kept,
    hold_invalid,
    unknown_hold,
    hold_over,
    // pupils' sign-in
    pupil_code_used,
    pupil_code_expired,
    // points
    skill_unknown,
    unknown_award,
    already_retracted,
    // reports
    already_reported,
    unknown_report,
    report_closed,
    // calendar
    dates_invalid,
    quiet_hours_invalid,
    unknown_closure,
    unknown_training,
    cover_invalid,
    unknown_cover,
    too_many_changes,
    windows_invalid,
    unknown_evening,
    evening_over,
    // notifications
    nothing_to_tell,
    unknown_notification,
    unknown_dead_letter,
};

/// How a refusal is shown. `code` is the enumerator with dashes; `detail` helps a parent or a member
/// of staff to do the right thing next.
struct RefusalInfo {
    Refusal refusal;
    std::string_view code;
    int status;  ///< HTTP
    std::string_view title;
    std::string_view detail;
};
/// The whole registry.
[[nodiscard]] std::span<const RefusalInfo> refusals();
[[nodiscard]] const RefusalInfo& info(Refusal refusal);

}  // namespace hometime
