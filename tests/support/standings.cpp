#include "tests/support/recipes.h"

namespace hometime::test {

namespace {

using enum Relation;

std::string text(std::uint64_t id) {
    return std::to_string(id);
}

std::map<Role, std::set<Relation>> both(Relation relation) {
    return {{Role::teacher, {relation}}, {Role::teaching_assistant, {relation}}};
}

std::vector<Standing> pupils(const SmallSchool& school) {
    auto more = both(taught_pupil);
    more[Role::guardian] = {linked_pupil, contact_pupil};
    more[Role::pupil] = {self};
    return {{text(school.pupils[0]), {any_pupil}, more}, {text(school.pupils[3]), {any_pupil}, {}}};
}

std::vector<Standing> threads(const SchoolDay& day) {
    return {{text(day.own.thread), {any_thread}, {{Role::guardian, {own_thread}}, {Role::teacher, {own_thread}}}},
            {text(day.other.thread), {any_thread}, {}},
            {text(day.office.thread), {any_thread, office_thread}, {{Role::guardian, {own_thread}}}},
            {text(day.other_office.thread), {any_thread, office_thread}, {}}};
}

std::vector<Standing> messages(const SchoolDay& day) {
    return {
        {text(day.own.message), {any_message}, {{Role::guardian, {own_message}}, {Role::teacher, {released_message}}}},
        {text(day.held.message), {any_message}, {{Role::guardian, {own_message}}}},
        {text(day.unseen.message), {any_message}, {}},
        {text(day.other.message), {any_message}, {}},
        {text(day.office.message), {any_message, office_message}, {{Role::guardian, {own_message}}}},
        {text(day.other_office.message), {any_message, office_message}, {}}};
}

std::vector<Standing> feeds(const SmallSchool& school) {
    auto more = both(own_feed);
    more[Role::guardian] = {own_feed};
    return {
        {"school", {own_feed, any_feed}, {}}, {text(school.oak), {any_feed}, more}, {text(school.elm), {any_feed}, {}}};
}

std::vector<Standing> posts(const SchoolDay& day) {
    auto more = both(feed_post);
    more[Role::guardian] = {feed_post};
    more[Role::teacher].insert(own_post);
    return {{text(day.post_in_oak), {any_post}, more},
            {text(day.post_in_elm), {any_post}, {}},
            {text(day.post_of_school), {any_post, feed_post}, {}}};
}

std::vector<Standing> awards(const SchoolDay& day) {
    return {{text(day.award_by_tina), {any_award}, {{Role::teacher, {own_award}}}},
            {text(day.award_by_asha), {any_award}, {{Role::teaching_assistant, {own_award}}}},
            {text(day.award_by_theo), {any_award}, {}}};
}

std::vector<Standing> meetings(const SchoolDay& day) {
    return {{text(day.meeting), {}, {{Role::guardian, {own_meeting}}, {Role::teacher, {own_meeting}}}},
            {text(day.other_meeting), {}, {}}};
}

/// One of each member of staff, one that is shared with all of them, and one of the safeguarding lead alone.
std::vector<Standing> concerns(const SchoolDay& day) {
    std::vector<Standing> list;
    std::map<Role, std::set<Relation>> named;
    for (const auto& [role, id] : day.own_concerns) {
        list.push_back({text(id), {any_concern}, {{role, {own_concern}}}});
        named[role] = {named_concern};
    }
    list.push_back({text(day.shared_concern), {any_concern}, named});
    list.push_back({text(day.other_concern), {any_concern}, {}});
    return list;
}

std::vector<Standing> exports(const SchoolDay& day) {
    return {{text(day.export_by_slt), {}, {{Role::slt, {own_export}}}},
            {text(day.export_by_dsl), {}, {{Role::dsl, {own_export}}}}};
}

std::vector<Standing> existing(const SchoolDay& day, ObjectKind kind) {
    const auto& school = day.school;
    switch (kind) {
        case ObjectKind::school:
        case ObjectKind::person: return {{"", {Relation::school}, {}}};
        case ObjectKind::pupil: return pupils(school);
        case ObjectKind::thread: return threads(day);
        case ObjectKind::message: return messages(day);
        case ObjectKind::feed: return feeds(school);
        case ObjectKind::award: return awards(day);
        case ObjectKind::staff: return {{text(school.newt), {any_staff}, {}}};
        case ObjectKind::report: return {{text(day.report), {any_report}, {}}};
        case ObjectKind::meeting: return meetings(day);
        case ObjectKind::concern: return concerns(day);
        case ObjectKind::post: return posts(day);
        case ObjectKind::subject_export: return exports(day);
        case ObjectKind::guardian: return {{text(school.adults[0]), {any_guardian}, {}}};
        case ObjectKind::invite:
            return {{text(school.invite_id(school.pupils[5], school.adults[6])), {any_invite}, {}}};
    }
    throw std::logic_error("there are no objects of this kind");
}

}  // namespace

std::set<Relation> Standing::of(Role role) const {
    auto relations = everybody;
    if (const auto found = more.find(role); found != more.end()) {
        relations.insert(found->second.begin(), found->second.end());
    }
    return relations;
}

ObjectKind asked_of(Operation operation) {
    using enum Operation;
    switch (operation) {
        case create_account:
        case create_session:
        case list_sessions:
        case end_one_session:
        case end_other_sessions:
        case verify_session:
        case change_password:
        case end_session:
        case read_me:
        case open_school:
        case list_schools:
        case read_key_store:
        case rotate_keys:
        case create_backup:
        case list_backups:
        case list_views:
        case rebuild_views:
        case compare_views:
        case erase_subject:
        case list_erasures:
        case place_legal_hold:
        case lift_legal_hold:
        case list_legal_holds:
        case read_status:
        case import_roster:
        case list_staff:
        case list_pupils:
        case redeem_invite:
        case list_threads:
        case list_held:
        case read_inbox:
        case read_office_queue:
        case list_reports:
        case list_feeds:
        case list_events:
        case read_calendar:
        case read_next_window:
        case set_term_dates:
        case announce_closures:
        case withdraw_closure:
        case schedule_training:
        case cancel_training:
        case set_quiet_hours:
        case set_own_windows:
        case announce_evening:
        case cancel_evening:
        case join_evening:
        case list_notices:
        case list_meetings:
        case list_undelivered:
        case list_reminders:
        case raise_concern:
        case list_own_concerns:
        case list_concerns:
        case escalate_concern:
        case list_conduct:
        case read_policy:
        case set_policy:
        case check_policy:
        case accept_policy:
        case seal_digest:
        case record_delivery:
        case open_inbox_early:
        case read_preferences:
        case set_preferences:
        case arrange_cover:
        case list_covers:
        case end_cover:
        case release_replies:
        case list_unseen:
        case list_email_posts:
        case issue_calendar_link:
        case revoke_calendar_link:
        case read_calendar_feed:
        case list_feed_digests:
        case seal_feed_digest:
        case seal_notification:
        case alert_duty:
        case settle_notification:
        case read_channels:
        case choose_channels:
        case add_push_device:
        case remove_push_device:
        case ask_to_unsubscribe:
        case unsubscribe:
        case list_dead_letters:
        case close_dead_letter:
        case list_webhooks:
        case enable_webhook:
        case list_away:
        case record_new_device:
        case destroy_keys:
        case record_rotation:
        case record_restore:
        case export_subject:
        case export_safeguarding:
        case diff_policy:
        case watch_updates:
        case reschedule_held: return ObjectKind::school;
        case grant_role:
        case revoke_role:
        case set_staff_windows:
        case issue_staff_code: return ObjectKind::staff;
        case read_pupil:
        case record_guardian:
        case approve_adult:
        case issue_invite:
        case unlink_guardian:
        case read_compose:
        case send_message:
        case request_meeting:
        case raise_safety:
        case restrict_contact:
        case list_restrictions:
        case read_restriction:
        case lift_restriction:
        case award_point:
        case record_away:
        case withdraw_away:
        case issue_pupil_code:
        case read_points: return ObjectKind::pupil;
        case revoke_invite: return ObjectKind::invite;
        case read_message:
        case withdraw_message:
        case dispute_authorship:
        case mark_misuse:
        case answer_authorship:
        case handle_message:
        case read_message_audit:
        case read_receipt:
        case explain_message:
        case report_message: return ObjectKind::message;
        case send_reply_now:
        case inspect_thread:
        case read_thread_audit:
        case read_thread:
        case send_reply: return ObjectKind::thread;
        case read_post:
        case edit_post:
        case retract_post:
        case read_reach: return ObjectKind::post;
        case read_report:
        case close_report: return ObjectKind::report;
        case read_feed:
        case publish_post:
        case mark_feed_seen: return ObjectKind::feed;
        case retract_point: return ObjectKind::award;
        case read_export: return ObjectKind::subject_export;
        case read_concern:
        case acknowledge_concern:
        case add_to_concern:
        case close_concern:
        case share_concern:
        case unshare_concern:
        case break_glass: return ObjectKind::concern;
        case read_conduct:
        case withdraw_mark:
        case dismiss_conduct_item:
        case suspend_guardian:
        case remove_guardian:
        case reinstate_guardian: return ObjectKind::guardian;
        case read_meeting:
        case propose_meeting_times:
        case accept_meeting:
        case decline_meeting:
        case cancel_meeting: return ObjectKind::meeting;
    }
    throw std::logic_error("this operation is asked of nothing");
}

std::vector<Standing> objects_of(const SchoolDay& day, ObjectKind kind) {
    auto all = existing(day, kind);
    if (kind == ObjectKind::school || kind == ObjectKind::person) return all;
    for (const char* id : {kAbsent, "0", "nothing", "18446744073709551616"}) all.push_back({id, {}, {}});
    return all;
}

}  // namespace hometime::test
