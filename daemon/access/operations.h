// Everything that can be asked for over any interface, by name, and what it is asked of.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <span>
#include <string_view>

#include "eventstore/events/catalogue.h"

namespace hometime {

/// One per route, and one per command of the notifier's.
enum class Operation : std::uint8_t {
    create_account,
    create_session,
    end_session,
    read_me,
    open_school,
    list_schools,
    read_status,
    import_roster,
    list_staff,
    grant_role,
    revoke_role,
    issue_staff_code,
    list_pupils,
    read_pupil,
    record_guardian,
    approve_adult,
    issue_invite,
    revoke_invite,
    redeem_invite,
    unlink_guardian,
    read_compose,
    send_message,
    read_message,
    list_threads,
    read_thread,
    send_reply,
    list_held,
    read_inbox,
    read_office_queue,
    report_message,
    list_reports,
    read_report,
    close_report,
    list_feeds,
    read_feed,
    publish_post,
    mark_feed_seen,
    list_events,
    award_point,
    retract_point,
    read_points,
    read_calendar,
    read_next_window,
    set_term_dates,
    announce_closures,
    withdraw_closure,
    schedule_training,
    cancel_training,
    set_quiet_hours,
    seal_digest,
    record_delivery,
    reschedule_held,
    list_sessions,
    end_one_session,
    end_other_sessions,
    verify_session,
    change_password,
    withdraw_message,
    dispute_authorship,
    answer_authorship,
    list_notices,
    request_meeting,
    list_meetings,
    read_meeting,
    propose_meeting_times,
    accept_meeting,
    decline_meeting,
    cancel_meeting,
    restrict_contact,
    list_restrictions,
    read_restriction,
    lift_restriction,
    list_undelivered,
    mark_misuse,
    list_reminders,
    list_conduct,
    read_conduct,
    withdraw_mark,
    dismiss_conduct_item,
    suspend_guardian,
    remove_guardian,
    reinstate_guardian,
    read_policy,
    set_policy,
    check_policy,
    accept_policy,
    raise_concern,
    raise_safety,
    list_own_concerns,
    list_concerns,
    read_concern,
    acknowledge_concern,
    add_to_concern,
    close_concern,
    share_concern,
    unshare_concern,
    break_glass,
    escalate_concern,
    send_reply_now,
    open_inbox_early,
    read_preferences,
    set_preferences,
    arrange_cover,
    list_covers,
    end_cover,
    release_replies,
    read_post,
    edit_post,
    retract_post,
    read_reach,
    list_unseen,
    list_email_posts,
    issue_calendar_link,
    revoke_calendar_link,
    read_calendar_feed,
    list_feed_digests,
    seal_feed_digest,
    handle_message,
    record_away,
    withdraw_away,
    list_away,
    inspect_thread,
    read_thread_audit,
    read_message_audit,
    issue_pupil_code,
    record_new_device,
    export_subject,
    diff_policy,
    read_receipt,
    watch_updates,
    export_safeguarding,
    read_export,
    erase_subject,
    list_erasures,
    place_legal_hold,
    lift_legal_hold,
    list_legal_holds,
    read_key_store,
    rotate_keys,
    create_backup,
    list_backups,
    list_views,
    rebuild_views,
    compare_views,
    destroy_keys,
    record_rotation,
    record_restore,
    seal_notification,
    alert_duty,
    settle_notification,
    read_channels,
    choose_channels,
    add_push_device,
    remove_push_device,
    ask_to_unsubscribe,
    unsubscribe,
    list_dead_letters,
    close_dead_letter,
    set_own_windows,
    set_staff_windows,
    announce_evening,
    cancel_evening,
    join_evening,
    explain_message,
    list_webhooks,
    enable_webhook,
};
[[nodiscard]] std::string_view to_string(Operation operation);
/// Every one, once.
[[nodiscard]] std::span<const Operation> all_operations();

/// What an actor is, as far as permissions go. A staff member may be several at once.
enum class Role : std::uint8_t {
    anonymous,
    pupil,
    guardian,
    teacher,
    teaching_assistant,
    office,
    slt,
    dsl,
    staff,          ///< employed, with neither a class nor a role that was granted
    administrator,  ///< of the server: sees no content, never acts as a person
    system,         ///< the daemon itself, for the notifier
};
BOOST_DESCRIBE_ENUM(Role, anonymous, pupil, guardian, teacher, teaching_assistant, office, slt, dsl, staff,
                    administrator, system)

/// How the actor stands to the object. `school`: the operation has no narrower object.
enum class Relation : std::uint8_t {
    school,            ///< the actor belongs to this school (or, an administrator, to this server)
    self,              ///< the object is the actor
    linked_pupil,      ///< a guardian and their linked pupil
    contact_pupil,     ///< the same, and no restriction stands between them
    taught_pupil,      ///< a teacher or assistant and a pupil of a class of theirs
    any_pupil,         ///< a pupil on the roll
    own_thread,        ///< the actor is a party of the thread
    office_thread,     ///< a thread with the school office
    own_message,       ///< the actor wrote it
    released_message,  ///< the actor is its recipient and has been shown it
    office_message,    ///< it went to the school office
    own_feed,          ///< the school feed, or the feed of a class that the actor belongs to
    any_feed,          ///< a feed of this school
    own_award,         ///< the actor gave the point
    any_award,         ///< a point given in this school
    any_guardian,      ///< an adult who is known to this school
    any_staff,         ///< a staff member of this school
    any_report,        ///< a report of this school
    any_invite,        ///< an invite of this school
    own_meeting,       ///< the actor is a party of the meeting, and knows of it
    any_concern,       ///< a concern of this school
    own_concern,       ///< the actor raised it
    named_concern,     ///< the safeguarding team named the actor as a reader
    any_thread,        ///< a thread of this school
    any_message,       ///< a message of this school
    own_post,          ///< the actor wrote it
    feed_post,         ///< it stands in a feed that the actor belongs to, and they may see it
    any_post,          ///< a post of this school
    own_export,        ///< the actor made it, may still make such a one, and a day has not passed
};
BOOST_DESCRIBE_ENUM(Relation, school, self, linked_pupil, contact_pupil, taught_pupil, any_pupil, own_thread,
                    office_thread, own_message, released_message, office_message, own_feed, any_feed, own_award,
                    any_award, any_guardian, any_staff, any_report, any_invite, own_meeting, any_concern, own_concern,
                    named_concern, any_thread, any_message, own_post, feed_post, any_post, own_export)

enum class ObjectKind : std::uint8_t {
    school,
    person,
    pupil,
    thread,
    message,
    feed,
    award,
    guardian,
    staff,
    report,
    invite,
    meeting,
    concern,
    post,
    subject_export  ///< of everything about one person
};
BOOST_DESCRIBE_ENUM(ObjectKind, school, person, pupil, thread, message, feed, award, guardian, staff, report, invite,
                    meeting, concern, post, subject_export)

/// What an operation is asked of. For a message the caller adds its thread (from the message's own
/// record; facts do not change): 0 when there is no such message. For an export the caller looks at its record in the
/// same way: 0 when it is not one that this actor may read.
struct Object {
    ObjectKind kind = ObjectKind::school;
    std::uint64_t id = 0;
    ThreadId thread;
};

}  // namespace hometime
