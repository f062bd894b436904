#include "tests/support/small_school.h"

#include <stdexcept>

#include "tests/support/small_roster.h"

namespace hometime::test {

namespace {

using boost::json::object;

std::uint64_t number(const boost::json::value& value) {
    return value.to_number<std::uint64_t>();
}

}  // namespace

SmallSchool::SmallSchool(RunningDaemon& running, std::string in_names) : daemon(running), mark(std::move(in_names)) {
    open();
    sign_staff_in();
    learn_ids();
    tokens[Role::guardian] = link(pupils[0], adults[0], "adult-0@" + mark);
    more_tokens["adult-2"] = link(pupils[1], adults[2], "adult-2@" + mark);
    more_tokens["adult-3"] = link(pupils[3], adults[3], "adult-3@" + mark);
    sign_pupil_in();
}

void SmallSchool::open() {
    const auto admin = daemon.administrator();
    const object office{{"email", "office@school.example"}, {"phone", "01632 960999"}, {"hours", "8 to 4"}};
    const auto opened = admin.call("POST", "/v1/schools",
                                   object{{"zone", "Europe/London"}, {"name", "School " + mark}, {"office", office}});
    school = parse_school_id(opened.at("school").as_string()).value();
    base = "/v1/schools/" + to_string(school);
    admin.call("POST", path("/roster-imports"), small_roster(mark));
}

void SmallSchool::sign_staff_in() {
    const auto admin = daemon.administrator();
    std::map<std::string, std::uint64_t> ids;
    const auto staff = admin.call("GET", path("/staff"));
    for (const auto& one : staff.at("staff").as_array()) {
        const std::string name(one.at("name").as_string());
        ids[name.substr(0, name.find(' '))] = number(one.at("staff"));
    }
    tina = ids.at("tina"), theo = ids.at("theo"), asha = ids.at("asha"), otis = ids.at("otis");
    sue = ids.at("sue"), dee = ids.at("dee"), newt = ids.at("newt"), lou = ids.at("lou");
    const auto grant = [&](std::uint64_t id, const char* role) {
        admin.call("POST", path("/staff/" + std::to_string(id) + "/roles"), object{{"role", role}});
    };
    grant(otis, "office");
    grant(sue, "slt");
    grant(dee, "dsl");
    const auto sign_in = [&](std::uint64_t id, const std::string& name) {
        const auto answer = open_account(staff_code(id), name + "@" + mark);
        if (!answer.good()) throw std::runtime_error("no staff account: " + answer.body);
        return accepting(std::string(answer.json().at("token").as_string()));
    };
    tokens[Role::teacher] = sign_in(tina, "tina");
    tokens[Role::teaching_assistant] = sign_in(asha, "asha");
    tokens[Role::office] = sign_in(otis, "otis");
    tokens[Role::slt] = sign_in(sue, "sue");
    tokens[Role::dsl] = sign_in(dee, "dee");
    tokens[Role::staff] = sign_in(lou, "lou");
    more_tokens["theo"] = sign_in(theo, "theo");
}

void SmallSchool::learn_ids() {
    const auto office = client(Role::office);
    pupils.assign(6, 0);
    adults.assign(8, 0);
    const auto everybody = office.call("GET", path("/pupils"));
    for (const auto& one : everybody.at("pupils").as_array()) {
        const auto id = number(one.at("pupil"));
        const auto index = static_cast<std::size_t>(one.at("name").as_string()[6] - '0');
        pupils.at(index) = id;
        (index < 3 ? oak : elm) = number(one.at("class"));
        const auto whole = office.call("GET", path("/pupils/" + std::to_string(id)));
        for (const auto& adult : whole.at("adults").as_array()) {
            adults.at(static_cast<std::size_t>(adult.at("name").as_string()[6] - '0')) = number(adult.at("guardian"));
        }
    }
}

void SmallSchool::sign_pupil_in() {
    const auto answer = open_account(pupil_code(pupils[0]), "pupil-0@" + mark);
    if (!answer.good()) throw std::runtime_error("no pupil's account: " + answer.body);
    tokens[Role::pupil] = std::string(answer.json().at("token").as_string());
}

HttpClient SmallSchool::client(Role role) const {
    if (role == Role::administrator) return daemon.administrator();
    const auto found = tokens.find(role);
    return found == tokens.end() ? daemon.nobody() : daemon.as(found->second);
}

std::string SmallSchool::invite(std::uint64_t pupil, std::uint64_t adult) const {
    const auto reply = client(Role::office)
                           .call("POST", path("/pupils/" + std::to_string(pupil) + "/invites"),
                                 object{{"guardian", adult}, {"relationship", "guardian"}, {"reissue", true}});
    return std::string(reply.at("code").as_string());
}

std::uint64_t SmallSchool::invite_id(std::uint64_t pupil, std::uint64_t adult) const {
    const auto reply = client(Role::office)
                           .call("POST", path("/pupils/" + std::to_string(pupil) + "/invites"),
                                 object{{"guardian", adult}, {"relationship", "guardian"}, {"reissue", true}});
    return number(reply.at("invite"));
}

std::string SmallSchool::staff_code(std::uint64_t staff) const {
    const auto reply = daemon.administrator().call("POST", path("/staff/" + std::to_string(staff) + "/codes"));
    return std::string(reply.at("code").as_string());
}

std::string SmallSchool::pupil_code(std::uint64_t pupil) const {
    const auto reply = client(Role::office).call("POST", path("/pupils/" + std::to_string(pupil) + "/codes"));
    return std::string(reply.at("code").as_string());
}

RawAnswer SmallSchool::open_account(const std::string& code, const std::string& login) const {
    return daemon.nobody().send(
        "POST", "/v1/accounts",
        object{{"school", to_string(school)}, {"code", code}, {"login", login}, {"password", kPassword}});
}

std::string SmallSchool::link(std::uint64_t pupil, std::uint64_t adult, const std::string& login) {
    const auto answer = open_account(invite(pupil, adult), login);
    if (!answer.good()) throw std::runtime_error("no guardian's account: " + answer.body);
    return accepting(std::string(answer.json().at("token").as_string()));
}

std::string SmallSchool::accepting(std::string token) const {
    const auto person = daemon.as(token);
    const auto version = person.call("GET", path("/policy")).at("version");
    person.call("POST", path("/policy/acceptance"), object{{"policy", version}});
    return token;
}

std::string SmallSchool::fresh_token(Role role) const {
    static const std::map<Role, std::string> kLogins{{Role::pupil, "pupil-0@"}, {Role::guardian, "adult-0@"},
                                                     {Role::teacher, "tina@"},  {Role::teaching_assistant, "asha@"},
                                                     {Role::office, "otis@"},   {Role::slt, "sue@"},
                                                     {Role::dsl, "dee@"},       {Role::staff, "lou@"}};
    const auto login = kLogins.find(role);
    if (login == kLogins.end()) return {};
    auto& accounts = daemon.app().accounts;
    const auto account = accounts.find(school, login->second + mark);
    return accounts.start_session(*account, SessionKind::bearer, daemon.clock().now()).token;
}

}  // namespace hometime::test
