// Guardians learn nothing of what staff read, type, or when they are there; and teachers nothing of guardians.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

/// What somebody of this role can read, address by address.
std::map<std::string, std::string> readings(const SchoolDay& day, Role role) {
    std::map<std::string, std::string> bodies;
    const auto client = day.school.client(role);
    for (const auto operation : all_operations()) {
        const auto name = to_string(operation);  // Asking for others may prepare what they need, which is seen.
        if (!name.starts_with("read_") && !name.starts_with("list_")) continue;
        // Says when each sign-in was last used: the guardian's own.
        if (operation == Operation::list_sessions) continue;
        for (const auto& object : objects_of(day, asked_of(operation))) {
            const auto request = ask_for(day, operation, object.id);
            if (!request || request->method != "GET") continue;
            const auto answer = client.send("GET", request->path);
            if (answer.status == 200) bodies[request->path] = answer.body;
        }
    }
    return bodies;
}

void collect_names(const boost::json::value& value, std::set<std::string>& names) {
    if (const auto* object = value.if_object()) {
        for (const auto& [name, inner] : *object) {
            names.emplace(name);
            collect_names(inner, names);
        }
    } else if (const auto* array = value.if_array()) {
        for (const auto& inner : *array) collect_names(inner, names);
    }
}

TEST(Presence, WhatATeacherReadsChangesNothingThatAGuardianSees) {
    RunningDaemon daemon;
    const SmallSchool school(daemon);
    const SchoolDay day(school);
    const auto before = readings(day, Role::guardian);
    ASSERT_GT(before.size(), 10U);
    ASSERT_GT(readings(day, Role::teacher).size(), 10U);
    ASSERT_GT(readings(day, Role::office).size(), 10U);
    EXPECT_EQ(readings(day, Role::guardian), before);
}

TEST(Presence, NoAnswerHasAMemberForReadingTypingOrBeingThere) {
    RunningDaemon daemon;
    const SmallSchool school(daemon);
    const SchoolDay day(school);
    std::set<std::string> names;
    for (const auto role : {Role::guardian, Role::teacher}) {
        for (const auto& [path, body] : readings(day, role)) {
            if (path.find(".ics") == std::string::npos) collect_names(boost::json::parse(body), names);
        }
    }
    ASSERT_TRUE(names.contains("released_at"));
    for (const char* word : {"read_at", "is_read", "opened_at", "typing", "online", "presence", "last_seen",
                             "last_active", "active_at", "seen_by_staff"}) {
        EXPECT_FALSE(names.contains(word)) << word;
    }
}

}  // namespace
}  // namespace hometime::test
