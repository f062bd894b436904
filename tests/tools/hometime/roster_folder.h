// A small OneRoster folder that is in order: two classes, three staff, three pupils, two adults.
#pragma once

#include <map>
#include <string>

#include "tests/support/folder_faults.h"
#include "tests/support/temp_dir.h"
#include "tools/hometime/oneroster.h"

namespace hometime::test {

class RosterFolder {
public:
    RosterFolder() {
        text("manifest.csv") = "propertyName,value\noneroster.version,1.1\n";
        text("classes.csv") =
            "sourcedId,status,title,classType\n"
            "c1,active,Year 1,homeroom\n"
            "c2,,Year 2,homeroom\n"
            "c3,active,Choir,scheduled\n";
        text("users.csv") =
            "sourcedId,status,enabledUser,role,givenName,familyName,email,phone,agentSourcedIds\n"
            "t1,active,true,teacher,Ada,Okafor,t1@school.example,,\n"
            "t2,active,true,aide,Ben,Patel,t2@school.example,,\n"
            "t3,active,true,administrator,Cat,Quinn,t3@school.example,,\n"
            "p1,active,true,student,Dev,Rai,,,a1\n"
            "p2,active,true,student,Eve,Rai,,,\n"
            "p3,active,true,student,Fay,Shah,,,\"a2\"\n"
            "a1,active,true,parent,Gil,Rai,a1@home.example,01,\"p1,p2\"\n"
            "a2,active,true,guardian,Hal,Shah,a2@home.example,02,\n";
        text("enrollments.csv") =
            "sourcedId,status,classSourcedId,userSourcedId,role\n"
            "e1,active,c1,t1,teacher\n"
            "e2,active,c1,t2,aide\n"
            "e3,active,c1,p1,student\n"
            "e4,active,c2,p2,student\n"
            "e5,active,c2,p3,student\n"
            "e6,active,c3,p3,student\n";
        text("academicSessions.csv") =
            "sourcedId,status,type,startDate,endDate\n"
            "s0,active,schoolYear,2026-09-01,2027-07-24\n"
            "s1,active,term,2026-09-01,2026-12-18\n";
    }

    std::string& text(const std::string& file) { return files_[file]; }
    /// Replaces the first `from` of a file; a text that is not there ends the test.
    RosterFolder& change(const std::string& file, const std::string& from, const std::string& to) {
        auto& all = text(file);
        all.replace(all.find(from), from.size(), to);
        return *this;
    }
    void remove(const std::string& file) { files_.erase(file); }

    tools::Roster read(tools::RowErrors& errors) {
        const TempDir folder;
        for (const auto& [name, bytes] : files_) spill(folder / name, bytes);
        return tools::read_oneroster(folder.path(), errors);
    }
    /// The terms alone, as JSON; an error as its line.
    std::string terms() {
        const TempDir folder;
        for (const auto& [name, bytes] : files_) spill(folder / name, bytes);
        tools::RowErrors found;
        const auto terms = tools::read_roster_terms(folder.path(), found);
        return found.empty() ? boost::json::serialize(terms) : to_string(found.front());
    }
    /// The errors as lines; empty: the roster is good.
    std::string errors() {
        tools::RowErrors found;
        const auto roster = read(found);
        std::string lines;
        for (const auto& error : found) lines += to_string(error) + "\n";
        if (!found.empty() && !roster.document.empty()) lines += "and yet there is a document\n";
        return lines;
    }

private:
    std::map<std::string, std::string> files_;
};

}  // namespace hometime::test
