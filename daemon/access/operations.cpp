// The names of operations, here alone: the compiler takes seconds for a list as long as this.
#include "daemon/access/operations.h"

#include <array>
#include <boost/mp11.hpp>

namespace hometime {

// In parts, for a list of Boost.Preprocessor holds 52.
BOOST_DESCRIBE_ENUM_BEGIN(Operation)
BOOST_DESCRIBE_PP_FOR_EACH(BOOST_DESCRIBE_ENUM_ENTRY, Operation, create_account, create_session, end_session, read_me,
                           open_school, list_schools, read_status, import_roster, list_staff, grant_role, revoke_role,
                           issue_staff_code, list_pupils, read_pupil, record_guardian, approve_adult, issue_invite,
                           revoke_invite, redeem_invite, unlink_guardian, read_compose, send_message, read_message,
                           list_threads, read_thread, send_reply, list_held, read_inbox, read_office_queue,
                           report_message, list_reports, read_report, close_report, list_feeds, read_feed, publish_post,
                           mark_feed_seen, list_events, award_point, retract_point, read_points, read_calendar,
                           read_next_window, set_term_dates, announce_closures, withdraw_closure, schedule_training,
                           cancel_training, set_quiet_hours, seal_digest, record_delivery, reschedule_held)
BOOST_DESCRIBE_PP_FOR_EACH(BOOST_DESCRIBE_ENUM_ENTRY, Operation, list_sessions, end_one_session, end_other_sessions,
                           verify_session, change_password, withdraw_message, dispute_authorship, answer_authorship,
                           list_notices, request_meeting, list_meetings, read_meeting, propose_meeting_times,
                           accept_meeting, decline_meeting, cancel_meeting, restrict_contact, list_restrictions,
                           read_restriction, lift_restriction, list_undelivered, mark_misuse, list_reminders,
                           list_conduct, read_conduct, withdraw_mark, dismiss_conduct_item, suspend_guardian,
                           remove_guardian, reinstate_guardian, read_policy, set_policy, check_policy, accept_policy,
                           raise_concern, raise_safety, list_own_concerns, list_concerns, read_concern,
                           acknowledge_concern, add_to_concern, close_concern, share_concern, unshare_concern,
                           break_glass, escalate_concern)
BOOST_DESCRIBE_PP_FOR_EACH(BOOST_DESCRIBE_ENUM_ENTRY, Operation, send_reply_now, open_inbox_early, read_preferences,
                           set_preferences, arrange_cover, list_covers, end_cover, release_replies, read_post,
                           edit_post, retract_post, read_reach, list_unseen, list_email_posts, issue_calendar_link,
                           revoke_calendar_link, read_calendar_feed, list_feed_digests, seal_feed_digest,
                           handle_message, record_away, withdraw_away, list_away, inspect_thread, read_thread_audit,
                           read_message_audit, issue_pupil_code, record_new_device, export_subject, diff_policy,
                           read_receipt, watch_updates, export_safeguarding, read_export, erase_subject, list_erasures,
                           place_legal_hold, lift_legal_hold, list_legal_holds, read_key_store, rotate_keys,
                           create_backup, list_backups, list_views, rebuild_views, compare_views, destroy_keys,
                           record_rotation, record_restore)
BOOST_DESCRIBE_PP_FOR_EACH(BOOST_DESCRIBE_ENUM_ENTRY, Operation, seal_notification, alert_duty, settle_notification,
                           read_channels, choose_channels, add_push_device, remove_push_device, ask_to_unsubscribe,
                           unsubscribe, list_dead_letters, close_dead_letter, list_webhooks, enable_webhook)
BOOST_DESCRIBE_PP_FOR_EACH(BOOST_DESCRIBE_ENUM_ENTRY, Operation, set_own_windows, set_staff_windows, announce_evening,
                           cancel_evening, join_evening, explain_message)
BOOST_DESCRIBE_ENUM_END(Operation)

namespace {

using Described = boost::describe::describe_enumerators<Operation>;
constexpr std::size_t kCount = boost::mp11::mp_size<Described>::value;

struct Names {
    std::array<Operation, kCount> all{};
    std::array<std::string_view, 256> by_value;  ///< every value of the enum's type
    Names() {
        by_value.fill("unknown");
        std::size_t at = 0;
        boost::mp11::mp_for_each<Described>([&](auto described) {
            all[at++] = described.value;
            by_value[static_cast<std::uint8_t>(described.value)] = described.name;
        });
    }
};

const Names& names() {
    static const Names kNames;
    return kNames;
}

}  // namespace

std::string_view to_string(Operation operation) {
    return names().by_value[static_cast<std::uint8_t>(operation)];
}

std::span<const Operation> all_operations() {
    return names().all;
}

}  // namespace hometime
