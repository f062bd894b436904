// The words for the feeds, and for what a guardian wants of them.
#include "tools/hometime/commands.h"
#include "tools/hometime/words.h"

namespace hometime::tools {

namespace {

constexpr const char* kFeed = "\"school\" or a class's number";

void add_one_post(Words& words, CLI::App& posting) {
    auto one = options<OnePost>();
    auto* showing = verb(words, posting, "show", "Show a post; to who may edit it, with what it said before",
                         [=](const Shell& s) { post_show(s, *one); });
    auto* editing = verb(words, posting, "edit", "Give a post other words or times; what is left out stays",
                         [=](const Shell& s) { post_edit(s, *one); });
    auto* retracting = verb(words, posting, "retract", "Take a post back: its feed says that there was one",
                            [=](const Shell& s) { post_retract(s, *one); });
    for (auto* command : {showing, editing, retracting}) {
        command->add_option("feed", one->feed, kFeed)->required();
        command->add_option("post", one->post, "Its number in `feed`")->required();
    }
    editing->add_option("--title", one->title);
    editing->add_option("--body", one->body);
    editing->add_option("--place", one->place);
    editing->add_option("--starts", one->starts_at);
    editing->add_option("--ends", one->ends_at);
    retracting->add_option("--reason", one->reason, "Recorded, for those who may edit the post")->required();
}

void add_posting(Words& words) {
    auto posted = options<PostOptions>();
    auto* posting = words.app.add_subcommand("post", "Post to a feed; or show, edit, retract a post");
    posting->add_option("feed", posted->feed, kFeed);
    posting->add_option("--kind", posted->kind, "notice, event or information")->capture_default_str();
    posting->add_option("--title", posted->title);
    posting->add_option("--body", posted->body);
    posting->add_option("--place", posted->place, "Where an event is");
    posting->add_option("--starts", posted->starts_at, "When an event starts, like 2026-12-10T14:00:00Z");
    posting->add_option("--ends", posted->ends_at);
    posting->add_flag("--pressing", posted->pressing,
                      "A closure or a matter of safety: passes the guardians' hours (office, SLT)");
    posting->add_flag("--also-email", posted->also_email, "For the e-mail bridge too");
    posting->require_subcommand(0, 1);
    posting->callback([&words, posting, posted] {
        if (!posting->get_subcommands().empty()) return;
        if (posted->feed.empty()) throw CLI::RequiredError("feed");
        if (posted->title.empty()) throw CLI::RequiredError("--title");
        words.run = [posted](const Shell& s) { post(s, *posted); };
    });
    add_one_post(words, *posting);
}

void add_reach(Words& words) {
    auto one = options<OnePost>();
    auto days = std::make_shared<int>(14);
    auto* reaching = verb(words, words.app, "reach",
                          "Who has seen a post (office, SLT); or who has not looked at any feed for long (office)",
                          [=](const Shell& s) { one->feed.empty() ? unseen(s, *days) : reach(s, *one); });
    auto* in = reaching->add_option("feed", one->feed, kFeed);
    auto* post = reaching->add_option("post", one->post, "Its number in `feed`");
    in->needs(post);
    reaching->add_option("--days", *days, "For so many days")->capture_default_str()->check(CLI::Range(1, 366));
    auto after = options<std::uint64_t>();
    auto* mailing = verb(words, words.app, "email-bridge", "Posts to send by e-mail too, each once (office, SLT)",
                         [=](const Shell& s) { email_bridge(s, *after); });
    mailing->add_option("--after", *after, "The last post that was read before; from the first, when left out");
}

}  // namespace

void add_feed(Words& words) {
    auto name = options<std::string>();
    auto* reading = verb(words, words.app, "feed", "List the feeds with what is unread, or read one",
                         [=](const Shell& s) { feed(s, *name); });
    reading->add_option("feed", *name, kFeed);
    add_posting(words);
    auto up_to = options<std::uint64_t>();
    auto* seeing = verb(words, words.app, "seen", "Mark a feed as seen up to a post",
                        [=](const Shell& s) { seen(s, *name, *up_to); });
    seeing->add_option("feed", *name)->required();
    seeing->add_option("post", *up_to)->required();
    auto days = std::make_shared<int>(14);
    auto* coming =
        verb(words, words.app, "events", "Events of the coming days", [=](const Shell& s) { events(s, *days); });
    coming->add_option("--days", *days)->capture_default_str()->check(CLI::Range(1, 366));
    add_reach(words);
}

void add_preferences(Words& words) {
    auto wanted = options<PreferencesOptions>();
    auto* setting = verb(words, words.app, "preferences", "Show or set your hours and how often a digest comes",
                         [=](const Shell& s) { preferences(s, *wanted); });
    setting->add_option("--hours", wanted->hours, "Like 18:00-19:00, or sat:10:00-12:00 for one day");
    setting->add_flag("--any-hours", wanted->any_hours, "The school's hours again");
    setting->add_option("--digest", wanted->digest, "off, daily or weekly")
        ->check(CLI::IsMember({"off", "daily", "weekly"}));
    auto revoke = options<bool>();
    auto* linking =
        verb(words, words.app, "calendar-link", "A secret link for your calendar program; it ends the one before",
             [=](const Shell& s) { calendar_link(s, *revoke); });
    linking->add_flag("--revoke", *revoke, "End the link");
    verb(words, words.app, "digests", "What was new in your feeds, as you asked to be told", feed_digests);
}

}  // namespace hometime::tools
