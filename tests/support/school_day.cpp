#include "tests/support/school_day.h"

namespace hometime::test {

namespace {

using boost::json::array;
using boost::json::object;

std::uint64_t number(const boost::json::value& value) {
    return value.to_number<std::uint64_t>();
}

/// What reached this member of staff is told to them by e-mail, and their address is refused.
void make_dead_letter(const SmallSchool& school, std::uint64_t staff) {
    const auto run = [&](Command command, Operation operation) {
        const auto outcome = school.daemon.app().sequencer.run(
            {school.school, std::move(command), {ActorKind::system, 0}, 0, operation, Object{}, std::nullopt});
        return boost::json::parse(std::get<Done>(outcome).reply);
    };
    const auto sealed = run(SealNotification{PersonKind::staff, staff, Channel::email}, Operation::seal_notification);
    run(SettleNotification{NotificationId{number(sealed.at("notification"))}, NotificationOutcome::dead, 1},
        Operation::settle_notification);
}

}  // namespace

SchoolDay::SchoolDay(const SmallSchool& small) : school(small) {
    const auto& parent = school.tokens.at(Role::guardian);
    const auto& other_parent = school.more_tokens.at("adult-3");
    const auto& tina = school.tokens.at(Role::teacher);
    own = send(parent, school.pupils[0], "general", "Ada forgot her coat. " + school.mark);
    reported = send(parent, school.pupils[0], "general", "A rude word. " + school.mark);
    other = send(other_parent, school.pupils[3], "meeting", "Could we meet? " + school.mark);
    office = send(parent, school.pupils[0], "attendance", "Ada is ill. " + school.mark);
    other_office = send(other_parent, school.pupils[3], "concern", "A worry. " + school.mark);
    post_in_oak = post(tina, std::to_string(school.oak));
    post_in_elm = post(school.more_tokens.at("theo"), std::to_string(school.elm));
    post_of_school = post(school.tokens.at(Role::office), "school");
    first_calendar_link = fresh_calendar_link();
    award_by_tina = award(tina, school.pupils[0]);
    award_by_asha = award(school.tokens.at(Role::teaching_assistant), school.pupils[0]);
    award_by_theo = award(school.more_tokens.at("theo"), school.pupils[3]);
    const auto path = school.path("/messages/" + std::to_string(reported.message) + "/reports");
    report = number(school.daemon.as(tina).call("POST", path, object{{"reason", "Rude. " + school.mark}}).at("report"));

    meeting = request_meeting(parent, school.pupils[0]);
    other_meeting = request_meeting(other_parent, school.pupils[3]);
    school.daemon.as(tina).call("POST", school.path("/meetings/" + std::to_string(meeting) + "/proposals"),
                                object{{"times", array{kFriday}}, {"note", "Rather then. " + school.mark}});

    for (const auto role : {Role::teacher, Role::teaching_assistant, Role::office, Role::slt, Role::staff}) {
        own_concerns[role] = raise_concern(role);
    }
    shared_concern = raise_concern(Role::dsl);
    other_concern = raise_concern(Role::dsl);
    for (const auto reader : {school.tina, school.asha, school.otis, school.sue, school.lou}) {
        school.client(Role::dsl).call("POST", school.path("/concerns/" + std::to_string(shared_concern) + "/readers"),
                                      object{{"staff", reader}});
    }

    for (const auto staff : {school.tina, school.theo}) make_dead_letter(school, staff);

    export_by_slt = export_of(Role::slt, "pupil", school.pupils[0]);
    export_by_dsl = export_of(Role::dsl, "pupil", school.pupils[0]);

    school.daemon.clock().advance(std::chrono::minutes{30});
    held = send(parent, school.pupils[0], "general", "Written after four. " + school.mark);
    unseen = send(school.more_tokens.at("adult-2"), school.pupils[1], "general", "After four too. " + school.mark);
}

SentMessage SchoolDay::send(const std::string& token, std::uint64_t pupil, const char* category,
                            const std::string& text) const {
    const auto reply = school.daemon.as(token).call("POST", school.path("/messages"),
                                                    object{{"pupil", pupil}, {"category", category}, {"text", text}});
    return {number(reply.at("message")), number(reply.at("thread"))};
}

std::uint64_t SchoolDay::restriction_of(const std::string& pupil) const {
    const object body{{"guardian", school.adults[7]}, {"kind", "court_order"}, {"reason", "An order. " + school.mark}};
    const auto answer = school.client(Role::slt).send("POST", school.path("/pupils/" + pupil + "/restrictions"), body);
    const auto said = answer.json();
    return said.as_object().contains("restriction") ? number(said.at("restriction")) : 0;
}

std::uint64_t SchoolDay::away_of(const std::string& pupil) const {
    const object body{{"from", "2026-11-24"}, {"kind", "absent"}};
    const auto said = school.client(Role::office).send("POST", school.path("/pupils/" + pupil + "/away"), body).json();
    return said.as_object().contains("away") ? number(said.at("away")) : 0;
}

void SchoolDay::lift_restrictions(const std::string& pupil) const {
    const auto slt = school.client(Role::slt);
    const auto path = school.path("/pupils/" + pupil + "/restrictions");
    const auto known = slt.send("GET", path);
    if (!known.good()) return;
    const auto list = known.json();
    for (const auto& one : list.at("restrictions").as_array()) {
        const auto lift = path + '/' + std::to_string(number(one.at("restriction"))) + "/lift";
        std::ignore = slt.send("POST", lift, object{{"reason", "Again."}});
    }
}

std::uint64_t SchoolDay::raise_concern(Role role) const {
    const object body{{"pupils", array{school.pupils[0]}},
                      {"seen_at", "2026-11-24T10:15:00Z"},
                      {"facts", "Hungry at nine. " + school.mark},
                      {"immediate_action", "Gave breakfast. " + school.mark}};
    return number(school.client(role).call("POST", school.path("/concerns"), body).at("concern"));
}

std::uint64_t SchoolDay::fresh_mark() const {
    const auto sent = send(school.tokens.at(Role::guardian), school.pupils[0], "attendance", "A rude word.");
    const auto path = school.path("/messages/" + std::to_string(sent.message) + "/misuse");
    return number(school.client(Role::office).call("POST", path, object{{"rule", 5}}).at("mark"));
}

std::uint64_t SchoolDay::export_of(Role by, const char* kind, std::uint64_t person) const {
    const object body{{"person_kind", kind}, {"person", person}, {"purpose", "Asked by letter. " + school.mark}};
    const auto* path = by == Role::dsl ? "/safeguarding-exports" : "/exports";
    return number(school.client(by).call("POST", school.path(path), body).at("export"));
}

boost::json::value SchoolDay::policy_in_force() const {
    return school.daemon.administrator().call("GET", school.path("/policy"));
}

std::uint64_t SchoolDay::request_meeting(const std::string& token, std::uint64_t pupil) const {
    const object body{{"pupil", pupil},
                      {"topic", "Reading at home. " + school.mark},
                      {"minutes", 20},
                      {"times", array{kThursday, kFriday}}};
    return number(school.daemon.as(token).call("POST", school.path("/meetings"), body).at("meeting"));
}

std::uint64_t SchoolDay::award(const std::string& token, std::uint64_t pupil) const {
    const auto path = school.path("/pupils/" + std::to_string(pupil) + "/points");
    return number(school.daemon.as(token).call("POST", path, object{{"skill", "kindness"}}).at("award"));
}

std::uint64_t SchoolDay::post(const std::string& token, const std::string& feed) const {
    const object body{{"kind", "notice"}, {"title", "News " + school.mark}, {"body", "All is well. " + school.mark}};
    return number(school.daemon.as(token).call("POST", school.path("/feeds/" + feed + "/posts"), body).at("post"));
}

std::string SchoolDay::feed_of(const std::string& id) const {
    if (id == std::to_string(post_in_oak)) return std::to_string(school.oak);
    return id == std::to_string(post_in_elm) ? std::to_string(school.elm) : "school";
}

std::string SchoolDay::post_like(const std::string& id) const {
    const auto by = [&](const std::string& token) { return std::to_string(post(token, feed_of(id))); };
    if (id == std::to_string(post_in_oak)) return by(school.tokens.at(Role::teacher));
    const bool of_others = id == std::to_string(post_in_elm) || id == std::to_string(post_of_school);
    return of_others ? by(school.tokens.at(Role::office)) : id;
}

std::string SchoolDay::post_etag(const std::string& id) const {
    const auto path = school.path("/feeds/" + feed_of(id) + "/posts/" + id);
    const auto answer = school.client(Role::office).send("GET", path);
    return answer.good() ? answer.header("etag") : "\"0\"";
}

std::string SchoolDay::calendar_link() const {
    return school.daemon.nobody().send("GET", first_calendar_link).good() ? first_calendar_link : fresh_calendar_link();
}

std::string SchoolDay::fresh_calendar_link() const {
    const auto reply = school.client(Role::guardian).call("POST", school.path("/calendar-link"), object{});
    return std::string(reply.at("link").as_string());
}

std::string SchoolDay::preferences_etag() const {
    return school.client(Role::guardian).send("GET", school.path("/preferences")).header("etag");
}

std::uint64_t SchoolDay::announce_closure() const {
    const auto by = school.client(Role::office);
    const object days{{"from", "2027-08-01"}, {"to", "2027-08-02"}, {"label", "Closed " + school.mark}};
    by.call("POST", school.path("/calendar/closures"), object{{"closures", array{days}}});
    const auto calendar = by.call("GET", school.path("/calendar"));
    return number(calendar.at("closures").as_array().back().at("closure"));
}

std::uint64_t SchoolDay::schedule_training() const {
    const object body{{"from", "2027-06-01"}, {"start", "15:30"}, {"end", "16:00"}};
    const auto reply = school.client(Role::office).call("POST", school.path("/calendar/trainings"), body);
    return number(reply.at("training"));
}

std::uint64_t SchoolDay::announce_evening() const {
    const object body{
        {"date", "2027-03-11"}, {"start", "17:00"}, {"end", "19:30"}, {"label", "Evening " + school.mark}};
    const auto reply = school.client(Role::office).call("POST", school.path("/calendar/evenings"), body);
    return number(reply.at("evening"));
}

std::uint64_t SchoolDay::held_reply(const std::string& thread) const {
    const auto path = school.path("/threads/" + thread + "/replies");
    for (const auto role : {Role::teacher, Role::office}) {
        const auto answer = school.client(role).send("POST", path, object{{"text", "In the evening. " + school.mark}});
        if (answer.good()) return number(answer.json().at("reply"));
    }
    return 999999;
}

object SchoolDay::cover() const {
    return {{"absent", school.newt}, {"cover", school.lou}, {"from", "2027-06-07"}, {"to", "2027-06-08"}};
}

std::uint64_t SchoolDay::arrange_cover() const {
    return number(school.client(Role::office).call("POST", school.path("/covers"), cover()).at("cover"));
}

object SchoolDay::hold_on(std::uint64_t pupil) {
    return {{"subject", object{{"kind", "pupil"}, {"id", pupil}}},
            {"classes", boost::json::array{"links"}},
            {"reason", "A hearing in March."}};
}

std::uint64_t SchoolDay::legal_hold() const {
    const auto body = hold_on(school.pupils[0]);
    return number(school.client(Role::slt).call("POST", school.path("/legal-holds"), body).at("hold"));
}

void SchoolDay::end_covers() const {
    const auto by_office = school.client(Role::office);
    const auto list = by_office.call("GET", school.path("/covers"));
    for (const auto& one : list.at("covers").as_array()) {
        std::ignore = by_office.send("DELETE", school.path("/covers/" + std::to_string(number(one.at("cover")))));
    }
}

std::uint64_t SchoolDay::dead_letter() const {
    const auto list = school.client(Role::office).call("GET", school.path("/dead-letters"));
    const auto& letters = list.at("dead_letters").as_array();
    return letters.empty() ? 999999 : number(letters.front().at("notification"));
}

std::uint64_t SchoolDay::push_device_of_everybody() const {
    std::uint64_t device = 0;
    auto& accounts = school.daemon.app().accounts;
    std::vector<std::uint64_t> all;
    accounts.each([&](const Account& account) { all.push_back(account.account); });
    for (const auto account : all) {
        device = accounts.add_push_device(account, {0, "https://push.example/everybody", "key", "secret", {}, {}});
    }
    return device;
}

void SchoolDay::link_again() const {
    const auto relink = [&](std::uint64_t pupil, std::uint64_t adult, const std::string& token) {
        const auto invites = school.path("/pupils/" + std::to_string(pupil) + "/invites");
        const auto issued =
            school.client(Role::office).send("POST", invites, object{{"guardian", adult}, {"reissue", true}});
        if (issued.good()) {
            school.daemon.as(token).call("POST", school.path("/links"), object{{"code", issued.json().at("code")}});
        }
    };
    relink(school.pupils[0], school.adults[0], school.tokens.at(Role::guardian));
    relink(school.pupils[3], school.adults[3], school.more_tokens.at("adult-3"));
}

}  // namespace hometime::test
