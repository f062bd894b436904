#include "tools/hometime/oneroster.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "eventstore/base/time.h"

namespace hometime::tools {

namespace {

constexpr const char* kUsers = "users.csv";
constexpr const char* kClasses = "classes.csv";
constexpr const char* kEnrollments = "enrollments.csv";
constexpr const char* kSessions = "academicSessions.csv";

enum class UserKind : std::uint8_t { staff, pupil, adult };

/// OneRoster's roles, and what they are here.
const std::map<std::string, UserKind, std::less<>> kRoles{
    {"teacher", UserKind::staff},  {"aide", UserKind::staff},    {"administrator", UserKind::staff},
    {"proctor", UserKind::staff},  {"student", UserKind::pupil}, {"parent", UserKind::adult},
    {"guardian", UserKind::adult}, {"relative", UserKind::adult}};

std::vector<std::string> split(const std::string& list) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= list.size() && !list.empty();) {
        const auto comma = std::min(list.find(',', begin), list.size());
        const auto first = list.find_first_not_of(' ', begin);
        if (first < comma) parts.push_back(list.substr(first, list.find_last_not_of(' ', comma - 1) + 1 - first));
        begin = comma + 1;
    }
    return parts;
}

class Reader {
public:
    Reader(const std::filesystem::path& folder, RowErrors& errors) : folder_(folder), errors_(errors) {}

    Roster run() {
        check_manifest();
        read_classes();
        read_users();
        read_enrollments();
        read_terms();
        check_pupils();
        Roster roster;
        if (!errors_.empty()) return roster;
        tie_adults();
        roster.classes = classes_.size();
        roster.staff = staff_.size();
        roster.pupils = pupils_.size();
        roster.adults = adults_.size();
        roster.document = {{"classes", values(classes_)},
                           {"staff", values(staff_)},
                           {"pupils", values(pupils_)},
                           {"adults", values(adults_)},
                           {"terms", terms_}};
        return roster;
    }

    boost::json::array terms_alone() {
        check_manifest();
        read_terms();
        if (terms_.empty() && errors_.empty()) {
            add_error(errors_, {kSessions, 0, "type", "has neither a term nor a semester"});
        }
        if (!errors_.empty()) return {};
        std::sort(terms_.begin(), terms_.end(),
                  [](const auto& a, const auto& b) { return a.at("from").as_string() < b.at("from").as_string(); });
        return std::move(terms_);
    }

private:
    using Entries = std::map<std::string, boost::json::object>;

    static boost::json::array values(const Entries& entries) {
        boost::json::array list;
        for (const auto& [id, entry] : entries) list.push_back(entry);
        return list;
    }

    void add(const char* file, const CsvRow& row, const char* column, std::string message) {
        add_error(errors_, {file, row.line, column, std::move(message)});
    }

    /// Rows that count; an unknown status is an error.
    std::vector<CsvRow> active(const char* file, std::vector<std::string> columns) {
        columns.insert(columns.end(), {"sourcedId", "status"});
        std::vector<CsvRow> kept;
        for (auto& row : read_csv(folder_, file, columns, errors_)) {
            if (row.at("status") == "tobedeleted") {
                gone_[file].insert(row.at("sourcedId"));
                continue;
            }
            if (!row.at("status").empty() && row.at("status") != "active") {
                add(file, row, "status", "must be active or tobedeleted");
            } else if (row.at("sourcedId").empty()) {
                add(file, row, "sourcedId", "must not be empty");
            } else if (!seen_[file].insert(row.at("sourcedId")).second) {
                add(file, row, "sourcedId", "stands twice in this file");
            } else {
                kept.push_back(std::move(row));
            }
        }
        return kept;
    }

    void check_manifest() {
        for (const auto& row : read_csv(folder_, "manifest.csv", {"propertyName", "value"}, errors_)) {
            if (row.at("propertyName") == "oneroster.version" && row.at("value") != "1.1") {
                add("manifest.csv", row, "value", "only OneRoster 1.1 can be read: choose it when you export");
            }
        }
    }

    void read_classes() {
        for (const auto& row : active(kClasses, {"title", "classType"})) {
            if (row.at("classType") != "homeroom" && row.at("classType") != "scheduled") {
                add(kClasses, row, "classType", "must be homeroom or scheduled");
            }
            if (row.at("title").empty()) add(kClasses, row, "title", "must not be empty");
            if (row.at("classType") != "homeroom") continue;
            classes_[row.at("sourcedId")] = {{"external_id", row.at("sourcedId")}, {"title", row.at("title")}};
        }
    }

    void read_users() {
        const std::vector<std::string> columns{"enabledUser", "role",  "givenName",      "familyName",
                                               "email",       "phone", "agentSourcedIds"};
        for (const auto& row : active(kUsers, columns)) {
            if (row.at("enabledUser") == "false") {
                gone_[kUsers].insert(row.at("sourcedId"));
                continue;
            }
            const auto kind = kRoles.find(row.at("role"));
            if (kind == kRoles.end()) {
                add(kUsers, row, "role",
                    "is not a role that a primary school has: teacher, aide, administrator, student, parent, guardian "
                    "or relative");
                continue;
            }
            if (row.at("givenName").empty() && row.at("familyName").empty())
                add(kUsers, row, "familyName", "must not be empty");
            add_user(row, kind->second);
        }
    }

    void add_user(const CsvRow& row, UserKind kind) {
        const auto& id = row.at("sourcedId");
        boost::json::object entry{
            {"external_id", id}, {"given_name", row.at("givenName")}, {"family_name", row.at("familyName")}};
        if (kind == UserKind::pupil) {
            pupils_[id] = std::move(entry);
            ties_[id] = {"", split(row.at("agentSourcedIds")), row.line};
            return;
        }
        entry["email"] = row.at("email");
        if (kind == UserKind::staff) {
            entry["teaches"] = boost::json::array{};
            entry["assists"] = boost::json::array{};
            staff_[id] = std::move(entry);
            staff_role_[id] = row.at("role");
            return;
        }
        entry["phone"] = row.at("phone");
        adults_[id] = std::move(entry);
        ties_[id] = {row.at("role"), split(row.at("agentSourcedIds")), row.line};
    }

    void read_enrollments() {
        for (const auto& row : active(kEnrollments, {"classSourcedId", "userSourcedId", "role"})) {
            const auto& class_id = row.at("classSourcedId");
            const auto& user = row.at("userSourcedId");
            if (gone_[kClasses].contains(class_id) || gone_[kUsers].contains(user)) continue;
            if (!seen_[kClasses].contains(class_id)) {
                add(kEnrollments, row, "classSourcedId", "names a class that classes.csv does not have");
                continue;
            }
            if (!classes_.contains(class_id)) continue;  // Only homerooms are classes here.
            if (!seen_[kUsers].contains(user)) {
                add(kEnrollments, row, "userSourcedId", "names somebody whom users.csv does not have");
            } else if (row.at("role") == "student") {
                enrol(row, class_id, user);
            } else if (row.at("role") == "teacher" || row.at("role") == "aide") {
                assign(row, class_id, user);
            }
        }
    }

    void enrol(const CsvRow& row, const std::string& class_id, const std::string& user) {
        const auto pupil = pupils_.find(user);
        if (pupil == pupils_.end())
            return add(kEnrollments, row, "userSourcedId", "is enrolled as a student, but users.csv has another role");
        if (pupil->second.contains("class_external_id") &&
            pupil->second.at("class_external_id").as_string() != class_id) {
            return add(kEnrollments, row, "classSourcedId", "puts a pupil into a second homeroom");
        }
        pupil->second["class_external_id"] = class_id;
    }

    void assign(const CsvRow& row, const std::string& class_id, const std::string& user) {
        const auto staff = staff_.find(user);
        if (staff == staff_.end())
            return add(kEnrollments, row, "userSourcedId", "is enrolled as a teacher, but users.csv has another role");
        const bool assists = staff_role_[user] == "aide" || row.at("role") == "aide";
        staff->second.at(assists ? "assists" : "teaches").as_array().emplace_back(class_id);
    }

    void read_terms() {
        std::map<std::string, boost::json::array> by_type;
        for (const auto& row : active(kSessions, {"type", "startDate", "endDate"})) {
            if (row.at("type") != "term" && row.at("type") != "semester") continue;
            const auto from = parse_local_date(row.at("startDate"));
            const auto to = parse_local_date(row.at("endDate"));
            if (!from) add(kSessions, row, "startDate", "must be a date like 2026-09-01");
            if (!to) add(kSessions, row, "endDate", "must be a date like 2026-12-18");
            if (from && to && *to < *from) add(kSessions, row, "endDate", "must not be before the start");
            by_type[row.at("type")].push_back({{"from", row.at("startDate")}, {"to", row.at("endDate")}});
        }
        terms_ = by_type.contains("term") ? by_type["term"] : by_type["semester"];
    }

    void check_pupils() {
        for (const auto& [id, pupil] : pupils_) {
            if (!pupil.contains("class_external_id")) {
                add_error(errors_,
                          {kUsers, ties_[id].line, "", "is a pupil whom enrollments.csv puts into no homeroom"});
            }
        }
        for (const auto& [id, tie] : ties_) {
            for (const auto& other : tie.others) {
                if (!seen_[kUsers].contains(other) && !gone_[kUsers].contains(other)) {
                    add_error(errors_,
                              {kUsers, tie.line, "agentSourcedIds", "names somebody whom this file does not have"});
                }
            }
        }
    }

    /// A tie may stand with the adult, with the pupil, or with both.
    void tie_adults() {
        std::map<std::string, std::set<std::string>> tied;
        for (const auto& [id, tie] : ties_) {
            for (const auto& other : tie.others) {
                if (adults_.contains(id) && pupils_.contains(other)) tied[id].insert(other);
                if (pupils_.contains(id) && adults_.contains(other)) tied[other].insert(id);
            }
        }
        for (auto& [id, adult] : adults_) {
            boost::json::array list;
            for (const auto& pupil : tied[id]) {
                list.push_back({{"pupil_external_id", pupil}, {"relationship", ties_[id].relationship}});
            }
            adult["ties"] = std::move(list);
        }
    }

    /// What a user's agentSourcedIds say.
    struct Tie {
        std::string relationship;  ///< of an adult
        std::vector<std::string> others;
        std::size_t line = 0;
    };
    const std::filesystem::path& folder_;
    RowErrors& errors_;
    std::map<std::string, std::set<std::string>> seen_;
    std::map<std::string, std::set<std::string>> gone_;  ///< marked tobedeleted, or not enabled: passed over
    Entries classes_, staff_, pupils_, adults_;
    std::map<std::string, std::string> staff_role_;
    std::map<std::string, Tie> ties_;
    boost::json::array terms_;
};

}  // namespace

Roster read_oneroster(const std::filesystem::path& folder, RowErrors& errors) {
    return Reader(folder, errors).run();
}

boost::json::array read_roster_terms(const std::filesystem::path& folder, RowErrors& errors) {
    return Reader(folder, errors).terms_alone();
}

}  // namespace hometime::tools
