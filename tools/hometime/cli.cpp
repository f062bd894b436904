#include "tools/hometime/cli.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <memory>

#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

/// The words of the command line, and what to run once they are understood.
struct Words {
    CLI::App app{"Hometime: administration and scripting of the home-school channel."};
    GlobalOptions global;
    std::function<void(const Shell&)> run;
};

/// A subcommand that, when chosen, runs `run` with a Shell. Options bind to what `run` captured.
CLI::App* verb(Words& words, CLI::App& parent, const std::string& name, const std::string& help,
               std::function<void(const Shell&)> run) {
    auto* command = parent.add_subcommand(name, help);
    command->callback([&words, run = std::move(run)] { words.run = run; });
    return command;
}

template <class Options>
std::shared_ptr<Options> options() {
    return std::make_shared<Options>();
}

void add_schools(Words& words) {
    auto* school = words.app.add_subcommand("school", "Schools on this server")->require_subcommand(1);
    auto open = options<SchoolOpenOptions>();
    auto* command = verb(words, *school, "open", "Open a school (administrator)",
                         [open](const Shell& s) { school_open(s, *open); });
    command->add_option("--name", open->name, "The school's name")->required();
    command->add_option("--zone", open->zone, "Its time zone, an IANA name")->capture_default_str();
    command->add_option("--office-email", open->office_email, "How to reach the school office")->required();
    command->add_option("--office-phone", open->office_phone, "How to reach the school office")->required();
    command->add_option("--office-hours", open->office_hours, "When the office answers, in words")->required();
    verb(words, *school, "list", "List the schools (administrator)", school_list);
    verb(words, words.app, "status", "How the school's log, views and delivery are doing", status);
}

void add_staff(Words& words) {
    auto* staff =
        words.app.add_subcommand("staff", "Staff and what they may do (administrator)")->require_subcommand(1);
    verb(words, *staff, "list", "List staff", staff_list);
    auto who = options<std::string>();
    auto role = options<std::string>();
    for (const bool grant : {true, false}) {
        auto* command =
            verb(words, *staff, grant ? "grant" : "revoke", grant ? "Grant a role by name" : "Take a granted role away",
                 [=](const Shell& s) { grant ? staff_grant(s, *who, *role) : staff_revoke(s, *who, *role); });
        command->add_option("who", *who, "Full name, or the number that `staff list` shows")->required();
        command->add_option("role", *role, "office, slt, dsl or deputy_dsl")
            ->required()
            ->check(CLI::IsMember({"office", "slt", "dsl", "deputy_dsl"}));
    }
    auto* code = verb(words, *staff, "code", "Issue a one-time code for making an account",
                      [=](const Shell& s) { staff_code(s, *who); });
    code->add_option("who", *who, "Full name, or the number that `staff list` shows")->required();

    auto* roster = words.app.add_subcommand("roster", "The school's roster (administrator)")->require_subcommand(1);
    auto import = options<RosterImportOptions>();
    auto* command =
        verb(words, *roster, "import", "Import a OneRoster 1.1 CSV folder: shows what would change, then changes it",
             [import](const Shell& s) { roster_import(s, *import); });
    command->add_option("folder", import->folder, "The folder with manifest.csv")->required();
    command->add_flag("--dry-run", import->dry_run, "Show what would change and stop");
    command->add_flag("--confirm-removals", import->confirm_removals,
                      "Go on although more than a tenth of pupils or staff leave");
}

void add_calendar(Words& words) {
    auto* calendar = words.app.add_subcommand("calendar", "Terms, closures, training, windows")->require_subcommand(1);
    auto file = options<std::string>();
    auto dry_run = options<bool>();
    auto* import = verb(words, *calendar, "import", "Import all-day events of an iCalendar file as closures",
                        [=](const Shell& s) { calendar_import(s, *file, *dry_run); });
    import->add_option("file", *file, "The .ics file")->required();
    import->add_flag("--dry-run", *dry_run, "Show what would change and stop");
    verb(words, *calendar, "show", "Show terms, closures and training", calendar_show);
    verb(words, *calendar, "next", "Show when your next response window opens", calendar_next);

    struct Closure {
        std::string from, to, kind = "closure", label;
        std::uint64_t id = 0;
    };
    auto closure = options<Closure>();
    auto* close = verb(words, *calendar, "close", "Announce a closure", [=](const Shell& s) {
        calendar_close(s, closure->from, closure->to.empty() ? closure->from : closure->to, closure->kind,
                       closure->label);
    });
    close->add_option("--from", closure->from, "First day, like 2026-11-24")->required();
    close->add_option("--to", closure->to, "Last day; the first, when left out");
    close->add_option("--kind", closure->kind, "holiday, bank_holiday, inset or closure")->capture_default_str();
    close->add_option("--label", closure->label, "The school's public words for it")->required();
    auto* reopen = verb(words, *calendar, "reopen", "Withdraw a closure",
                        [=](const Shell& s) { calendar_reopen(s, closure->id); });
    reopen->add_option("closure", closure->id, "Its number in `calendar show`")->required();

    auto training = options<TrainingOptions>();
    auto* train = verb(words, *calendar, "training", "Schedule staff training: no window opens in it",
                       [=](const Shell& s) { calendar_training(s, *training); });
    train->add_option("--date", training->date, "The day, like 2026-11-24")->required();
    train->add_option("--start", training->start, "From, like 15:30")->required();
    train->add_option("--end", training->end, "Until, like 16:00")->required();
    train->add_option("--staff", training->staff, "One member of staff by number; everybody, when left out");

    auto periods = options<std::vector<std::string>>();
    auto* quiet = verb(words, *calendar, "quiet", "Set your own quiet hours",
                       [=](const Shell& s) { calendar_quiet(s, *periods); });
    quiet->add_option("periods", *periods, "Like 16:00-08:00, or fri:15:45-16:00 for one day")->required();

    auto* check = verb(words, *calendar, "check-cases", "Evaluate a file of worked window cases",
                       [=](const Shell& s) { calendar_check_cases(s.out(), *file); });
    check->add_option("file", *file, "The JSON file")->required();
}

void add_accounts(Words& words) {
    auto sign_in = options<SignInOptions>();
    auto* joining = verb(words, words.app, "join", "Make an account with an invite or staff code",
                         [=](const Shell& s) { join(s, *sign_in); });
    joining->add_option("--code", sign_in->code, "The code, as printed")->required();
    auto* signing = verb(words, words.app, "login", "Sign in; later commands act as this person",
                         [=](const Shell& s) { login(s, *sign_in); });
    for (auto* command : {joining, signing}) {
        command->add_option("--login", sign_in->login, "Login name or e-mail address")->required();
        command->add_option("--password-file", sign_in->password_file,
                            "Read the password from a file (- is standard input)");
    }
    verb(words, words.app, "logout", "Sign out", logout);
    verb(words, words.app, "me", "Show who is signed in", me);

    auto changed = options<NewPasswordOptions>();
    auto* password = verb(words, words.app, "password", "Change your password; your other sign-ins end",
                          [=](const Shell& s) { change_password(s, *changed); });
    password->add_option("--password-file", changed->password_file, "Read the password in use from a file");
    password->add_option("--new-password-file", changed->new_password_file, "Read the new password from a file");
    verb(words, words.app, "sessions", "List where you are signed in", sessions);
    auto ended = options<std::uint64_t>();
    auto* ending = verb(words, words.app, "end-session", "End one of your sign-ins, or all others",
                        [=](const Shell& s) { sessions_end(s, *ended); });
    ending->add_option("session", *ended, "Its number in `sessions`; all but this one, when left out");
}

void add_guardians(Words& words) {
    verb(words, words.app, "pupils", "List the pupils that you may see", pupils);
    auto invited = options<InviteOptions>();
    auto* one = verb(words, words.app, "pupil", "Show a pupil, their adults and links",
                     [=](const Shell& s) { pupil(s, invited->pupil); });
    one->add_option("pupil", invited->pupil, "The pupil's number")->required();
    auto* inviting = verb(words, words.app, "invite", "Issue an invite code for a named adult",
                          [=](const Shell& s) { invite(s, *invited); });
    inviting->add_option("pupil", invited->pupil, "The pupil's number")->required();
    inviting->add_option("adult", invited->guardian, "The adult's number in `pupil`")->required();
    inviting->add_option("--relationship", invited->relationship, "When the roster records none");
    inviting->add_flag("--reissue", invited->reissue, "Replace an open code by a new one");

    auto lettered = options<LettersOptions>();
    auto* printing = verb(words, words.app, "letters", "Issue codes for adults not yet linked, and print their letters",
                          [=](const Shell& s) { letters(s, *lettered); });
    printing->add_option("--out", lettered->out, "A new HTML file, readable by you only; open it and print")
        ->required();
    printing->add_option("--address", lettered->address, "Where families open Hometime: https://school.example")
        ->required();
    printing->add_option("--class", lettered->class_title, "One class, by its title; all, when left out");
    printing->add_option("--pupil", lettered->pupil, "One pupil, by number");
    printing->add_flag("--reissue", lettered->reissue, "Replace codes that are open by new ones");

    auto* adult = words.app.add_subcommand("adult", "Adults whom the roster does not list, and further adults")
                      ->require_subcommand(1);
    auto recorded = options<AdultOptions>();
    auto* record =
        verb(words, *adult, "record", "Record an adult by name", [=](const Shell& s) { adult_record(s, *recorded); });
    record->add_option("pupil", recorded->pupil, "The pupil's number")->required();
    record->add_option("--given-name", recorded->given_name)->required();
    record->add_option("--family-name", recorded->family_name)->required();
    record->add_option("--relationship", recorded->relationship)->required();
    auto reason = options<std::string>();
    auto until = options<std::string>();
    auto* approve = verb(words, *adult, "approve", "Approve a further adult (SLT, DSL)",
                         [=](const Shell& s) { adult_approve(s, invited->pupil, invited->guardian, *reason, *until); });
    auto* unlink = verb(words, *adult, "unlink", "End an adult's access to a pupil at once",
                        [=](const Shell& s) { unlink_guardian(s, invited->pupil, invited->guardian, *reason); });
    for (auto* command : {approve, unlink}) {
        command->add_option("pupil", invited->pupil, "The pupil's number")->required();
        command->add_option("adult", invited->guardian, "The adult's number")->required();
        command->add_option("--reason", *reason, "Recorded, and kept from other families")->required();
    }
    approve->add_option("--until", *until, "The approval ends then, like 2027-07-31T16:00:00Z");
    auto code = options<std::string>();
    auto* linking =
        verb(words, words.app, "link", "Redeem a further invite code", [=](const Shell& s) { link_code(s, *code); });
    linking->add_option("code", *code)->required();
}

void add_policy(Words& words) {
    auto* policy = words.app.add_subcommand("policy", "The school's acceptable use policy")->require_subcommand(1);
    auto file = options<std::filesystem::path>();
    verb(words, *policy, "show", "Print the policy in force, as a file to edit", policy_show);
    auto* check = verb(words, *policy, "check", "Say what is wrong with a policy file (SLT, administrator)",
                       [=](const Shell& s) { policy_check(s, *file); });
    auto* edit = verb(words, *policy, "edit", "Put a policy file into force, whole (SLT, administrator)",
                      [=](const Shell& s) { policy_edit(s, *file); });
    for (auto* command : {check, edit}) {
        command->add_option("file", *file, "As `policy show` prints it")->required();
    }
    verb(words, *policy, "accept", "Show what you are asked to accept, and accept it", policy_accept);
}

void add_concerns(Words& words) {
    auto* concern = words.app.add_subcommand("concern", "Safeguarding and wellbeing concerns")->require_subcommand(1);
    auto told = options<ConcernOptions>();
    auto mine = options<bool>();
    auto* raise = verb(words, *concern, "raise", "Raise a concern about a child (staff)",
                       [=](const Shell& s) { concern_raise(s, *told); });
    raise->add_option("--pupil", told->pupils, "About whom, by number; may stand several times")->required();
    raise->add_option("--seen-at", told->seen_at, "When it was seen or heard, like 2026-11-24T10:15:00Z")->required();
    raise->add_option("--facts", told->text, "What it was, in your own words")->required();
    raise->add_option("--action", told->action, "What was done at once")->required();
    raise->add_option("--message", told->message, "The message in which it was noticed");
    auto* list = verb(words, *concern, "list", "All concerns (safeguarding team)",
                      [=](const Shell& s) { concern_list(s, *mine); });
    list->add_flag("--mine", *mine, "Those that you raised: that they were received, and no more");
    auto* show = verb(words, *concern, "show", "One concern, whole: that you read it is recorded",
                      [=](const Shell& s) { concern_show(s, told->concern); });
    auto* ack = verb(words, *concern, "ack", "Take a concern in hand (safeguarding team)",
                     [=](const Shell& s) { concern_acknowledge(s, told->concern); });
    auto* add = verb(words, *concern, "add", "Add to a concern; nothing in it is ever changed",
                     [=](const Shell& s) { concern_add(s, *told); });
    auto* outcome = verb(words, *concern, "outcome", "Record what came of it (safeguarding team)",
                         [=](const Shell& s) { concern_close(s, *told); });
    auto* share = verb(words, *concern, "share", "Name a colleague who may read it (safeguarding team)",
                       [=](const Shell& s) { concern_share(s, *told); });
    auto* unshare = verb(words, *concern, "unshare", "And no longer (safeguarding team)",
                         [=](const Shell& s) { concern_unshare(s, *told); });
    auto* glass = verb(words, *concern, "break-glass", "Read one without being named, for a reason (SLT)",
                       [=](const Shell& s) { concern_break_glass(s, *told); });
    for (auto* command : {show, ack, add, outcome, share, unshare, glass}) {
        command->add_option("concern", told->concern, "Its number")->required();
    }
    for (auto* command : {add, outcome}) command->add_option("--text", told->text)->required();
    for (auto* command : {share, unshare}) command->add_option("--staff", told->staff, "By number")->required();
    glass->add_option("--reason", told->text, "The safeguarding team sees who did so, and reads why")->required();

    auto pupil = options<std::uint64_t>();
    auto text = options<std::string>();
    auto* worried = verb(words, words.app, "safety", "Tell the safeguarding lead that you worry about a child's safety",
                         [=](const Shell& s) { safety(s, *pupil, *text); });
    worried->add_option("--pupil", *pupil, "The pupil's number")->required();
    worried->add_option("text", *text, "What you are worried about")->required();
}

void add_conduct(Words& words) {
    auto* conduct =
        words.app.add_subcommand("conduct", "Misuse of messages: marks, reminders, decisions")->require_subcommand(1);
    auto told = options<ConductOptions>();
    verb(words, *conduct, "list", "Guardians about whom something is to be decided (SLT)", conduct_list);
    auto* mark = verb(words, *conduct, "mark", "Mark a message as misuse: its guardian is reminded of the rule",
                      [=](const Shell& s) { conduct_mark(s, *told); });
    mark->add_option("message", told->message)->required();
    mark->add_option("--rule", told->rule, "The rule's number in `policy show`")->required();
    mark->add_option("--note", told->text, "For the senior leadership team; the guardian never sees it");
    auto* show = verb(words, *conduct, "show", "The whole ladder of a guardian (SLT): that you read it is recorded",
                      [=](const Shell& s) { conduct_show(s, told->guardian); });
    auto* withdraw = verb(words, *conduct, "withdraw", "Take a mark back (SLT)",
                          [=](const Shell& s) { conduct_withdraw(s, *told); });
    auto* dismiss = verb(words, *conduct, "dismiss", "Decide that nothing follows (SLT)",
                         [=](const Shell& s) { conduct_dismiss(s, *told); });
    auto* suspend = verb(words, *conduct, "suspend", "No messaging until an instant (SLT)",
                         [=](const Shell& s) { conduct_suspend(s, *told); });
    auto* remove = verb(words, *conduct, "remove", "No messaging until they are reinstated (SLT)",
                        [=](const Shell& s) { conduct_remove(s, *told); });
    auto* reinstate = verb(words, *conduct, "reinstate", "End a suspension or removal (SLT)",
                           [=](const Shell& s) { conduct_reinstate(s, *told); });
    for (auto* command : {show, withdraw, dismiss, suspend, remove, reinstate}) {
        command->add_option("guardian", told->guardian, "The guardian's number")->required();
    }
    for (auto* command : {withdraw, dismiss, suspend, remove, reinstate}) {
        command->add_option("--reason", told->text, "Recorded; for the senior leadership team")->required();
    }
    withdraw->add_option("--mark", told->mark, "Its id in `conduct show`")->required();
    suspend->add_option("--until", told->until, "Like 2026-12-18T16:00:00Z")->required();
    for (auto* command : {suspend, remove}) {
        command->add_option("--review-on", told->review_on, "The day of its review, like 2027-01-08")->required();
        command->add_option("--appeal-contact", told->appeal_contact, "To whom the guardian can turn")->required();
    }
    verb(words, words.app, "reminders", "What the school has reminded you of", reminders);
}

void add_restrictions(Words& words) {
    auto* restriction = words.app.add_subcommand("restriction", "Contact restrictions: what beats every link and code")
                            ->require_subcommand(1);
    auto told = options<RestrictionOptions>();
    auto* add = verb(words, *restriction, "add", "Restrict an adult's contact about a pupil (SLT, DSL)",
                     [=](const Shell& s) { restriction_add(s, *told); });
    auto* list = verb(words, *restriction, "list", "The restrictions about a pupil (office, SLT, DSL)",
                      [=](const Shell& s) { restriction_list(s, told->pupil); });
    auto* show = verb(words, *restriction, "show", "One restriction with its reason: that you read it is recorded",
                      [=](const Shell& s) { restriction_show(s, *told); });
    auto* lift = verb(words, *restriction, "lift", "End a restriction (SLT, DSL)",
                      [=](const Shell& s) { restriction_lift(s, *told); });
    for (auto* command : {add, list, show, lift}) {
        command->add_option("pupil", told->pupil, "The pupil's number")->required();
    }
    for (auto* command : {show, lift}) {
        command->add_option("restriction", told->restriction, "Its number in `restriction list`")->required();
    }
    for (auto* command : {add, lift}) {
        command->add_option("--reason", told->reason, "Recorded; only SLT and DSL can read it")->required();
    }
    add->add_option("adult", told->guardian, "The adult's number")->required();
    add->add_option("--kind", told->kind, "no_contact, no_data_access or court_order")
        ->required()
        ->check(CLI::IsMember({"no_contact", "no_data_access", "court_order"}));
    add->add_option("--from", told->from, "Holds from then on, like 2026-12-01T00:00:00Z; now, when left out");
    add->add_option("--until", told->until, "Ends then; until it is lifted, when left out");
    verb(words, words.app, "undelivered", "Messages that were never delivered, and why (office, SLT)", undelivered);
}

void add_messages(Words& words) {
    auto sent = options<SendOptions>();
    auto* composing = verb(words, words.app, "compose", "What can be sent about a pupil, and to whom",
                           [=](const Shell& s) { compose(s, sent->pupil); });
    composing->add_option("pupil", sent->pupil, "The pupil's number")->required();
    auto* sending = verb(words, words.app, "send", "Send a message", [=](const Shell& s) { send(s, *sent); });
    sending->add_option("--pupil", sent->pupil, "The pupil's number")->required();
    sending->add_option("--category", sent->category, "general, meeting, attendance, appointment or concern")
        ->required();
    sending->add_option("--to", sent->staff, "A teacher's number, where there are several");
    sending->add_option("text", sent->text, "The message; - reads standard input")->required();
    verb(words, words.app, "inbox", "Messages that have reached you", inbox);
    verb(words, words.app, "held", "Your messages that wait for a window, and until when", held);
    verb(words, words.app, "office", "The office queue", office);
    verb(words, words.app, "threads", "Your threads", threads);
    auto id = options<std::uint64_t>();
    auto* showing = verb(words, words.app, "thread", "Show a thread", [=](const Shell& s) { thread(s, *id); });
    showing->add_option("thread", *id)->required();
    auto* replying =
        verb(words, words.app, "reply", "Reply in a thread", [=](const Shell& s) { reply(s, *id, sent->text); });
    replying->add_option("thread", *id)->required();
    replying->add_option("text", sent->text, "The reply; - reads standard input")->required();
}

void add_message_doubts(Words& words) {
    auto id = options<std::uint64_t>();
    auto* withdrawing = verb(words, words.app, "withdraw", "Take a message back that is still held",
                             [=](const Shell& s) { withdraw(s, *id); });
    withdrawing->add_option("message", *id)->required();
    auto* disputing = verb(words, words.app, "dispute", "Say that a child may have sent a message",
                           [=](const Shell& s) { dispute(s, *id); });
    disputing->add_option("message", *id)->required();
    auto mine = options<bool>();
    auto* answering = verb(words, words.app, "wrote", "Say whether you wrote the message that the school asks about",
                           [=](const Shell& s) { wrote(s, *id, *mine); });
    answering->add_option("message", *id)->required();
    answering->add_option("--mine", *mine, "true or false")->required();
    verb(words, words.app, "notices", "What the school asks about messages that a child may have sent", notices);
}

void add_meetings(Words& words) {
    auto* meeting = words.app.add_subcommand("meeting", "Meetings with teachers")->require_subcommand(1);
    auto said = options<MeetingOptions>();
    const auto add = [&](const char* name, const char* what, auto run) {
        auto* command = verb(words, *meeting, name, what, [=](const Shell& s) { run(s, *said); });
        command->add_option("meeting", said->meeting, "The meeting's number")->required();
        return command;
    };
    const char* const kWhen = "An instant like 2026-11-26T09:00:00Z";
    verb(words, *meeting, "list", "Your meetings", meetings);
    add("show", "Show a meeting with its steps",
        [](const Shell& s, const MeetingOptions& o) { meeting_show(s, o.meeting); });
    auto* asking = verb(words, *meeting, "request", "Ask a teacher for a meeting",
                        [=](const Shell& s) { meeting_request(s, *said); });
    asking->add_option("--pupil", said->pupil, "The pupil's number")->required();
    asking->add_option("--to", said->staff, "A teacher's number, where there are several");
    asking->add_option("--minutes", said->minutes, "How long")->capture_default_str();
    asking->add_option("--time", said->times, kWhen)->required();
    asking->add_option("topic", said->text)->required();
    auto* proposing = add("propose", "Offer other times", meeting_propose);
    proposing->add_option("--time", said->times, kWhen)->required();
    proposing->add_option("--note", said->text);
    auto* accepting = add("accept", "Take one of the times", meeting_accept);
    accepting->add_option("--time", said->times, kWhen)->required()->expected(1);
    accepting->add_option("--note", said->text);
    auto* declining = add("decline", "Decline: none of the times, and no others", meeting_decline);
    declining->add_option("--reason", said->text)->required();
    add("cancel", "Call it off", meeting_cancel)->add_option("--note", said->text);
}

void add_feed(Words& words) {
    auto posted = options<PostOptions>();
    auto* reading = verb(words, words.app, "feed", "List the feeds with what is unread, or read one",
                         [=](const Shell& s) { feed(s, posted->feed); });
    reading->add_option("feed", posted->feed, "\"school\" or a class's number");
    auto* posting = verb(words, words.app, "post", "Post to a feed", [=](const Shell& s) { post(s, *posted); });
    posting->add_option("feed", posted->feed, "\"school\" or a class's number")->required();
    posting->add_option("--kind", posted->kind, "notice, event or information")->capture_default_str();
    posting->add_option("--title", posted->title)->required();
    posting->add_option("--body", posted->body);
    posting->add_option("--place", posted->place, "Where an event is");
    posting->add_option("--starts", posted->starts_at, "When an event starts, like 2026-12-10T14:00:00Z");
    posting->add_option("--ends", posted->ends_at);
    auto up_to = options<std::uint64_t>();
    auto* seeing = verb(words, words.app, "seen", "Mark a feed as seen up to a post",
                        [=](const Shell& s) { seen(s, posted->feed, *up_to); });
    seeing->add_option("feed", posted->feed)->required();
    seeing->add_option("post", *up_to)->required();
    auto days = std::make_shared<int>(14);
    auto* coming =
        verb(words, words.app, "events", "Events of the coming days", [=](const Shell& s) { events(s, *days); });
    coming->add_option("--days", *days)->capture_default_str()->check(CLI::Range(1, 366));
}

void add_points_and_reports(Words& words) {
    auto id = options<std::uint64_t>();
    auto text = options<std::string>();
    auto* awarding = verb(words, words.app, "award", "Award a point", [=](const Shell& s) { award(s, *id, *text); });
    awarding->add_option("pupil", *id)->required();
    awarding->add_option("skill", *text)->required();
    auto* retracting =
        verb(words, words.app, "retract", "Retract a point", [=](const Shell& s) { retract(s, *id, *text); });
    retracting->add_option("award", *id)->required();
    retracting->add_option("--reason", *text)->required();
    auto* totals = verb(words, words.app, "points", "A pupil's points", [=](const Shell& s) { points(s, *id); });
    totals->add_option("pupil", *id)->required();

    auto* reporting = verb(words, words.app, "report", "Report an inappropriate message to SLT",
                           [=](const Shell& s) { report(s, *id, *text); });
    reporting->add_option("message", *id)->required();
    reporting->add_option("--reason", *text)->required();
    auto* queue = words.app.add_subcommand("reports", "SLT's report queue")->require_subcommand(1);
    verb(words, *queue, "list", "List reports", reports);
    auto* showing = verb(words, *queue, "show", "Show a report; that you read it is recorded",
                         [=](const Shell& s) { report_show(s, *id); });
    showing->add_option("report", *id)->required();
    auto* closing =
        verb(words, *queue, "close", "Record the outcome", [=](const Shell& s) { report_close(s, *id, *text); });
    closing->add_option("report", *id)->required();
    closing->add_option("--outcome", *text)->required();
}

void add_subscribe(Words& words) {
    auto subscribed = options<SubscribeOptions>();
    auto* command = verb(words, words.app, "subscribe", "Print bus events as lines of JSON",
                         [=](const Shell& s) { subscribe(s, *subscribed); });
    command->add_option("--endpoint", subscribed->endpoint)->capture_default_str();
    command->add_option("--stream", subscribed->streams,
                        "ops, calendar, flow, posts, points or links; all, when left out");
    command->add_option("--count", subscribed->count, "Stop after so many events");
    command->add_option("--idle", subscribed->idle_seconds, "Stop after so many seconds without an event");
}

void add_global(Words& words) {
    auto& app = words.app;
    app.require_subcommand(1);
    app.fallthrough();
    app.set_version_flag("--version", HOMETIME_VERSION);
    app.add_flag("--json", words.global.json, "Print JSON, for machines");
    app.add_option("--school", words.global.school, "Which school (or HOMETIME_SCHOOL)");
    app.add_option("--as", words.global.profile, "Whose saved sign-in to use (or HOMETIME_AS)");
    app.add_option("--socket", words.global.endpoint.unix_socket, "The daemon's Unix socket (or HOMETIME_SOCKET)");
    app.add_option("--server", words.global.endpoint.base_url,
                   "The daemon's address instead, like https://school.example:8443");
    app.add_option("--ca-file", words.global.endpoint.ca_file, "Trust this certificate authority");
    app.add_option("--command-id", words.global.client_id, "A UUID of your own: the same id again never does it twice");
}

}  // namespace

int run_cli(int argc, char** argv) {
    Words words;
    add_global(words);
    add_schools(words);
    add_staff(words);
    add_calendar(words);
    add_accounts(words);
    add_guardians(words);
    add_policy(words);
    add_concerns(words);
    add_conduct(words);
    add_restrictions(words);
    add_messages(words);
    add_message_doubts(words);
    add_meetings(words);
    add_feed(words);
    add_points_and_reports(words);
    add_subscribe(words);
    try {
        words.app.parse(argc, argv);
        words.run(Shell(words.global));
    } catch (const CLI::ParseError& error) {
        const int code = words.app.exit(error);
        return code == 0 ? 0 : static_cast<int>(Exit::usage);
    } catch (const Failure& failure) {
        if (*failure.what() != '\0') std::cerr << "hometime: " << failure.what() << '\n';
        return static_cast<int>(failure.code());
    } catch (const std::exception& error) {
        std::cerr << "hometime: " << error.what() << '\n';
        return static_cast<int>(Exit::internal);
    }
    return 0;
}

}  // namespace hometime::tools
