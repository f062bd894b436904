// "Not yours" and "absent" are one answer: status, header fields and body, but for the request's own id.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"
#include "tests/support/small_roster.h"

namespace hometime::test {
namespace {

class NotYours : public testing::Test {
protected:
    [[nodiscard]] RawAnswer ask(Role role, Operation operation, const std::string& id) const {
        const auto request = ask_for(day_, operation, id).value();
        return school_.client(role).send(request.method, request.path, request.body);
    }
    /// The object is there, and the answer is that of one that is not.
    void expect_hidden(Role role, Operation operation, std::uint64_t there) const {
        const auto hidden = ask(role, operation, std::to_string(there));
        EXPECT_EQ(hidden.status, 404) << to_string(operation);
        EXPECT_EQ(hidden.without_id(), ask(role, operation, kAbsent).without_id()) << to_string(operation);
        EXPECT_NE(hidden.header("x-request-id"), "");
        EXPECT_EQ(hidden.json().at("instance").as_string(), hidden.header("x-request-id"));
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
};

TEST_F(NotYours, APupilOfOtherPeople) {
    using enum Operation;
    for (const auto operation : {read_pupil, read_compose, send_message, read_points}) {
        expect_hidden(Role::guardian, operation, school_.pupils[3]);
    }
    for (const auto operation : {read_pupil, issue_invite, award_point, read_points}) {
        expect_hidden(Role::teacher, operation, school_.pupils[3]);
    }
    expect_hidden(Role::pupil, read_points, school_.pupils[1]);
}

TEST_F(NotYours, AThreadOfOtherPeople) {
    expect_hidden(Role::guardian, Operation::read_thread, day_.other.thread);
    expect_hidden(Role::guardian, Operation::read_thread, day_.other_office.thread);
    expect_hidden(Role::teacher, Operation::read_thread, day_.office.thread);
    expect_hidden(Role::teacher, Operation::send_reply, day_.other.thread);
    expect_hidden(Role::office, Operation::read_thread, day_.own.thread);
    expect_hidden(Role::office, Operation::send_reply, day_.own.thread);
}

TEST_F(NotYours, AMessageOfOtherPeople) {
    expect_hidden(Role::guardian, Operation::read_message, day_.other.message);
    expect_hidden(Role::teacher, Operation::read_message, day_.office.message);
    expect_hidden(Role::teacher, Operation::report_message, day_.other.message);
    expect_hidden(Role::office, Operation::read_message, day_.own.message);
    expect_hidden(Role::office, Operation::report_message, day_.own.message);
}

TEST_F(NotYours, D3_AHeldMessageIsNotThereForItsTeacher) {
    expect_hidden(Role::teacher, Operation::read_message, day_.held.message);
    expect_hidden(Role::teacher, Operation::report_message, day_.held.message);
    expect_hidden(Role::teacher, Operation::read_message, day_.unseen.message);
    const auto thread = ask(Role::teacher, Operation::read_thread, std::to_string(day_.own.thread));
    EXPECT_EQ(thread.body.find("Written after four."), std::string::npos);
    EXPECT_NE(thread.body.find("Ada forgot her coat."), std::string::npos);
}

TEST_F(NotYours, D3_AThreadOfHeldMessagesOnlyIsNotThereForItsTeacher) {
    expect_hidden(Role::teacher, Operation::read_thread, day_.unseen.thread);
    expect_hidden(Role::teacher, Operation::send_reply, day_.unseen.thread);
    const auto list = ask(Role::teacher, Operation::list_threads, "");
    EXPECT_EQ(list.json().at("threads").as_array().size(), 1U);
}

TEST_F(NotYours, AFeedAnAwardAndAnInviteOfOtherPeople) {
    for (const auto role : {Role::guardian, Role::teacher, Role::teaching_assistant}) {
        expect_hidden(role, Operation::read_feed, school_.elm);
        expect_hidden(role, Operation::mark_feed_seen, school_.elm);
    }
    expect_hidden(Role::teacher, Operation::publish_post, school_.elm);
    expect_hidden(Role::teacher, Operation::retract_point, day_.award_by_asha);
    expect_hidden(Role::teaching_assistant, Operation::retract_point, day_.award_by_tina);
}

/// For a role without the operation the answer is 403, and the same for what is there and what is not.
TEST_F(NotYours, AReportOrInviteForSomebodyWithoutTheRole) {
    const auto invite = school_.invite_id(school_.pupils[4], school_.adults[5]);
    for (const auto role : {Role::guardian, Role::teacher, Role::dsl, Role::administrator, Role::pupil}) {
        for (const auto& [operation, there] : {std::pair{Operation::read_report, day_.report},
                                               {Operation::close_report, day_.report},
                                               {Operation::revoke_invite, invite}}) {
            const auto hidden = ask(role, operation, std::to_string(there));
            EXPECT_EQ(hidden.status, 403) << to_string(operation);
            EXPECT_EQ(hidden.without_id(), ask(role, operation, kAbsent).without_id()) << to_string(operation);
        }
    }
}

TEST_F(NotYours, AnotherSchoolIsNotThere) {
    const auto opened = ask(Role::administrator, Operation::open_school, "");
    const std::string other(opened.json().at("school").as_string());
    for (const auto role : {Role::guardian, Role::teacher, Role::office, Role::slt, Role::pupil}) {
        const auto client = school_.client(role);
        for (const char* rest : {"/me", "/pupils", "/status", "/calendar"}) {
            const auto there = client.send("GET", "/v1/schools/" + other + rest);
            EXPECT_EQ(there.status, 404);
            EXPECT_EQ(there.without_id(),
                      client.send("GET", "/v1/schools/sch_00000001" + std::string(rest)).without_id());
            EXPECT_EQ(there.without_id(), client.send("GET", "/v1/schools/nonsense" + std::string(rest)).without_id());
        }
    }
}

TEST_F(NotYours, S22_WhatWasReadWhileLinkedIsGoneAtOnceWhenUnlinked) {
    const auto path = school_.path("/pupils/" + std::to_string(school_.pupils[0]) + "/guardians/" +
                                   std::to_string(school_.adults[0]) + "/unlink");
    school_.client(Role::office).call("POST", path, boost::json::object{{"reason", "A court order."}});
    using enum Operation;
    for (const auto& [operation, id] : {std::pair{read_thread, day_.own.thread},
                                        {read_thread, day_.office.thread},
                                        {read_message, day_.own.message},
                                        {read_pupil, school_.pupils[0]},
                                        {read_points, school_.pupils[0]},
                                        {send_message, school_.pupils[0]},
                                        {read_feed, school_.oak}}) {
        expect_hidden(Role::guardian, operation, id);
    }
    const auto threads = ask(Role::guardian, list_threads, "").json();
    EXPECT_TRUE(threads.at("threads").as_array().empty());
    const auto held = ask(Role::guardian, list_held, "").json();
    EXPECT_TRUE(held.at("messages").as_array().empty());
}

/// Somebody who teaches oak and assists in elm has a teacher's rights in oak only.
TEST_F(NotYours, ATeacherIsNoTeacherInTheClassTheyAssistIn) {
    auto roster = small_roster(school_.mark);
    roster["staff"].as_array()[0].as_object()["assists"] = boost::json::array{"elm"};
    daemon_.administrator().call("POST", school_.path("/roster-imports"), roster);
    expect_hidden(Role::teacher, Operation::issue_invite, school_.pupils[3]);
    expect_hidden(Role::teacher, Operation::publish_post, school_.elm);
    const auto pupil = std::to_string(school_.pupils[3]);
    EXPECT_EQ(ask(Role::teacher, Operation::award_point, pupil).status, 201);
    EXPECT_EQ(ask(Role::teacher, Operation::read_feed, std::to_string(school_.elm)).status, 200);
    EXPECT_FALSE(ask(Role::teacher, Operation::read_pupil, pupil).json().as_object().contains("adults"));
    const auto own = ask(Role::teacher, Operation::read_pupil, std::to_string(school_.pupils[0]));
    EXPECT_TRUE(own.json().as_object().contains("adults"));
}

}  // namespace
}  // namespace hometime::test
