// Importing a roster: what the administrator's tool read from the school's files.
#include "daemon/http/app.h"
#include "daemon/http/office.h"
#include "daemon/http/person_mac.h"

namespace hometime::http {

namespace {

struct ClassBody {
    std::string external_id;
    std::string title;
};
BOOST_DESCRIBE_STRUCT(ClassBody, (), (external_id, title))

struct StaffBody {
    std::string external_id;
    std::string given_name;
    std::string family_name;
    std::string email;
    std::vector<std::string> teaches;
    std::vector<std::string> assists;
};
BOOST_DESCRIBE_STRUCT(StaffBody, (), (external_id, given_name, family_name, email, teaches, assists))

struct PupilBody {
    std::string external_id;
    std::string given_name;
    std::string family_name;
    std::string class_external_id;
};
BOOST_DESCRIBE_STRUCT(PupilBody, (), (external_id, given_name, family_name, class_external_id))

struct TieBody {
    std::string pupil_external_id;
    Relationship relationship{};
};
BOOST_DESCRIBE_STRUCT(TieBody, (), (pupil_external_id, relationship))

struct AdultBody {
    std::string external_id;
    std::string given_name;
    std::string family_name;
    std::string email;
    std::string phone;
    std::vector<TieBody> ties;
};
BOOST_DESCRIBE_STRUCT(AdultBody, (), (external_id, given_name, family_name, email, phone, ties))

struct RosterBody {
    std::vector<ClassBody> classes;
    std::vector<StaffBody> staff;
    std::vector<PupilBody> pupils;
    std::vector<AdultBody> adults;
    std::vector<DateRange> terms;
    bool dry_run = false;
    bool confirm_removals = false;
};
BOOST_DESCRIBE_STRUCT(RosterBody, (), (classes, staff, pupils, adults, terms, dry_run, confirm_removals))

/// Turns what was read into what a decision can compare: a MAC under the key of the person's own, unsealed
/// from their newest details, or under a new key for somebody new.
class Preparation {
public:
    explicit Preparation(const Call& call) : call_(call) {}

    ImportRoster run(const RosterBody& body) {
        ImportRoster command;
        for (const auto& one : body.classes) command.classes.push_back(prepare(one));
        for (const auto& one : body.staff) {
            auto details = person(one.given_name, one.family_name, one.email, {});
            const auto row = call_.state.staff(StaffId{call_.state.external(ExternalKind::staff, one.external_id)});
            const auto compared = key_for(row, details);
            command.staff.push_back(
                {one.external_id, person_mac(details), details, compared, one.teaches, one.assists});
        }
        for (const auto& one : body.pupils) {
            auto details = person(one.given_name, one.family_name, {}, {});
            const auto row = call_.state.pupil(PupilId{call_.state.external(ExternalKind::pupil, one.external_id)});
            const auto compared = key_for(row, details);
            command.pupils.push_back({one.external_id, person_mac(details), details, compared, one.class_external_id});
        }
        for (const auto& one : body.adults) command.adults.push_back(prepare(one));
        command.terms = body.terms;
        command.dry_run = body.dry_run;
        command.confirm_removals = body.confirm_removals;
        return command;
    }

private:
    static PersonDetails person(const std::string& given, const std::string& family, const std::string& email,
                                const std::string& phone) {
        return {given, family, email, phone, {}};
    }

    template <class Row, class Details>
    Sequence key_for(const Row& row, Details& details) {
        if (row) {
            const auto known = json::decode<Details>(text_at(call_.app, call_.school, row->details));
            if (known && !known->mac_key.empty()) {
                details.mac_key = known->mac_key;
                return row->details;
            }
        }
        details.mac_key = draw_mac_key(call_.app.random);
        return row ? row->details : Sequence{};
    }

    RosterClass prepare(const ClassBody& one) {
        ClassDetails details{one.title, {}};
        const auto row =
            call_.state.school_class(ClassId{call_.state.external(ExternalKind::school_class, one.external_id)});
        const auto compared = key_for(row, details);
        return {one.external_id, class_mac(details), details, compared};
    }

    RosterAdult prepare(const AdultBody& one) {
        auto details = person(one.given_name, one.family_name, one.email, one.phone);
        const auto row =
            call_.state.guardian(GuardianId{call_.state.external(ExternalKind::guardian, one.external_id)});
        const auto compared = key_for(row, details);
        RosterAdult adult{one.external_id, person_mac(details), details, compared, {}};
        for (const auto& tie : one.ties) adult.ties.push_back({tie.pupil_external_id, tie.relationship});
        return adult;
    }

    const Call& call_;
};

Response import_roster(const Call& call) {
    Response refused;
    const auto body = parse_body<RosterBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, Preparation(call).run(*body), Object{}, 200);
}

}  // namespace

void add_roster_routes(Router& router, App& app) {
    add_route(router, app, Method::post, "/roster-imports", Operation::import_roster, {}, import_roster);
}

}  // namespace hometime::http
