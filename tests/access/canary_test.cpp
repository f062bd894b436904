// No name, text, address, code, password or token in the journal, the metrics, on the bus, in a header or in an
// error's body, and none of them readable in the data folder.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "daemon/logging.h"
#include "eventstore/base/mutants.h"
#include "tests/access/mistakes.h"
#include "tests/support/listening.h"
#include "tests/support/recipes.h"
#include "tests/support/small_roster.h"

namespace hometime::test {
namespace {

constexpr const char* kCanary = "Quixcanary";

/// Everything that must not be seen where it does not belong.
std::vector<std::string> secrets_of(const SmallSchool& school) {
    std::vector<std::string> secrets{kCanary,
                                     "quixcanary",
                                     kPassword,
                                     "Spoken to",
                                     "Collects on Fridays",
                                     "An apology",
                                     "A misunderstanding",
                                     "She was left alone",
                                     "Again today",
                                     "Referred.",
                                     "She is away",
                                     "Discharged",
                                     "The governors",
                                     "Threats.",
                                     "A rude word",
                                     "Hungry at nine",
                                     "Gave breakfast",
                                     "Reading at home",
                                     "The wrong class.",
                                     "An order."};
    for (const auto& [role, token] : school.tokens) secrets.push_back(token);
    for (const auto& [name, token] : school.more_tokens) secrets.push_back(token);
    return secrets;
}

/// I39: the secrets that `text` holds, each with what stands around it.
std::vector<std::string> found_in(const std::string& text, const std::vector<std::string>& secrets) {
    std::vector<std::string> found;
    for (const auto& secret : secrets) {
        const auto at = text.find(secret);
        if (at == std::string::npos) continue;
        found.push_back("'" + secret + "': " + text.substr(at - std::min<std::size_t>(at, 80), 200));
    }
    return found;
}

void expect_clean(const std::string& text, const std::vector<std::string>& secrets, const std::string& where) {
    for (const auto& found : found_in(text, secrets)) ADD_FAILURE() << where << " holds " << found;
}

/// Every operation once by everybody: most are denied, each by its own way.
std::string answers_of_a_busy_day(const SchoolDay& day) {
    std::string headers_and_errors;
    for (const auto operation : all_operations()) {
        for (const auto role : {Role::anonymous, Role::pupil, Role::guardian, Role::teacher, Role::office, Role::slt,
                                Role::dsl, Role::administrator}) {
            if (operation == Operation::create_account && role != Role::anonymous) continue;  // A code opens one.
            for (const auto& object : objects_of(day, asked_of(operation))) {
                const auto request = ask_for(day, operation, object.id);
                if (!request || request->uses_token_up) continue;
                const auto answer = send(day.school.client(role), *request);
                headers_and_errors += answer.head + (answer.good() ? "" : answer.body) + '\n';
            }
        }
    }
    return headers_and_errors;
}

/// The window opens: what was held is sealed, as the notifier would do it. On that day everybody chose afternoons.
void deliver(const SmallSchool& school) {
    school.daemon.clock().set(parse_utc_time("2026-11-25T15:30:00Z").value());
    const auto outcome =
        school.daemon.app().sequencer.run({school.school, SealDigest{StaffId{school.tina}}, Actor{ActorKind::system, 0},
                                           0, Operation::seal_digest, Object{}, std::nullopt});
    ASSERT_TRUE(std::holds_alternative<Done>(outcome));
    ASSERT_TRUE(school.daemon.app().runner.wait_for(std::get<Done>(outcome).last, std::chrono::seconds{30}));
    const auto inbox = school.daemon.as(school.fresh_token(Role::teacher)).send("GET", school.path("/inbox"));
    EXPECT_NE(inbox.body.find(kCanary), std::string::npos) << "the text is there for its reader: " << inbox.body;
}

std::string file_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(Canary, IsNowhereButInTheAnswersOfThoseWhoMayReadIt) {
    unsetenv("JOURNAL_STREAM");  // The journal's text comes to standard error.
    testing::internal::CaptureStderr();
    start_logging("debug");
    RunningDaemon daemon({.bus = true});
    const SmallSchool school(daemon, kCanary);
    auto secrets = secrets_of(school);
    Listening listening(daemon.daemon().bus_endpoint(), school.school);
    const SchoolDay day(school);
    expect_clean(answers_of_a_busy_day(day), secrets, "a header or an error");
    for (const auto& answer : answers_to_mistakes(day, kCanary)) {
        EXPECT_TRUE(answer.status >= 400 && answer.status < 500) << answer.status << ' ' << answer.body;
        expect_clean(answer.head + answer.body, secrets, "an answer to a mistake");
    }
    daemon.administrator().call("POST", school.path("/roster-imports"), small_roster(std::string(kCanary) + "Two"));
    const auto link = day.calendar_link();
    const auto calendar = daemon.nobody().send("GET", link);
    EXPECT_NE(calendar.body.find(kCanary), std::string::npos)
        << "the calendar has the school's name: " << calendar.body;
    expect_clean(calendar.head, secrets, "the calendar's header");
    secrets.push_back(link.substr(link.rfind('/') + 1, 43));
    deliver(school);

    expect_clean(daemon.administrator().send("GET", "/metrics").body, secrets, "the metrics");
    const auto frames = listening.finish();
    EXPECT_GT(listening.events(), 30U);
    expect_clean(frames, secrets, "the bus");
    daemon.stop();
    const auto journal = testing::internal::GetCapturedStderr();
    EXPECT_NE(journal.find("request id="), std::string::npos) << "the journal was not captured";
    expect_clean(journal, secrets, "the journal");
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(daemon.folder())) {
        if (!entry.is_regular_file()) continue;
        ++files;
        expect_clean(file_text(entry.path()), secrets, entry.path().filename());
    }
    EXPECT_GT(files, 10U);
}

#ifdef HOMETIME_MUTANTS
TEST(Canary, I39_ItIsSeenWhenTheJournalGetsWhatPeopleSend) {
    unsetenv("JOURNAL_STREAM");
    testing::internal::CaptureStderr();
    start_logging("debug");
    {
        const ScopedMutant bug(Mutant::words_in_journal);
        RunningDaemon daemon;
        const SmallSchool school(daemon, kCanary);
    }
    EXPECT_FALSE(found_in(testing::internal::GetCapturedStderr(), {kCanary}).empty());
}
#endif

}  // namespace
}  // namespace hometime::test
