#include "tools/hometime/cli.h"

#include <iostream>

#include "tools/hometime/commands.h"
#include "tools/hometime/words.h"

namespace hometime::tools {

namespace {

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
    import->add_flag("--dry-run", *dry_run, "Show day by day what would change, and stop");
    auto* terms =
        verb(words, *calendar, "terms", "Set the term dates from a roster: shows what changes, then changes it",
             [=](const Shell& s) { calendar_terms(s, *file, *dry_run); });
    terms->add_option("--from-roster", *file, "A OneRoster 1.1 CSV folder, with academicSessions.csv")->required();
    terms->add_flag("--dry-run", *dry_run, "Show what would change and stop");
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
    train->add_option("--date", training->date, "The day, or the first one, like 2026-11-24")->required();
    train->add_option("--to", training->until, "The last day, of a club");
    train->add_option("--day", training->days, "Only on this day of the week, like fri; may be given again");
    train->add_option("--start", training->start, "From, like 15:30")->required();
    train->add_option("--end", training->end, "Until, like 16:00")->required();
    auto* one =
        train->add_option("--staff", training->staff, "One member of staff by number; everybody, when left out");
    train->add_option("--group", training->group, "Several members of staff by number")->excludes(one);

    auto periods = options<std::vector<std::string>>();
    auto* quiet = verb(words, *calendar, "quiet", "Set your own quiet hours",
                       [=](const Shell& s) { calendar_quiet(s, *periods); });
    quiet->add_option("periods", *periods, "Like 16:00-08:00, or fri:15:45-16:00 for one day")->required();

    add_own_windows(words, *calendar);
    auto* check = verb(words, *calendar, "check-cases", "Evaluate a file of worked window cases",
                       [=](const Shell& s) { calendar_check_cases(s.out(), *file); });
    check->add_option("file", *file, "The JSON file")->required();
}

void add_covers(Words& words) {
    auto* cover = words.app.add_subcommand("cover", "Who stands in for an absent colleague")->require_subcommand(1);
    auto told = options<CoverOptions>();
    auto* add = verb(words, *cover, "add", "Arrange cover (office, SLT, administrator)",
                     [=](const Shell& s) { cover_add(s, *told); });
    add->add_option("--absent", told->absent, "Who is away, by number in `staff list`")->required();
    add->add_option("--by", told->staff, "Who stands in, by number")->required();
    add->add_option("--from", told->from, "First day, like 2026-11-24")->required();
    add->add_option("--to", told->to, "Last day; the first, when left out");
    verb(words, *cover, "list", "Cover that is arranged", cover_list);
    auto* end =
        verb(words, *cover, "end", "End cover now, or call it off", [=](const Shell& s) { cover_end(s, *told); });
    end->add_option("cover", told->cover, "Its number in `cover list`")->required();
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
    add_policy_diff(words, *policy);
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
    auto early = options<bool>();
    auto* reading =
        verb(words, words.app, "inbox", "Messages that have reached you", [=](const Shell& s) { inbox(s, *early); });
    reading->add_flag("--early", *early, "What is held for you instead, before the window: this is recorded");
    verb(words, words.app, "held", "Your messages that wait for a window, and until when", held);
    verb(words, words.app, "office", "The office queue", office);
    verb(words, words.app, "threads", "Your threads", threads);
    auto id = options<std::uint64_t>();
    auto* showing = verb(words, words.app, "thread", "Show a thread", [=](const Shell& s) { thread(s, *id); });
    showing->add_option("thread", *id)->required();
    auto now = options<bool>();
    auto* replying =
        verb(words, words.app, "reply", "Reply in a thread", [=](const Shell& s) { reply(s, *id, sent->text, *now); });
    replying->add_option("thread", *id)->required();
    replying->add_option("text", sent->text, "The reply; - reads standard input")->required();
    replying->add_flag("--now", *now, "Do not wait for anybody's hours: this is recorded");
    auto held_reply = options<std::uint64_t>();
    auto* releasing = verb(words, words.app, "reply-now", "Send a reply now that still waits",
                           [=](const Shell& s) { release_reply(s, *id, *held_reply); });
    releasing->add_option("thread", *id)->required();
    releasing->add_option("reply", *held_reply)->required();
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

void add_watch(Words& words) {
    auto watched = options<WatchOptions>();
    auto* command = verb(words, words.app, "watch", "Print what changes for the signed-in person as lines of JSON",
                         [=](const Shell& s) { watch(s, *watched); });
    command->add_option("--after", watched->after, "Begin behind this position; now, when left out");
    command->add_flag("--once", watched->once, "Print what there is and stop");
    command->add_option("--count", watched->count, "Stop after so many events");
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
    add_backup(words);
    add_staff(words);
    add_calendar(words);
    add_covers(words);
    add_accounts(words);
    add_guardians(words);
    add_policy(words);
    add_concerns(words);
    add_conduct(words);
    add_restrictions(words);
    add_messages(words);
    add_message_doubts(words);
    add_office(words);
    add_meetings(words);
    add_feed(words);
    add_preferences(words);
    add_notifications(words);
    add_webhooks(words);
    add_points_and_reports(words);
    add_exports(words);
    add_erasures(words);
    add_views(words);
    add_watch(words);
    add_bus(words);
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
