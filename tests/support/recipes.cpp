#include "tests/support/recipes.h"

#include <charconv>

#include "daemon/accounts/unsubscribe_links.h"
#include "tests/support/small_roster.h"

namespace hometime::test {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::uint64_t number(const std::string& id) {
    std::uint64_t out = 0;
    std::from_chars(id.data(), id.data() + id.size(), out);
    return out;
}

/// Requests that differ in nothing but their body.
struct Maker {
    const SchoolDay& day;
    const SmallSchool& school;
    const std::string& id;

    [[nodiscard]] Ask get(const std::string& rest) const { return {"GET", school.path(rest), nullptr}; }
    [[nodiscard]] Ask del(const std::string& rest) const { return {"DELETE", school.path(rest), nullptr}; }
    [[nodiscard]] Ask put(const std::string& rest, value body) const {
        return {"PUT", school.path(rest), std::move(body)};
    }
    [[nodiscard]] Ask post(const std::string& rest, value body) const {
        return {"POST", school.path(rest), std::move(body)};
    }
    [[nodiscard]] std::string of(const char* before, const char* after = "") const { return before + id + after; }
};

Ask sign_up(const SmallSchool& school) {
    return {"POST", "/v1/accounts",
            object{{"school", to_string(school.school)},
                   {"code", school.invite(school.pupils[2], school.adults[7])},
                   {"login", "adult-7@" + school.mark},
                   {"password", kPassword}}};
}

Ask sign_in(const SmallSchool& school) {
    return {"POST", "/v1/sessions",
            object{{"school", to_string(school.school)}, {"login", "tina@" + school.mark}, {"password", kPassword}}};
}

Ask new_school() {
    return {"POST", "/v1/schools",
            object{{"zone", "Europe/London"},
                   {"name", "Another school"},
                   {"office", object{{"email", "o@x.example"}, {"phone", "01632 960111"}, {"hours", "8 to 4"}}}}};
}

/// Of the pupil's linked adult, so that it succeeds.
Ask unlink(const Maker& make) {
    make.day.link_again();
    const bool of_three = make.id == std::to_string(make.school.pupils[3]);
    const auto adult = std::to_string(make.school.adults[of_three ? 3 : 0]);
    return make.post(make.of("/pupils/", "/guardians/") + adult + "/unlink", object{{"reason", "Moved away."}});
}

/// Adult 0 with a code for a second child; the link of an earlier time is taken back first.
Ask redeem(const SmallSchool& school) {
    const auto pupil = std::to_string(school.pupils[5]);
    const auto adult = std::to_string(school.adults[0]);
    std::ignore = school.client(Role::office)
                      .send("POST", school.path("/pupils/" + pupil + "/guardians/" + adult + "/unlink"),
                            object{{"reason", "Again."}});
    return {"POST", school.path("/links"), object{{"code", school.invite(school.pupils[5], school.adults[0])}}};
}

object concern(const SmallSchool& school) {
    return {{"pupils", array{school.pupils[0]}},
            {"seen_at", "2026-11-24T10:15:00Z"},
            {"facts", "Hungry. " + school.mark},
            {"immediate_action", "Breakfast."}};
}

object policy_body(const SchoolDay& day) {
    const auto in_force = day.policy_in_force();
    return {{"policy", in_force.at("policy")}, {"office", in_force.at("office")}};
}

object subject_export(const SmallSchool& school) {
    return {{"person_kind", "pupil"}, {"person", school.pupils[0]}, {"purpose", "Asked by letter. " + school.mark}};
}

/// What would be otherwise under the policy in force: nothing.
object policy_diff(const SchoolDay& day) {
    return {{"from", "2026-11-23T00:00:00Z"},
            {"to", "2026-11-30T00:00:00Z"},
            {"b", object{{"policy", day.policy_in_force().at("policy")}}}};
}

Ask replace_policy(const SchoolDay& day) {
    const auto etag = '"' + std::to_string(day.policy_in_force().at("version").to_number<std::uint64_t>()) + '"';
    return {"PUT", day.school.path("/policy"), policy_body(day), false, {{"If-Match", etag}}};
}

value training() {
    return object{{"from", "2027-06-02"}, {"start", "15:30"}, {"end", "16:00"}};
}

value closures() {
    return object{{"closures", array{{{"from", "2027-08-09"}, {"to", "2027-08-09"}, {"label", "Works"}}}}};
}

value terms() {
    return object{{"terms", array{{{"from", "2026-09-01"}, {"to", "2027-07-20"}}}}};
}

value quiet() {
    return object{{"quiet_hours", array{{{"start", "21:00"}, {"end", "07:00"}}}}};
}

/// The link in an e-mail to adult 0.
std::string unsubscribe_path(const SmallSchool& school) {
    const UnsubscribeLink link{school.school, PersonKind::guardian, school.adults[0]};
    return school.path("/unsubscribe/") +
           unsubscribe_token(school.daemon.app().log.derived_key(kUnsubscribePurpose), link);
}

/// Keys that a browser could have made: the public one is RFC 8291's example.
object push_device() {
    return {{"endpoint", "https://push.example/send/one"},
            {"keys", object{{"p256dh",
                             "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"},
                            {"auth", "BTBZMqHH6r4Tts7J_aSIgg"}}}};
}

/// The afternoons only.
value windows() {
    return object{{"windows", array{{{"days", array{"mon", "wed"}}, {"start", "15:30"}, {"end", "16:00"}}}}};
}

value evening() {
    return object{{"date", "2027-03-04"}, {"start", "17:00"}, {"end", "19:30"}, {"label", "Parents' evening"}};
}

/// Only whether it may be: what others ask about stays.
object erasure(const SchoolDay& day) {
    return {{"subject", object{{"kind", "pupil"}, {"id", day.school.pupils[0]}}},
            {"classes", array{"points"}},
            {"reason", "The family asked."},
            {"dry_run", true}};
}

}  // namespace

std::optional<Ask> ask_for(const SchoolDay& day, Operation operation, const std::string& id) {
    using enum Operation;
    const auto& school = day.school;
    const Maker make{day, school, id};
    const value spare{{"guardian", school.adults[7]}, {"relationship", "guardian"}, {"reissue", true}};
    switch (operation) {
        case create_account: return sign_up(school);
        case create_session: return sign_in(school);
        case end_session: return Ask{"DELETE", "/v1/sessions/current", nullptr, true};
        case list_sessions: return make.get("/sessions");
        case end_one_session: return Ask{"DELETE", school.path("/sessions/") + kAbsent, nullptr, true};
        case end_other_sessions: return Ask{"DELETE", school.path("/sessions"), nullptr, true};
        case verify_session: return Ask{"POST", school.path("/sessions/verify"), object{{"password", kPassword}}, true};
        case change_password:
            return Ask{"PUT", school.path("/password"), object{{"password", kPassword}, {"new_password", kPassword}},
                       true};
        case read_me: return make.get("/me");
        case open_school: return new_school();
        case list_schools: return Ask{"GET", "/v1/schools", nullptr};
        case create_backup: return Ask{"POST", "/v1/backups", object{}};
        case list_backups: return Ask{"GET", "/v1/backups", nullptr};
        case read_key_store: return Ask{"GET", "/v1/keys", nullptr};
        case rotate_keys: return Ask{"POST", "/v1/keys/rotation", object{}};
        case erase_subject: return make.post("/erasures", erasure(day));
        case list_erasures: return make.get("/erasures");
        case place_legal_hold: return make.post("/legal-holds", SchoolDay::hold_on(school.pupils[0]));
        case lift_legal_hold:
            return make.post("/legal-holds/" + std::to_string(day.legal_hold()) + "/lift", object{{"reason", "Over."}});
        case list_legal_holds: return make.get("/legal-holds");
        case list_views: return Ask{"GET", "/v1/views", nullptr};
        case rebuild_views: return Ask{"POST", "/v1/views/rebuild", object{{"views", array{"inbox", "feed"}}}};
        case compare_views: return Ask{"POST", "/v1/views/compare", object{{"views", array{"points"}}}};
        case read_status: return make.get("/status");
        case import_roster: return make.post("/roster-imports", small_roster(school.mark, true));
        case list_staff: return make.get("/staff");
        case grant_role: return make.post(make.of("/staff/", "/roles"), object{{"role", "dsl"}});
        case revoke_role: return make.del(make.of("/staff/", "/roles/dsl"));
        case issue_staff_code: return make.post(make.of("/staff/", "/codes"), nullptr);
        case list_pupils: return make.get("/pupils");
        case read_pupil: return make.get(make.of("/pupils/"));
        case record_guardian:
            return make.post(make.of("/pupils/", "/adults"),
                             object{{"given_name", "New"}, {"family_name", "Adult"}, {"relationship", "carer"}});
        case approve_adult:
            return make.post(make.of("/pupils/", "/approvals"),
                             object{{"guardian", school.adults[7]}, {"reason", "Collects on Fridays."}});
        case issue_invite: return make.post(make.of("/pupils/", "/invites"), spare);
        case revoke_invite: return make.del(make.of("/invites/"));
        case redeem_invite: return redeem(school);
        case unlink_guardian: return unlink(make);
        case read_compose: return make.get(make.of("/pupils/", "/compose"));
        case send_message:
            return make.post("/messages", object{{"pupil", number(id)}, {"category", "general"}, {"text", "Hello."}});
        case read_message: return make.get(make.of("/messages/"));
        case list_threads: return make.get("/threads");
        case read_thread: return make.get(make.of("/threads/"));
        case send_reply: return make.post(make.of("/threads/", "/replies"), object{{"text", "Thank you."}});
        case list_held: return make.get("/held");
        case read_inbox: return make.get("/inbox");
        case read_office_queue: return make.get("/office-queue");
        case report_message: return make.post(make.of("/messages/", "/reports"), object{{"reason", "Rude."}});
        case list_reports: return make.get("/reports");
        case read_report: return make.get(make.of("/reports/"));
        case close_report: return make.post(make.of("/reports/", "/outcome"), object{{"outcome", "Spoken to."}});
        case list_feeds: return make.get("/feeds");
        case read_feed: return make.get(make.of("/feeds/", "/posts"));
        case publish_post:
            return make.post(make.of("/feeds/", "/posts"), object{{"kind", "notice"}, {"title", "Apples"}});
        case mark_feed_seen: return make.post(make.of("/feeds/", "/seen"), object{{"up_to", day.post_of_school}});
        case list_events: return make.get("/events");
        case read_post: return make.get("/feeds/" + day.feed_of(id) + "/posts/" + id);
        case edit_post:
            return Ask{"PUT",
                       school.path("/feeds/" + day.feed_of(id) + "/posts/" + id),
                       object{{"title", "Pears"}},
                       false,
                       {{"If-Match", day.post_etag(id)}}};
        case retract_post:
            return make.post("/feeds/" + day.feed_of(id) + "/posts/" + day.post_like(id) + "/retraction",
                             object{{"reason", "The wrong class."}});
        case read_reach: return make.get("/feeds/" + day.feed_of(id) + "/posts/" + id + "/reach");
        case list_unseen: return make.get("/reach?days=7");
        case list_email_posts: return make.get("/email-bridge");
        case read_preferences: return make.get("/preferences");
        case set_preferences:
            return Ask{"PUT",
                       school.path("/preferences"),
                       object{{"feed_digest", "daily"}},
                       false,
                       {{"If-Match", day.preferences_etag()}}};
        case issue_calendar_link: return make.post("/calendar-link", object{});
        case revoke_calendar_link: std::ignore = day.calendar_link(); return make.del("/calendar-link");
        case read_calendar_feed: return Ask{"GET", day.calendar_link(), nullptr};
        case list_feed_digests: return make.get("/feed-digests");
        case award_point: return make.post(make.of("/pupils/", "/points"), object{{"skill", "kindness"}});
        case retract_point: return make.post(make.of("/points/", "/retraction"), object{{"reason", "Mistaken."}});
        case read_points: return make.get(make.of("/pupils/", "/points"));
        case read_calendar: return make.get("/calendar");
        case watch_updates: return make.get("/updates?after=0&follow=false");
        case read_next_window: return make.get("/calendar/next");
        case set_term_dates: return make.put("/calendar/terms", terms());
        case announce_closures: return make.post("/calendar/closures", closures());
        case withdraw_closure: return make.del("/calendar/closures/" + std::to_string(day.announce_closure()));
        case schedule_training: return make.post("/calendar/trainings", training());
        case cancel_training: return make.del("/calendar/trainings/" + std::to_string(day.schedule_training()));
        case set_quiet_hours: return make.put("/quiet-hours", quiet());
        case withdraw_message: return make.post(make.of("/messages/", "/withdrawal"), object{});
        case dispute_authorship: return make.post(make.of("/messages/", "/dispute"), object{});
        case answer_authorship: return make.post(make.of("/messages/", "/authorship"), object{{"mine", false}});
        case list_notices: return make.get("/notices");
        case request_meeting:
            return make.post(
                "/meetings",
                object{{"pupil", number(id)}, {"topic", "Spelling"}, {"minutes", 20}, {"times", array{kThursday}}});
        case list_meetings: return make.get("/meetings");
        case read_meeting: return make.get(make.of("/meetings/"));
        case propose_meeting_times:
            return make.post(make.of("/meetings/", "/proposals"), object{{"times", array{kThursday}}});
        case accept_meeting: return make.post(make.of("/meetings/", "/acceptance"), object{{"time", kFriday}});
        case decline_meeting: return make.post(make.of("/meetings/", "/refusal"), object{{"reason", "No time."}});
        case cancel_meeting: return make.post(make.of("/meetings/", "/cancellation"), object{});
        case restrict_contact:
            day.lift_restrictions(id);
            return make.post(make.of("/pupils/", "/restrictions"), object{{"guardian", school.adults[7]},
                                                                          {"kind", "no_contact"},
                                                                          {"until", "2027-01-31T00:00:00Z"},
                                                                          {"reason", "An order. " + school.mark}});
        case list_restrictions: return make.get(make.of("/pupils/", "/restrictions"));
        case read_restriction:
            return make.get(make.of("/pupils/", "/restrictions/") + std::to_string(day.restriction_of(id)));
        case lift_restriction:
            return make.post(make.of("/pupils/", "/restrictions/") + std::to_string(day.restriction_of(id)) + "/lift",
                             object{{"reason", "Discharged."}});
        case list_undelivered: return make.get("/undelivered");
        case mark_misuse: return make.post(make.of("/messages/", "/misuse"), object{{"rule", 5}});
        case list_reminders: return make.get("/reminders");
        case list_conduct: return make.get("/conduct");
        case read_conduct: return make.get(make.of("/guardians/", "/conduct"));
        case withdraw_mark:
            return make.post(
                make.of("/guardians/", "/conduct/marks/") + std::to_string(day.fresh_mark()) + "/withdrawal",
                object{{"reason", "A misunderstanding."}});
        case dismiss_conduct_item:
            std::ignore = day.fresh_mark();
            std::ignore = day.fresh_mark();
            return make.post(make.of("/guardians/", "/conduct/dismissal"), object{{"reason", "Spoken to."}});
        case suspend_guardian:
            return make.post(make.of("/guardians/", "/conduct/suspension"),
                             object{{"until", "2027-01-31T00:00:00Z"},
                                    {"review_on", "2026-12-01"},
                                    {"reason", "Repeated."},
                                    {"appeal_contact", "The governors"}});
        case remove_guardian:
            return make.post(
                make.of("/guardians/", "/conduct/removal"),
                object{{"review_on", "2026-12-01"}, {"reason", "Threats."}, {"appeal_contact", "The governors"}});
        case reinstate_guardian:
            return make.post(make.of("/guardians/", "/conduct/reinstatement"), object{{"reason", "An apology."}});
        case read_policy: return make.get("/policy");
        case check_policy: return make.post("/policy/check", policy_body(day));
        case set_policy: return replace_policy(day);
        case accept_policy:
            return make.post("/policy/acceptance", object{{"policy", day.policy_in_force().at("version")}});
        case raise_concern: return make.post("/concerns", concern(school));
        case raise_safety: return make.post("/safety", object{{"pupil", number(id)}, {"text", "She was left alone."}});
        case list_own_concerns: return make.get("/my-concerns");
        case list_concerns: return make.get("/concerns");
        case read_concern: return make.get(make.of("/concerns/"));
        case acknowledge_concern: return make.post(make.of("/concerns/", "/acknowledgement"), object{});
        case add_to_concern: return make.post(make.of("/concerns/", "/additions"), object{{"text", "Again today."}});
        case close_concern: return make.post(make.of("/concerns/", "/outcome"), object{{"outcome", "Referred."}});
        case share_concern: return make.post(make.of("/concerns/", "/readers"), object{{"staff", school.otis}});
        case unshare_concern: return make.del(make.of("/concerns/", "/readers/") + std::to_string(school.newt));
        case break_glass: return make.post(make.of("/concerns/", "/break-glass"), object{{"reason", "She is away."}});
        case send_reply_now:
            return make.post(make.of("/threads/", "/replies/") + std::to_string(day.held_reply(id)) + "/release",
                             object{});
        case open_inbox_early: return make.post("/inbox/early", object{});
        case arrange_cover: day.end_covers(); return make.post("/covers", day.cover());
        case list_covers: return make.get("/covers");
        case end_cover: day.end_covers(); return make.del("/covers/" + std::to_string(day.arrange_cover()));
        case escalate_concern:
        case seal_digest:
        case record_delivery:
        case release_replies:
        case seal_feed_digest:
        case record_new_device:
        case destroy_keys:
        case record_rotation:
        case record_restore:
        case seal_notification:
        case alert_duty:
        case settle_notification:
        case reschedule_held: return std::nullopt;  // The daemon's own, inside the process.
        case read_channels: return make.get("/notifications");
        case choose_channels: return make.put("/notifications", object{{"email", true}});
        case add_push_device: return make.post("/push-devices", push_device());
        case remove_push_device: return make.del("/push-devices/" + std::to_string(day.push_device_of_everybody()));
        case ask_to_unsubscribe: return Ask{"GET", unsubscribe_path(school), nullptr};
        case unsubscribe: return Ask{"POST", unsubscribe_path(school), nullptr};
        case list_dead_letters: return make.get("/dead-letters");
        case close_dead_letter:
            return make.post("/dead-letters/" + std::to_string(day.dead_letter()), object{{"retry", true}});
        case list_webhooks: return Ask{"GET", "/v1/webhooks", nullptr};
        case enable_webhook: return Ask{"POST", "/v1/webhooks/mis/enable", object{}};
        case handle_message: return make.post(make.of("/messages/", "/handled"), object{{"handled", true}});
        case record_away:
            return make.post(make.of("/pupils/", "/away"), object{{"from", "2026-11-24"}, {"kind", "absent"}});
        case withdraw_away: return make.del(make.of("/pupils/", "/away/") + std::to_string(day.away_of(id)));
        case list_away: return make.get("/away");
        case inspect_thread:
            return make.post(make.of("/threads/", "/inspections"), object{{"purpose", "A complaint. " + school.mark}});
        case read_thread_audit: return make.get(make.of("/threads/", "/audit"));
        case read_message_audit: return make.get(make.of("/messages/", "/audit"));
        case issue_pupil_code: return make.post(make.of("/pupils/", "/codes"), object{});
        case export_subject: return make.post("/exports", subject_export(school));
        case export_safeguarding: return make.post("/safeguarding-exports", subject_export(school));
        case read_export: return make.get(make.of("/exports/", "/records"));
        case diff_policy: return make.post("/policy/diff", policy_diff(day));
        case read_receipt: return make.get(make.of("/messages/", "/receipt"));
        case set_own_windows: return make.put("/my-windows", windows());
        case set_staff_windows: return make.put(make.of("/staff/", "/windows"), windows());
        case announce_evening: return make.post("/calendar/evenings", evening());
        case cancel_evening: return make.del("/calendar/evenings/" + std::to_string(day.announce_evening()));
        case join_evening:
            return make.put("/calendar/evenings/" + std::to_string(day.announce_evening()) + "/joined",
                            object{{"joins", true}});
        case explain_message: return make.get(make.of("/messages/", "/why"));
    }
    throw std::logic_error("there is no recipe for this operation");
}

}  // namespace hometime::test
