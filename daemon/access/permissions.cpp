#include "daemon/access/permissions.h"

#include <algorithm>
#include <array>

#include "projections/state/cover_standing.h"
#include "projections/state/feed_standing.h"
#include "projections/state/link_access.h"
#include "projections/state/meeting_standing.h"

namespace hometime {

namespace {

using enum Operation;

constexpr auto kTable = std::to_array<Permission>({
    // Everybody who holds a code or a password.
    {Role::anonymous, create_account, Relation::school},
    {Role::anonymous, create_session, Relation::school},
    {Role::anonymous, read_calendar_feed, Relation::school},  // Whoever holds a guardian's secret link.
    {Role::anonymous, ask_to_unsubscribe, Relation::school},
    {Role::anonymous, unsubscribe, Relation::school},  // Whoever holds the link of an e-mail.

    // A pupil may see their own points and nothing else (D16). No row gives a pupil a message (S11).
    {Role::pupil, read_points, Relation::self},
    {Role::pupil, end_session, Relation::school},

    {Role::guardian, end_session, Relation::school},
    {Role::guardian, list_sessions, Relation::school},
    {Role::guardian, end_one_session, Relation::school},
    {Role::guardian, end_other_sessions, Relation::school},
    {Role::guardian, verify_session, Relation::school},
    {Role::guardian, change_password, Relation::school},
    {Role::guardian, read_channels, Relation::school},
    {Role::guardian, choose_channels, Relation::school},
    {Role::guardian, add_push_device, Relation::school},
    {Role::guardian, remove_push_device, Relation::school},
    {Role::guardian, read_me, Relation::school},
    {Role::guardian, read_policy, Relation::school},
    {Role::guardian, accept_policy, Relation::school},
    {Role::guardian, raise_safety, Relation::linked_pupil},
    {Role::guardian, list_own_concerns, Relation::school},
    {Role::guardian, redeem_invite, Relation::school},
    {Role::guardian, list_pupils, Relation::school},
    {Role::guardian, read_pupil, Relation::linked_pupil},
    {Role::guardian, read_compose, Relation::contact_pupil},
    {Role::guardian, send_message, Relation::contact_pupil},
    {Role::guardian, read_message, Relation::own_message},
    {Role::guardian, withdraw_message, Relation::own_message},
    {Role::guardian, read_receipt, Relation::own_message},
    {Role::guardian, answer_authorship, Relation::own_message},
    {Role::guardian, list_notices, Relation::school},
    {Role::guardian, list_reminders, Relation::school},
    {Role::guardian, request_meeting, Relation::contact_pupil},
    {Role::guardian, list_meetings, Relation::school},
    {Role::guardian, read_meeting, Relation::own_meeting},
    {Role::guardian, propose_meeting_times, Relation::own_meeting},
    {Role::guardian, accept_meeting, Relation::own_meeting},
    {Role::guardian, decline_meeting, Relation::own_meeting},
    {Role::guardian, cancel_meeting, Relation::own_meeting},
    {Role::guardian, list_threads, Relation::school},
    {Role::guardian, read_thread, Relation::own_thread},
    {Role::guardian, read_thread_audit, Relation::own_thread},
    {Role::guardian, list_held, Relation::school},
    {Role::guardian, list_feeds, Relation::school},
    {Role::guardian, read_feed, Relation::own_feed},
    {Role::guardian, mark_feed_seen, Relation::own_feed},
    {Role::guardian, list_events, Relation::school},
    {Role::guardian, read_post, Relation::feed_post},
    {Role::guardian, list_feed_digests, Relation::school},
    {Role::guardian, read_preferences, Relation::school},
    {Role::guardian, set_preferences, Relation::school},
    {Role::guardian, issue_calendar_link, Relation::school},
    {Role::guardian, revoke_calendar_link, Relation::school},
    {Role::guardian, read_points, Relation::linked_pupil},
    {Role::guardian, read_calendar, Relation::school},
    {Role::guardian, watch_updates, Relation::school},

    {Role::teacher, end_session, Relation::school},
    {Role::teacher, list_sessions, Relation::school},
    {Role::teacher, end_one_session, Relation::school},
    {Role::teacher, end_other_sessions, Relation::school},
    {Role::teacher, verify_session, Relation::school},
    {Role::teacher, change_password, Relation::school},
    {Role::teacher, read_channels, Relation::school},
    {Role::teacher, choose_channels, Relation::school},
    {Role::teacher, add_push_device, Relation::school},
    {Role::teacher, remove_push_device, Relation::school},
    {Role::teacher, list_notices, Relation::school},
    {Role::teacher, read_me, Relation::school},
    {Role::teacher, read_policy, Relation::school},
    {Role::teacher, accept_policy, Relation::school},
    {Role::teacher, raise_concern, Relation::school},
    {Role::teacher, list_own_concerns, Relation::school},
    {Role::teacher, add_to_concern, Relation::own_concern},
    {Role::teacher, read_concern, Relation::named_concern},
    {Role::teacher, add_to_concern, Relation::named_concern},
    {Role::teacher, list_pupils, Relation::school},
    {Role::teacher, read_pupil, Relation::taught_pupil},
    {Role::teacher, list_away, Relation::school},
    {Role::teacher, issue_invite, Relation::taught_pupil},
    {Role::teacher, issue_pupil_code, Relation::taught_pupil},
    {Role::teacher, read_message, Relation::released_message},
    {Role::teacher, list_threads, Relation::school},
    {Role::teacher, read_thread, Relation::own_thread},
    {Role::teacher, read_thread_audit, Relation::own_thread},
    {Role::teacher, send_reply, Relation::own_thread},
    {Role::teacher, send_reply_now, Relation::own_thread},
    {Role::teacher, read_inbox, Relation::school},
    {Role::teacher, open_inbox_early, Relation::school},
    {Role::teacher, report_message, Relation::released_message},
    {Role::teacher, dispute_authorship, Relation::released_message},
    {Role::teacher, mark_misuse, Relation::released_message},
    {Role::teacher, list_meetings, Relation::school},
    {Role::teacher, read_meeting, Relation::own_meeting},
    {Role::teacher, propose_meeting_times, Relation::own_meeting},
    {Role::teacher, accept_meeting, Relation::own_meeting},
    {Role::teacher, decline_meeting, Relation::own_meeting},
    {Role::teacher, cancel_meeting, Relation::own_meeting},
    {Role::teacher, list_feeds, Relation::school},
    {Role::teacher, read_feed, Relation::own_feed},
    {Role::teacher, publish_post, Relation::own_feed},
    {Role::teacher, read_post, Relation::feed_post},
    {Role::teacher, read_post, Relation::own_post},
    {Role::teacher, edit_post, Relation::own_post},
    {Role::teacher, retract_post, Relation::own_post},
    {Role::teacher, mark_feed_seen, Relation::own_feed},
    {Role::teacher, list_events, Relation::school},
    {Role::teacher, award_point, Relation::taught_pupil},
    {Role::teacher, retract_point, Relation::own_award},
    {Role::teacher, read_points, Relation::taught_pupil},
    {Role::teacher, read_calendar, Relation::school},
    {Role::teacher, watch_updates, Relation::school},
    {Role::teacher, read_next_window, Relation::school},
    {Role::teacher, set_quiet_hours, Relation::school},
    {Role::teacher, set_own_windows, Relation::school},
    {Role::teacher, join_evening, Relation::school},
    {Role::teacher, explain_message, Relation::released_message},

    {Role::teaching_assistant, end_session, Relation::school},
    {Role::teaching_assistant, list_sessions, Relation::school},
    {Role::teaching_assistant, end_one_session, Relation::school},
    {Role::teaching_assistant, end_other_sessions, Relation::school},
    {Role::teaching_assistant, verify_session, Relation::school},
    {Role::teaching_assistant, change_password, Relation::school},
    {Role::teaching_assistant, read_channels, Relation::school},
    {Role::teaching_assistant, choose_channels, Relation::school},
    {Role::teaching_assistant, add_push_device, Relation::school},
    {Role::teaching_assistant, remove_push_device, Relation::school},
    {Role::teaching_assistant, list_notices, Relation::school},
    {Role::teaching_assistant, read_me, Relation::school},
    {Role::teaching_assistant, read_policy, Relation::school},
    {Role::teaching_assistant, accept_policy, Relation::school},
    {Role::teaching_assistant, raise_concern, Relation::school},
    {Role::teaching_assistant, list_own_concerns, Relation::school},
    {Role::teaching_assistant, add_to_concern, Relation::own_concern},
    {Role::teaching_assistant, read_concern, Relation::named_concern},
    {Role::teaching_assistant, add_to_concern, Relation::named_concern},
    {Role::teaching_assistant, list_pupils, Relation::school},
    {Role::teaching_assistant, read_pupil, Relation::taught_pupil},
    {Role::teaching_assistant, list_away, Relation::school},
    {Role::teaching_assistant, list_feeds, Relation::school},
    {Role::teaching_assistant, read_feed, Relation::own_feed},
    {Role::teaching_assistant, read_post, Relation::feed_post},
    {Role::teaching_assistant, mark_feed_seen, Relation::own_feed},
    {Role::teaching_assistant, list_events, Relation::school},
    {Role::teaching_assistant, award_point, Relation::taught_pupil},
    {Role::teaching_assistant, retract_point, Relation::own_award},
    {Role::teaching_assistant, read_points, Relation::taught_pupil},
    {Role::teaching_assistant, read_calendar, Relation::school},
    {Role::teaching_assistant, watch_updates, Relation::school},
    {Role::teaching_assistant, read_next_window, Relation::school},
    {Role::teaching_assistant, set_quiet_hours, Relation::school},
    {Role::teaching_assistant, set_own_windows, Relation::school},
    {Role::teaching_assistant, join_evening, Relation::school},

    {Role::office, end_session, Relation::school},
    {Role::office, list_sessions, Relation::school},
    {Role::office, end_one_session, Relation::school},
    {Role::office, end_other_sessions, Relation::school},
    {Role::office, verify_session, Relation::school},
    {Role::office, change_password, Relation::school},
    {Role::office, read_channels, Relation::school},
    {Role::office, choose_channels, Relation::school},
    {Role::office, add_push_device, Relation::school},
    {Role::office, remove_push_device, Relation::school},
    {Role::office, list_notices, Relation::school},
    {Role::office, read_me, Relation::school},
    {Role::office, read_policy, Relation::school},
    {Role::office, accept_policy, Relation::school},
    {Role::office, raise_concern, Relation::school},
    {Role::office, list_own_concerns, Relation::school},
    {Role::office, add_to_concern, Relation::own_concern},
    {Role::office, read_concern, Relation::named_concern},
    {Role::office, add_to_concern, Relation::named_concern},
    {Role::office, read_status, Relation::school},
    {Role::office, list_staff, Relation::school},
    {Role::office, list_pupils, Relation::school},
    {Role::office, read_pupil, Relation::any_pupil},
    {Role::office, record_guardian, Relation::any_pupil},
    {Role::office, issue_invite, Relation::any_pupil},
    {Role::office, revoke_invite, Relation::any_invite},
    {Role::office, issue_pupil_code, Relation::any_pupil},
    {Role::office, unlink_guardian, Relation::any_pupil},
    {Role::office, list_restrictions, Relation::any_pupil},
    {Role::office, list_undelivered, Relation::school},
    {Role::office, read_message, Relation::office_message},
    {Role::office, list_threads, Relation::school},
    {Role::office, read_thread, Relation::office_thread},
    {Role::office, read_thread_audit, Relation::office_thread},
    {Role::office, send_reply, Relation::office_thread},
    {Role::office, send_reply_now, Relation::office_thread},
    {Role::office, read_office_queue, Relation::school},
    {Role::office, handle_message, Relation::office_message},
    {Role::office, record_away, Relation::any_pupil},
    {Role::office, withdraw_away, Relation::any_pupil},
    {Role::office, list_away, Relation::school},
    {Role::office, report_message, Relation::office_message},
    {Role::office, dispute_authorship, Relation::office_message},
    {Role::office, mark_misuse, Relation::office_message},
    {Role::office, list_feeds, Relation::school},
    {Role::office, read_feed, Relation::any_feed},
    {Role::office, publish_post, Relation::any_feed},
    {Role::office, read_post, Relation::any_post},
    {Role::office, edit_post, Relation::any_post},
    {Role::office, retract_post, Relation::any_post},
    {Role::office, read_reach, Relation::any_post},
    {Role::office, list_unseen, Relation::school},
    {Role::office, list_email_posts, Relation::school},
    {Role::office, list_dead_letters, Relation::school},
    {Role::office, close_dead_letter, Relation::school},
    {Role::office, mark_feed_seen, Relation::any_feed},
    {Role::office, list_events, Relation::school},
    {Role::office, read_calendar, Relation::school},
    {Role::office, watch_updates, Relation::school},
    {Role::office, read_next_window, Relation::school},
    {Role::office, set_term_dates, Relation::school},
    {Role::office, announce_closures, Relation::school},
    {Role::office, withdraw_closure, Relation::school},
    {Role::office, schedule_training, Relation::school},
    {Role::office, cancel_training, Relation::school},
    {Role::office, arrange_cover, Relation::school},
    {Role::office, list_covers, Relation::school},
    {Role::office, end_cover, Relation::school},
    {Role::office, set_quiet_hours, Relation::school},
    {Role::office, set_own_windows, Relation::school},
    {Role::office, join_evening, Relation::school},
    {Role::office, set_staff_windows, Relation::any_staff},
    {Role::office, announce_evening, Relation::school},
    {Role::office, cancel_evening, Relation::school},
    {Role::office, explain_message, Relation::any_message},

    {Role::slt, end_session, Relation::school},
    {Role::slt, list_sessions, Relation::school},
    {Role::slt, end_one_session, Relation::school},
    {Role::slt, end_other_sessions, Relation::school},
    {Role::slt, verify_session, Relation::school},
    {Role::slt, change_password, Relation::school},
    {Role::slt, read_channels, Relation::school},
    {Role::slt, choose_channels, Relation::school},
    {Role::slt, add_push_device, Relation::school},
    {Role::slt, remove_push_device, Relation::school},
    {Role::slt, list_notices, Relation::school},
    {Role::slt, read_me, Relation::school},
    {Role::slt, read_policy, Relation::school},
    {Role::slt, accept_policy, Relation::school},
    {Role::slt, raise_concern, Relation::school},
    {Role::slt, list_own_concerns, Relation::school},
    {Role::slt, add_to_concern, Relation::own_concern},
    {Role::slt, read_concern, Relation::named_concern},
    {Role::slt, add_to_concern, Relation::named_concern},
    {Role::slt, break_glass, Relation::any_concern},
    {Role::slt, read_status, Relation::school},
    {Role::slt, list_staff, Relation::school},
    {Role::slt, list_pupils, Relation::school},
    {Role::slt, read_pupil, Relation::any_pupil},
    {Role::slt, record_guardian, Relation::any_pupil},
    {Role::slt, approve_adult, Relation::any_pupil},  // D6
    {Role::slt, issue_invite, Relation::any_pupil},
    {Role::slt, revoke_invite, Relation::any_invite},
    {Role::slt, unlink_guardian, Relation::any_pupil},
    {Role::slt, restrict_contact, Relation::any_pupil},
    {Role::slt, list_restrictions, Relation::any_pupil},
    {Role::slt, read_restriction, Relation::any_pupil},
    {Role::slt, lift_restriction, Relation::any_pupil},
    {Role::slt, list_undelivered, Relation::school},
    {Role::slt, list_reports, Relation::school},
    {Role::slt, read_report, Relation::any_report},
    {Role::slt, close_report, Relation::any_report},
    {Role::slt, inspect_thread, Relation::any_thread},
    {Role::slt, read_thread_audit, Relation::any_thread},
    {Role::slt, read_message_audit, Relation::any_message},
    {Role::slt, set_policy, Relation::school},
    {Role::slt, check_policy, Relation::school},
    {Role::slt, diff_policy, Relation::school},
    {Role::slt, export_subject, Relation::school},
    {Role::slt, erase_subject, Relation::school},
    {Role::slt, list_erasures, Relation::school},
    {Role::slt, place_legal_hold, Relation::school},
    {Role::slt, lift_legal_hold, Relation::school},
    {Role::slt, list_legal_holds, Relation::school},
    {Role::slt, read_export, Relation::own_export},
    {Role::slt, list_conduct, Relation::school},
    {Role::slt, read_conduct, Relation::any_guardian},
    {Role::slt, withdraw_mark, Relation::any_guardian},
    {Role::slt, dismiss_conduct_item, Relation::any_guardian},
    {Role::slt, suspend_guardian, Relation::any_guardian},
    {Role::slt, remove_guardian, Relation::any_guardian},
    {Role::slt, reinstate_guardian, Relation::any_guardian},
    {Role::slt, list_feeds, Relation::school},
    {Role::slt, read_feed, Relation::any_feed},
    {Role::slt, publish_post, Relation::any_feed},
    {Role::slt, read_post, Relation::any_post},
    {Role::slt, edit_post, Relation::any_post},
    {Role::slt, retract_post, Relation::any_post},
    {Role::slt, read_reach, Relation::any_post},
    {Role::slt, list_email_posts, Relation::school},
    {Role::slt, list_dead_letters, Relation::school},
    {Role::slt, close_dead_letter, Relation::school},
    {Role::slt, mark_feed_seen, Relation::any_feed},
    {Role::slt, list_events, Relation::school},
    {Role::slt, retract_point, Relation::any_award},
    {Role::slt, read_points, Relation::any_pupil},
    {Role::slt, read_calendar, Relation::school},
    {Role::slt, watch_updates, Relation::school},
    {Role::slt, read_next_window, Relation::school},
    {Role::slt, set_term_dates, Relation::school},
    {Role::slt, announce_closures, Relation::school},
    {Role::slt, withdraw_closure, Relation::school},
    {Role::slt, schedule_training, Relation::school},
    {Role::slt, cancel_training, Relation::school},
    {Role::slt, arrange_cover, Relation::school},
    {Role::slt, list_covers, Relation::school},
    {Role::slt, end_cover, Relation::school},
    {Role::slt, set_quiet_hours, Relation::school},
    {Role::slt, set_own_windows, Relation::school},
    {Role::slt, join_evening, Relation::school},
    {Role::slt, set_staff_windows, Relation::any_staff},
    {Role::slt, announce_evening, Relation::school},
    {Role::slt, cancel_evening, Relation::school},
    {Role::slt, explain_message, Relation::any_message},

    {Role::dsl, end_session, Relation::school},
    {Role::dsl, list_sessions, Relation::school},
    {Role::dsl, end_one_session, Relation::school},
    {Role::dsl, end_other_sessions, Relation::school},
    {Role::dsl, verify_session, Relation::school},
    {Role::dsl, change_password, Relation::school},
    {Role::dsl, read_channels, Relation::school},
    {Role::dsl, choose_channels, Relation::school},
    {Role::dsl, add_push_device, Relation::school},
    {Role::dsl, remove_push_device, Relation::school},
    {Role::dsl, list_notices, Relation::school},
    {Role::dsl, read_me, Relation::school},
    {Role::dsl, read_policy, Relation::school},
    {Role::dsl, accept_policy, Relation::school},
    {Role::dsl, raise_concern, Relation::school},
    {Role::dsl, list_own_concerns, Relation::school},
    {Role::dsl, list_concerns, Relation::school},
    {Role::dsl, read_concern, Relation::any_concern},
    {Role::dsl, acknowledge_concern, Relation::any_concern},
    {Role::dsl, add_to_concern, Relation::any_concern},
    {Role::dsl, close_concern, Relation::any_concern},
    {Role::dsl, share_concern, Relation::any_concern},
    {Role::dsl, unshare_concern, Relation::any_concern},
    {Role::dsl, export_safeguarding, Relation::school},
    {Role::dsl, read_export, Relation::own_export},
    {Role::dsl, list_pupils, Relation::school},
    {Role::dsl, read_pupil, Relation::any_pupil},
    {Role::dsl, approve_adult, Relation::any_pupil},  // D6
    {Role::dsl, restrict_contact, Relation::any_pupil},
    {Role::dsl, erase_subject, Relation::school},
    {Role::dsl, list_erasures, Relation::school},
    {Role::dsl, place_legal_hold, Relation::school},
    {Role::dsl, lift_legal_hold, Relation::school},
    {Role::dsl, list_legal_holds, Relation::school},
    {Role::dsl, list_restrictions, Relation::any_pupil},
    {Role::dsl, read_restriction, Relation::any_pupil},
    {Role::dsl, lift_restriction, Relation::any_pupil},
    {Role::dsl, list_feeds, Relation::school},
    {Role::dsl, read_feed, Relation::any_feed},
    {Role::dsl, read_post, Relation::any_post},
    {Role::dsl, mark_feed_seen, Relation::any_feed},
    {Role::dsl, list_events, Relation::school},
    {Role::dsl, read_calendar, Relation::school},
    {Role::dsl, watch_updates, Relation::school},
    {Role::dsl, read_next_window, Relation::school},
    {Role::dsl, set_quiet_hours, Relation::school},
    {Role::dsl, set_own_windows, Relation::school},
    {Role::dsl, join_evening, Relation::school},

    // Whoever works here can raise a concern (S52), and reads the school's own news.
    {Role::staff, end_session, Relation::school},
    {Role::staff, list_sessions, Relation::school},
    {Role::staff, end_one_session, Relation::school},
    {Role::staff, end_other_sessions, Relation::school},
    {Role::staff, verify_session, Relation::school},
    {Role::staff, change_password, Relation::school},
    {Role::staff, read_channels, Relation::school},
    {Role::staff, choose_channels, Relation::school},
    {Role::staff, add_push_device, Relation::school},
    {Role::staff, remove_push_device, Relation::school},
    {Role::staff, list_notices, Relation::school},
    {Role::staff, read_me, Relation::school},
    {Role::staff, read_policy, Relation::school},
    {Role::staff, accept_policy, Relation::school},
    {Role::staff, raise_concern, Relation::school},
    {Role::staff, list_own_concerns, Relation::school},
    {Role::staff, list_feeds, Relation::school},
    {Role::staff, list_events, Relation::school},
    {Role::staff, read_calendar, Relation::school},
    {Role::staff, watch_updates, Relation::school},
    {Role::staff, add_to_concern, Relation::own_concern},
    {Role::staff, read_concern, Relation::named_concern},
    {Role::staff, add_to_concern, Relation::named_concern},
    {Role::staff, read_feed, Relation::own_feed},
    {Role::staff, read_post, Relation::feed_post},
    {Role::staff, mark_feed_seen, Relation::own_feed},

    // The server's administrator: sets a school up, sees no content, never acts as a person.
    {Role::administrator, open_school, Relation::school},
    {Role::administrator, list_schools, Relation::school},
    {Role::administrator, read_key_store, Relation::school},
    {Role::administrator, rotate_keys, Relation::school},
    {Role::administrator, create_backup, Relation::school},
    {Role::administrator, list_backups, Relation::school},
    {Role::administrator, list_views, Relation::school},
    {Role::administrator, rebuild_views, Relation::school},
    {Role::administrator, compare_views, Relation::school},
    {Role::administrator, read_status, Relation::school},
    {Role::administrator, read_policy, Relation::school},
    {Role::administrator, set_policy, Relation::school},
    {Role::administrator, check_policy, Relation::school},
    {Role::administrator, diff_policy, Relation::school},
    {Role::administrator, import_roster, Relation::school},
    {Role::administrator, list_staff, Relation::school},
    {Role::administrator, grant_role, Relation::any_staff},
    {Role::administrator, revoke_role, Relation::any_staff},
    {Role::administrator, issue_staff_code, Relation::any_staff},
    {Role::administrator, read_calendar, Relation::school},
    {Role::administrator, set_term_dates, Relation::school},
    {Role::administrator, announce_closures, Relation::school},
    {Role::administrator, withdraw_closure, Relation::school},
    {Role::administrator, schedule_training, Relation::school},
    {Role::administrator, cancel_training, Relation::school},
    {Role::administrator, set_staff_windows, Relation::any_staff},
    {Role::administrator, announce_evening, Relation::school},
    {Role::administrator, cancel_evening, Relation::school},
    {Role::administrator, explain_message, Relation::any_message},
    {Role::administrator, arrange_cover, Relation::school},
    {Role::administrator, list_covers, Relation::school},
    {Role::administrator, end_cover, Relation::school},
    {Role::administrator, list_webhooks, Relation::school},
    {Role::administrator, enable_webhook, Relation::school},

    {Role::system, seal_feed_digest, Relation::school},
    {Role::system, seal_notification, Relation::school},
    {Role::system, alert_duty, Relation::school},
    {Role::system, settle_notification, Relation::school},
    {Role::system, seal_digest, Relation::school},
    {Role::system, record_delivery, Relation::school},
    {Role::system, reschedule_held, Relation::school},
    {Role::system, release_replies, Relation::school},
    {Role::system, escalate_concern, Relation::school},
    {Role::system, record_new_device, Relation::school},
    {Role::system, destroy_keys, Relation::school},
    {Role::system, record_rotation, Relation::school},
    {Role::system, record_restore, Relation::school},
});

bool teaches_class(const StaffRow& staff, ClassId id) {
    return staff.teaches.contains(id) || staff.assists.contains(id);
}

std::set<Role> staff_roles(const StaffRow& staff) {
    std::set<Role> roles;
    if (!staff.teaches.empty()) roles.insert(Role::teacher);
    if (!staff.assists.empty()) roles.insert(Role::teaching_assistant);
    if (staff.granted.contains(StaffRole::office)) roles.insert(Role::office);
    if (staff.granted.contains(StaffRole::slt)) roles.insert(Role::slt);
    const bool safeguards = staff.granted.contains(StaffRole::dsl) || staff.granted.contains(StaffRole::deputy_dsl);
    if (safeguards) roles.insert(Role::dsl);
    if (roles.empty()) roles.insert(Role::staff);
    return roles;
}

/// Who asks: with their row, if they are staff, as it is for now.
struct Asking {
    const School& school;
    const Actor& actor;
    UtcTime now;
    std::shared_ptr<const StaffRow> staff;

    Asking(const School& in, const Actor& by, UtcTime at) : school(in), actor(by), now(at) {
        if (actor.kind != ActorKind::staff) return;
        staff = staff_at(school, StaffId{actor.id}, now);
        if (staff && !staff->active) staff = nullptr;
    }
};

std::set<Relation> to_pupil(const Asking& by, PupilId id) {
    const auto& [school, actor, now, staff] = by;
    const auto pupil = school.pupil(id);
    if (!pupil || !pupil->active) return {};
    std::set<Relation> relations{Relation::any_pupil};
    if (actor.kind == ActorKind::pupil && actor.id == id.value) relations.insert(Relation::self);
    if (actor.kind == ActorKind::guardian) {
        const auto access = link_access(school, GuardianId{actor.id}, id, now);
        if (access != LinkAccess::none) relations.insert(Relation::linked_pupil);
        if (access == LinkAccess::whole) relations.insert(Relation::contact_pupil);
    }
    if (staff && teaches_class(*staff, pupil->class_id)) relations.insert(Relation::taught_pupil);
    return relations;
}

/// A guardian is a party of a thread for as long as they are linked to its pupil (S22).
std::set<Relation> to_thread(const Asking& by, ThreadId id) {
    const auto& actor = by.actor;
    const auto thread = by.school.thread(id);
    if (!thread) return {};
    std::set<Relation> relations{Relation::any_thread};
    if (!thread->staff) relations.insert(Relation::office_thread);
    if (actor.kind == ActorKind::staff && thread->staff.value == actor.id) relations.insert(Relation::own_thread);
    if (actor.kind == ActorKind::guardian && thread->guardian.value == actor.id &&
        to_pupil(by, thread->pupil).contains(Relation::linked_pupil)) {
        relations.insert(Relation::own_thread);
    }
    return relations;
}

/// `released_message` needs more than the thread: what is held, and what never came out of it, its teacher must not
/// see.
std::set<Relation> to_message(const Asking& by, const Object& object) {
    const auto& school = by.school;
    const auto& actor = by.actor;
    std::set<Relation> relations;
    const auto to = to_thread(by, object.thread);
    const auto thread = school.thread(object.thread);
    if (to.contains(Relation::any_thread)) relations.insert(Relation::any_message);
    if (to.contains(Relation::office_thread)) relations.insert(Relation::office_message);
    if (!to.contains(Relation::own_thread)) return relations;
    if (actor.kind == ActorKind::guardian) relations.insert(Relation::own_message);
    if (actor.kind == ActorKind::staff && !school.held(thread->staff, MessageId{object.id}) &&
        !school.never_shown(MessageId{object.id})) {
        relations.insert(Relation::released_message);
    }
    return relations;
}

/// A guardian has part in it for as long as they may write about its pupil.
std::set<Relation> to_meeting(const Asking& by, MeetingId id) {
    const auto& school = by.school;
    const auto& actor = by.actor;
    const auto meeting = school.meeting(id);
    if (!meeting || !to_thread(by, meeting->thread).contains(Relation::own_thread)) return {};
    if (actor.kind == ActorKind::guardian && !to_pupil(by, meeting->pupil).contains(Relation::contact_pupil)) {
        return {};
    }
    const auto side = actor.kind == ActorKind::guardian ? MeetingSide::guardian : MeetingSide::staff;
    const bool known = !steps_known_to(side, school, *meeting).empty();
    return known ? std::set{Relation::own_meeting} : std::set<Relation>{};
}

std::set<Relation> to_feed(const Asking& by, ClassId id) {
    const auto& school = by.school;
    const auto& actor = by.actor;
    if (id) {
        const auto row = school.school_class(id);
        if (!row || !row->active) return {};
    }
    std::set<Relation> relations{Relation::any_feed};
    if (actor.kind == ActorKind::staff && (!id || (by.staff && teaches_class(*by.staff, id)))) {
        relations.insert(Relation::own_feed);
    }
    if (actor.kind == ActorKind::guardian) {
        if (reads_feed(school, GuardianId{actor.id}, id, by.now)) relations.insert(Relation::own_feed);
    }
    return relations;
}

/// Guardians stand in no relation to a post before its time (D15).
std::set<Relation> to_post(const Asking& by, PostId id) {
    const auto post = by.school.post(id);
    if (!post) return {};
    std::set<Relation> relations{Relation::any_post};
    const bool wrote = by.actor.kind == ActorKind::staff && by.actor.id == post->author.value;
    if (wrote) relations.insert(Relation::own_post);
    const bool time_has_come = by.actor.kind != ActorKind::guardian || is_shown(*post, by.now);
    if (time_has_come && to_feed(by, post->class_id).contains(Relation::own_feed))
        relations.insert(Relation::feed_post);
    return relations;
}

std::set<Relation> to_award(const School& school, const Actor& actor, AwardId id) {
    const auto award = school.award(id);
    if (!award) return {};
    std::set<Relation> relations{Relation::any_award};
    if (actor.kind == ActorKind::staff && award->staff.value == actor.id) relations.insert(Relation::own_award);
    return relations;
}

std::set<Relation> to_concern(const School& school, const Actor& actor, ConcernId id) {
    const auto concern = school.concern(id);
    if (!concern) return {};
    std::set<Relation> relations{Relation::any_concern};
    if (concern->raised_by == actor) relations.insert(Relation::own_concern);
    const bool named = actor.kind == ActorKind::staff && concern->readers.contains(StaffId{actor.id});
    if (named) relations.insert(Relation::named_concern);
    return relations;
}

/// Somebody who teaches one class and assists in another is a teacher in the first one only.
bool holds_as(const Asking& by, Role role, const Object& object, Relation relation) {
    if (relation != Relation::taught_pupil && relation != Relation::own_feed) return true;
    if (role != Role::teacher && role != Role::teaching_assistant) return true;
    const auto pupil = object.kind == ObjectKind::pupil ? by.school.pupil(PupilId{object.id}) : nullptr;
    const ClassId in = pupil ? pupil->class_id : ClassId{object.id};
    if (!in || !by.staff) return true;  // The school's feed is everybody's.
    return role == Role::teacher ? by.staff->teaches.contains(in) : by.staff->assists.contains(in);
}

std::set<Relation> only_if(bool there, Relation relation) {
    return there ? std::set<Relation>{relation} : std::set<Relation>{};
}

std::set<Role> roles(const Asking& by) {
    const auto& [school, actor, now, staff] = by;
    switch (actor.kind) {
        case ActorKind::system: return {Role::system};
        case ActorKind::administrator: return {Role::administrator};
        case ActorKind::anonymous: return {Role::anonymous};
        case ActorKind::pupil: {
            const auto pupil = school.pupil(PupilId{actor.id});
            return pupil && pupil->active ? std::set{Role::pupil} : std::set<Role>{};
        }
        case ActorKind::guardian: {
            const auto guardian = school.guardian(GuardianId{actor.id});
            return guardian && guardian->account != 0 ? std::set{Role::guardian} : std::set<Role>{};
        }
        case ActorKind::staff: return staff ? staff_roles(*staff) : std::set<Role>{};
    }
    return {};
}

std::set<Relation> relations(const Asking& by, const Object& object) {
    const auto& [school, actor, now, staff] = by;
    switch (object.kind) {
        case ObjectKind::school: return {Relation::school};
        case ObjectKind::person: return only_if(actor.id == object.id, Relation::self);
        case ObjectKind::pupil: return to_pupil(by, PupilId{object.id});
        case ObjectKind::thread: return to_thread(by, ThreadId{object.id});
        case ObjectKind::message: return to_message(by, object);
        case ObjectKind::feed: return to_feed(by, ClassId{object.id});
        case ObjectKind::award: return to_award(school, actor, AwardId{object.id});
        case ObjectKind::guardian:
            return only_if(school.guardian(GuardianId{object.id}) != nullptr, Relation::any_guardian);
        case ObjectKind::staff: {
            const auto there = school.staff(StaffId{object.id});
            return only_if(there && there->active, Relation::any_staff);
        }
        case ObjectKind::report: return only_if(school.report(ReportId{object.id}) != nullptr, Relation::any_report);
        case ObjectKind::meeting: return to_meeting(by, MeetingId{object.id});
        case ObjectKind::concern: return to_concern(school, actor, ConcernId{object.id});
        case ObjectKind::post: return to_post(by, PostId{object.id});
        case ObjectKind::subject_export: return only_if(object.id != 0, Relation::own_export);
        case ObjectKind::invite: return only_if(school.invite(InviteId{object.id}) != nullptr, Relation::any_invite);
    }
    return {};
}

}  // namespace

std::span<const Permission> permissions() {
    return kTable;
}

std::set<Role> roles_of(const School& school, const Actor& actor, UtcTime now) {
    return roles(Asking(school, actor, now));
}

std::set<Relation> relations_of(const School& school, const Actor& actor, const Object& object, UtcTime now) {
    return relations(Asking(school, actor, now), object);
}

bool wants_step_up(Operation operation) {
    constexpr std::array kMessages{send_message,      read_message, list_threads, read_thread,
                                   read_thread_audit, list_held,    read_receipt};
    return std::find(kMessages.begin(), kMessages.end(), operation) != kMessages.end();
}

Verdict permit(const School& school, const Actor& actor, Operation operation, const Object& object, UtcTime now) {
    const Asking by(school, actor, now);
    const auto held = roles(by);
    bool for_some_role = false;
    for (const auto& row : kTable) {
        for_some_role = for_some_role || (row.operation == operation && held.contains(row.role));
    }
    if (!for_some_role) return Verdict::forbidden;
    const auto standing = relations(by, object);
    for (const auto& row : kTable) {
        if (row.operation == operation && held.contains(row.role) && standing.contains(row.relation) &&
            holds_as(by, row.role, object, row.relation)) {
            return Verdict::allowed;
        }
    }
    return Verdict::not_found;
}

}  // namespace hometime
