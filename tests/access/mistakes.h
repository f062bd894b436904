// Requests with a word where it is wrong: none of the answers may say it.
#pragma once

#include <vector>

#include "tests/support/school_day.h"
#include "tests/support/small_roster.h"

namespace hometime::test {

/// Names and texts where they are wrong: too long, of the wrong type, in a path, a query, a header.
inline std::vector<RawAnswer> answers_to_mistakes(const SchoolDay& day, const std::string& canary) {
    using boost::json::object;
    const auto& school = day.school;
    const auto parent = school.client(Role::guardian);
    const auto teacher = school.client(Role::teacher);
    const auto office = school.client(Role::office);
    const auto pupil = std::to_string(school.pupils[0]);
    std::vector<RawAnswer> answers;
    const auto post = [&](const HttpClient& client, const std::string& rest, const boost::json::value& body) {
        answers.push_back(client.send("POST", school.path(rest), body));
    };
    post(parent, "/messages", object{{"pupil", school.pupils[0]}, {"category", canary}, {"text", canary}});
    post(parent, "/messages", object{{"pupil", canary}, {"category", "general"}, {"text", canary}});
    post(parent, "/messages", object{{"pupil", school.pupils[0]}, {"category", "progress"}, {"text", canary}});
    std::string longest;
    while (longest.size() < 9000) longest += canary + ' ';
    post(parent, "/messages", object{{"pupil", school.pupils[0]}, {"category", "general"}, {"text", longest}});
    post(parent, "/messages", object{{"pupil", school.pupils[0]}, {"category", "general"}, {"text", canary + "\x07"}});
    post(parent, "/messages", boost::json::value(canary));
    post(parent, "/messages", object{{"text", object{{"text", canary}}}});
    post(parent, "/links", object{{"code", canary}});
    post(teacher, "/pupils/" + pupil + "/points", object{{"skill", canary}});
    post(teacher, "/feeds/" + canary + "/posts", object{{"kind", canary}, {"title", canary}});
    post(teacher, "/feeds/school/posts", object{{"kind", "event"}, {"title", canary}, {"starts_at", canary}});
    post(teacher, "/threads/" + canary + "/replies", object{{"text", canary}});
    post(office, "/pupils/" + pupil + "/adults", object{{"given_name", canary}, {"relationship", canary}});
    post(office, "/calendar/closures", object{{"closures", canary}});
    const auto nobody = school.daemon.nobody();
    answers.push_back(
        nobody.send("POST", "/v1/sessions", object{{"school", canary}, {"login", canary}, {"password", canary}}));
    answers.push_back(
        nobody.send("POST", "/v1/sessions",
                    object{{"school", to_string(school.school)}, {"login", "tina@" + canary}, {"password", canary}}));
    answers.push_back(nobody.send(
        "POST", "/v1/accounts",
        object{{"school", to_string(school.school)}, {"code", canary}, {"login", canary}, {"password", canary}}));
    answers.push_back(teacher.send("GET", school.path("/" + canary)));
    answers.push_back(teacher.send("GET", school.path("/threads?after=" + canary)));
    answers.push_back(teacher.send("GET", school.path("/events?days=" + canary)));
    answers.push_back(teacher.send("PATCH", school.path("/threads/" + canary)));
    answers.push_back(nobody.send("GET", school.path("/me"), nullptr, {{"Authorization", "Bearer " + canary}}));
    answers.push_back(nobody.send("GET", school.path("/me"), nullptr, {{"X-Name", canary}, {"Accept", canary}}));
    answers.push_back(round_trip(nobody.door, "GET /" + canary + " HTTP/9\r\n" + canary + "\r\n\r\n"));
    auto roster = small_roster(canary);
    roster["adults"].as_array()[0].as_object()["ties"] = canary;
    answers.push_back(school.daemon.administrator().send("POST", school.path("/roster-imports"), roster));
    return answers;
}

}  // namespace hometime::test
