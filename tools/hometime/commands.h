// The commands of `hometime`, one function each, in one file per subject. cli.cpp maps words to them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tools/hometime/shell.h"

namespace hometime::tools {

// school.cpp
struct SchoolOpenOptions {
    std::string name;
    std::string zone = "Europe/London";
    std::string office_email;
    std::string office_phone;
    std::string office_hours;
};
void school_open(const Shell&, const SchoolOpenOptions&);
void school_list(const Shell&);
void status(const Shell&);

// staff.cpp
void staff_list(const Shell&);
void staff_grant(const Shell&, const std::string& who, const std::string& role);
void staff_revoke(const Shell&, const std::string& who, const std::string& role);
void staff_code(const Shell&, const std::string& who);

// roster.cpp
struct RosterImportOptions {
    std::filesystem::path folder;
    bool dry_run = false;
    bool confirm_removals = false;
};
void roster_import(const Shell&, const RosterImportOptions&);

// covers.cpp
struct CoverOptions {
    std::uint64_t absent = 0;
    std::uint64_t staff = 0;
    std::uint64_t cover = 0;
    std::string from;
    std::string to;
};
void cover_add(const Shell&, const CoverOptions&);
void cover_list(const Shell&);
void cover_end(const Shell&, const CoverOptions&);

// calendar.cpp
struct TrainingOptions {
    std::uint64_t staff = 0;
    std::vector<std::uint64_t> group;
    std::string date;
    std::string until;  ///< last day; empty: `date`
    std::string start;
    std::string end;
    std::vector<std::string> days;
};
struct WindowsOptions {
    std::vector<std::string> windows;  ///< "15:30-16:00", "mon,wed:15:30-16:00"
    bool school = false;               ///< the school's again
    std::uint64_t staff = 0;           ///< 0: one's own
};
struct EveningOptions {
    std::uint64_t evening = 0;
    std::string date;
    std::string start;
    std::string end;
    std::string label;
};
/// `dry_run`: says day by day what would change, and changes nothing.
void calendar_import(const Shell&, const std::filesystem::path& file, bool dry_run);
/// Sets the term dates of a OneRoster folder, after saying what changes.
void calendar_terms(const Shell&, const std::filesystem::path& folder, bool dry_run);
void calendar_show(const Shell&);
void calendar_next(const Shell&);
void calendar_close(const Shell&, const std::string& from, const std::string& to, const std::string& kind,
                    const std::string& label);
void calendar_reopen(const Shell&, std::uint64_t closure);
void calendar_training(const Shell&, const TrainingOptions&);
void calendar_quiet(const Shell&, const std::vector<std::string>& periods);

// own_windows.cpp
void calendar_windows(const Shell&, const WindowsOptions&);
void evening_add(const Shell&, const EveningOptions&);
void evening_cancel(const Shell&, std::uint64_t evening);
void evening_join(const Shell&, std::uint64_t evening, bool joins);

// why.cpp
/// Why a message is seen when it is, in words; with --json, as the daemon says it.
void why(const Shell&, std::uint64_t message);

// calendar.cpp
/// Exit::differences when a case fails.
void calendar_check_cases(const Output&, const std::filesystem::path& file);

// accounts.cpp
struct SignInOptions {
    std::string login;
    std::string code;  ///< join only
    std::filesystem::path password_file;
};
void join(const Shell&, const SignInOptions&);
void login(const Shell&, const SignInOptions&);
void logout(const Shell&);
struct NewPasswordOptions {
    std::filesystem::path password_file;
    std::filesystem::path new_password_file;
};
void change_password(const Shell&, const NewPasswordOptions&);
void sessions(const Shell&);
/// `session` 0: all but the one that asks.
void sessions_end(const Shell&, std::uint64_t session);
void me(const Shell&);

// guardians.cpp
struct InviteOptions {
    std::uint64_t pupil = 0;
    std::uint64_t guardian = 0;
    std::string relationship;
    bool reissue = false;
};
struct AdultOptions {
    std::uint64_t pupil = 0;
    std::string given_name;
    std::string family_name;
    std::string relationship;
};
void pupils(const Shell&);
void pupil(const Shell&, std::uint64_t pupil);
void invite(const Shell&, const InviteOptions&);
void adult_record(const Shell&, const AdultOptions&);
void adult_approve(const Shell&, std::uint64_t pupil, std::uint64_t guardian, const std::string& reason,
                   const std::string& until);
void link_code(const Shell&, const std::string& code);
void unlink_guardian(const Shell&, std::uint64_t pupil, std::uint64_t guardian, const std::string& reason);

// policy.cpp
void policy_show(const Shell&);
void policy_check(const Shell&, const std::filesystem::path& file);
void policy_edit(const Shell&, const std::filesystem::path& file);
void policy_accept(const Shell&);

// policy_diff.cpp
struct PolicyDiffOptions {
    std::string a;  ///< a version or a file; empty: at each moment the policy of the time
    std::string b;
    std::string from;
    std::string to;
};
/// Exit::differences when something would have been different.
void policy_diff(const Shell&, const PolicyDiffOptions&);

// subject_export.cpp
struct ExportOptions {
    std::string person;  ///< "pupil:17", "guardian:5", "staff:3"
    std::string purpose;
    bool safeguarding = false;
    std::filesystem::path output;    ///< JSON
    std::filesystem::path readable;  ///< HTML, or text when its name ends with .txt
};
/// Writes new files and never over an old one; when it cannot be finished, none is left.
void subject_export(const Shell&, const ExportOptions&);
/// The words that the sender of a message was told.
void receipt(const Shell&, std::uint64_t message);

// concerns.cpp
struct ConcernOptions {
    std::uint64_t concern = 0;
    std::vector<std::uint64_t> pupils;
    std::uint64_t message = 0;
    std::uint64_t staff = 0;
    std::string seen_at;
    std::string text;  ///< facts, an addition, an outcome, a reason
    std::string action;
};
void safety(const Shell&, std::uint64_t pupil, const std::string& text);
void concern_raise(const Shell&, const ConcernOptions&);
/// `mine`: what one raised oneself.
void concern_list(const Shell&, bool mine);
void concern_show(const Shell&, std::uint64_t concern);
void concern_acknowledge(const Shell&, std::uint64_t concern);
void concern_add(const Shell&, const ConcernOptions&);
void concern_close(const Shell&, const ConcernOptions&);
void concern_share(const Shell&, const ConcernOptions&);
void concern_unshare(const Shell&, const ConcernOptions&);
void concern_break_glass(const Shell&, const ConcernOptions&);

// conduct.cpp
struct ConductOptions {
    std::uint64_t guardian = 0;
    std::uint64_t message = 0;
    std::uint64_t mark = 0;
    std::uint32_t rule = 0;
    std::string text;  ///< a note, or a reason
    std::string until;
    std::string review_on;
    std::string appeal_contact;
};
void conduct_list(const Shell&);
void conduct_show(const Shell&, std::uint64_t guardian);
void conduct_mark(const Shell&, const ConductOptions&);
void conduct_withdraw(const Shell&, const ConductOptions&);
void conduct_dismiss(const Shell&, const ConductOptions&);
void conduct_suspend(const Shell&, const ConductOptions&);
void conduct_remove(const Shell&, const ConductOptions&);
void conduct_reinstate(const Shell&, const ConductOptions&);
void reminders(const Shell&);

// invite_letters.cpp
struct LettersOptions {
    std::uint64_t pupil = 0;  ///< 0: all, or those of one class
    std::string class_title;
    std::string address;
    std::filesystem::path out;
    bool reissue = false;
};
/// Issues a code for each adult of the chosen pupils who is not linked, and writes the letters.
void letters(const Shell&, const LettersOptions&);

// restrictions.cpp
struct RestrictionOptions {
    std::uint64_t pupil = 0;
    std::uint64_t guardian = 0;
    std::uint64_t restriction = 0;
    std::string kind;
    std::string from;
    std::string until;
    std::string reason;
};
void restriction_add(const Shell&, const RestrictionOptions&);
void restriction_list(const Shell&, std::uint64_t pupil);
void restriction_show(const Shell&, const RestrictionOptions&);
void restriction_lift(const Shell&, const RestrictionOptions&);
void undelivered(const Shell&);

// messages.cpp
struct SendOptions {
    std::uint64_t pupil = 0;
    std::uint64_t staff = 0;
    std::string category;
    std::string text;
};
void compose(const Shell&, std::uint64_t pupil);
void send(const Shell&, const SendOptions&);
/// `early`: also what is still held (D3). It is recorded.
void inbox(const Shell&, bool early);
void held(const Shell&);
void office(const Shell&);
void threads(const Shell&);
void thread(const Shell&, std::uint64_t thread);
void reply(const Shell&, std::uint64_t thread, const std::string& text, bool now);
void release_reply(const Shell&, std::uint64_t thread, std::uint64_t reply);

void withdraw(const Shell&, std::uint64_t message);
void dispute(const Shell&, std::uint64_t message);
void wrote(const Shell&, std::uint64_t message, bool mine);
void notices(const Shell&);

// office_work.cpp
struct AwayOptions {
    std::uint64_t pupil = 0;
    std::uint64_t away = 0;
    std::uint64_t message = 0;
    std::string from;
    std::string to;
    std::string kind = "absent";
    std::string at;
};
void handled(const Shell&, std::uint64_t message, bool handled);
void away_add(const Shell&, const AwayOptions&);
/// `date` empty: today at the school.
void away_list(const Shell&, const std::string& date);
void away_withdraw(const Shell&, const AwayOptions&);
void pupil_code(const Shell&, std::uint64_t pupil);

// oversight.cpp
void inspect(const Shell&, std::uint64_t thread, const std::string& purpose);
void inspections(const Shell&, std::uint64_t thread);
void message_audit(const Shell&, std::uint64_t message);

// meetings.cpp
struct MeetingOptions {
    std::uint64_t meeting = 0;
    std::uint64_t pupil = 0;
    std::uint64_t staff = 0;
    std::uint32_t minutes = 15;
    std::vector<std::string> times;
    std::string text;
};
void meetings(const Shell&);
void meeting_show(const Shell&, std::uint64_t meeting);
void meeting_request(const Shell&, const MeetingOptions&);
void meeting_propose(const Shell&, const MeetingOptions&);
void meeting_accept(const Shell&, const MeetingOptions&);
void meeting_decline(const Shell&, const MeetingOptions&);
void meeting_cancel(const Shell&, const MeetingOptions&);

// feed.cpp
struct PostOptions {
    std::string feed;
    std::string kind = "notice";
    std::string title;
    std::string body;
    std::string place;
    std::string starts_at;
    std::string ends_at;
    bool pressing = false;
    bool also_email = false;
};
void feed(const Shell&, const std::string& feed);
void post(const Shell&, const PostOptions&);
/// One post of a feed. Of the words and times, only those that are given replace what stands.
struct OnePost {
    std::string feed;
    std::uint64_t post = 0;
    std::optional<std::string> title, body, place, starts_at, ends_at;
    std::string reason;
};
void post_show(const Shell&, const OnePost&);
void post_edit(const Shell&, const OnePost&);
void post_retract(const Shell&, const OnePost&);
void seen(const Shell&, const std::string& feed, std::uint64_t up_to);
void events(const Shell&, int days);
/// Who has seen a post, who has not, and whom nobody reads it for.
void reach(const Shell&, const OnePost&);
void unseen(const Shell&, int days);
/// Every post for the e-mail bridge behind `after`: lines of JSON for a mail merge, or a table.
void email_bridge(const Shell&, std::uint64_t after);

// preferences.cpp
struct PreferencesOptions {
    std::vector<std::string> hours;  ///< "18:00-19:00", "sat:10:00-12:00"
    bool any_hours = false;
    std::string digest;
};
/// Without options: shows them. What is not given stays as it is.
void preferences(const Shell&, const PreferencesOptions&);
void calendar_link(const Shell&, bool revoke);
void feed_digests(const Shell&);

// notifications.cpp
/// "on", "off" or "default"; empty: as it is.
struct NotificationOptions {
    std::string email;
    std::string push;
    std::string follow_ups;
};
/// Without options: shows them.
void notifications(const Shell&, const NotificationOptions&);
void dead_letters(const Shell&);
void dead_letter_close(const Shell&, std::uint64_t notification, bool retry);
/// Writes a new file, which must not exist.
void push_keygen(const Shell&, const std::filesystem::path& secret);

// points.cpp
void award(const Shell&, std::uint64_t pupil, const std::string& skill);
void retract(const Shell&, std::uint64_t award, const std::string& reason);
void points(const Shell&, std::uint64_t pupil);

// reports.cpp
void report(const Shell&, std::uint64_t message, const std::string& reason);
void reports(const Shell&);
void report_show(const Shell&, std::uint64_t report);
void report_close(const Shell&, std::uint64_t report, const std::string& outcome);

// watch.cpp
struct WatchOptions {
    std::optional<std::uint64_t> after;  ///< a position; empty: from now on
    bool once = false;                   ///< what there is, and no more
    std::uint64_t count = 0;             ///< events after which to stop; 0: never
};
/// Live updates of the signed-in person, a line of JSON each. Comes back by itself when the connection breaks.
void watch(const Shell&, const WatchOptions&);

// views.cpp
void views_list(const Shell&);
/// `name` empty: all of them. Comes back when they are built.
void views_rebuild(const Shell&, const std::string& name);
/// Exit::differences when one is not what the log folds into.
void views_compare(const Shell&, const std::string& name);

// subscribe.cpp
struct SubscribeOptions {
    std::string endpoint = "tcp://127.0.0.1:5601";
    std::string replay;                ///< empty: what is missed is said, and not asked for
    std::string server_key;            ///< empty: a bus without keys
    std::filesystem::path secret;      ///< our secret key's file
    std::filesystem::path ledger;      ///< with `replay`: how far we are; empty: from now on
    std::vector<std::string> streams;  ///< empty: all
    std::uint64_t count = 0;           ///< events after which to stop; 0: never
    double idle_seconds = 0;           ///< stop after so long without an event; 0: never
};
void subscribe(const Shell&, const SubscribeOptions&);

}  // namespace hometime::tools
