// Every kind of fact, by a number that is written to disk. Never renumbered, never reused.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>

namespace hometime {

enum class EventTag : std::uint16_t {
    log_opened = 1,
    school_opened = 2,
    policy_set = 3,
    account_opened = 4,
    restricted_read = 5,

    class_created = 10,
    class_renamed = 11,
    class_closed = 12,

    staff_added = 20,
    staff_details_changed = 21,
    staff_left = 22,
    staff_assigned = 23,
    staff_unassigned = 24,
    staff_role_granted = 25,
    staff_role_revoked = 26,
    staff_code_issued = 27,

    pupil_enrolled = 30,
    pupil_details_changed = 31,
    pupil_moved = 32,
    pupil_left = 33,
    pupil_code_issued = 34,

    guardian_recorded = 40,
    guardian_details_changed = 41,
    relationship_recorded = 42,
    adult_approved = 43,
    invite_issued = 44,
    invite_revoked = 45,
    guardian_linked = 46,
    guardian_unlinked = 47,
    roster_imported = 48,

    thread_opened = 60,
    message_sent = 61,
    message_released = 62,
    message_rescheduled = 63,
    reply_sent = 64,
    message_withdrawn = 65,
    authorship_disputed = 66,
    authorship_answered = 67,
    message_undelivered = 68,

    reply_released = 50,
    reply_rescheduled = 51,
    reply_undelivered = 52,
    inbox_opened_early = 53,

    digest_sealed = 70,
    digest_delivered = 71,

    posted = 80,
    feed_seen = 81,
    post_edited = 82,
    post_retracted = 83,

    point_awarded = 90,
    point_retracted = 91,

    message_reported = 100,
    report_closed = 101,

    term_dates_set = 110,
    closure_announced = 111,
    closure_withdrawn = 112,
    training_scheduled = 113,
    training_cancelled = 114,
    quiet_hours_set = 115,
    cover_arranged = 116,
    cover_ended = 117,

    misuse_marked = 120,
    reminder_sent = 121,
    mark_withdrawn = 122,
    conduct_item_raised = 123,
    conduct_item_dismissed = 124,
    guardian_suspended = 125,
    guardian_removed = 126,
    guardian_reinstated = 127,

    concern_raised = 130,
    concern_added = 131,
    concern_acknowledged = 132,
    concern_escalated = 133,
    concern_closed = 134,
    concern_shared = 135,
    concern_unshared = 136,
    concern_break_glass = 137,

    contact_restricted = 140,
    restriction_lifted = 141,

    policy_accepted = 160,

    meeting_requested = 170,
    meeting_times_proposed = 171,
    meeting_agreed = 172,
    meeting_declined = 173,
    meeting_cancelled = 174,

    guardian_preferences_set = 180,
    feed_digest_sealed = 181,
    calendar_link_issued = 182,
    calendar_link_revoked = 183,

    message_handled = 190,
    away_recorded = 191,
    away_withdrawn = 192,

    thread_inspected = 200,
    subject_exported = 201,
    new_device_signed_in = 202,

    legal_hold_placed = 210,
    legal_hold_lifted = 211,
    erasure_ordered = 212,
    erasure_refused = 213,
    key_destroyed = 214,
    key_store_rotated = 215,
    log_restored = 216,
    erasure_completed = 217,

    staff_windows_set = 220,
    evening_announced = 221,
    evening_cancelled = 222,
    evening_joined = 223,
    evening_left = 224,

    notification_sealed = 230,
    notification_settled = 231,
    channels_chosen = 232,
    dead_letter_closed = 233,
};

}  // namespace hometime
