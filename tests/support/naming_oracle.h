// Whom a record names, found in its JSON by the names of its members: another way than projections/subjects.h goes.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <set>
#include <string>

#include "eventstore/codec.h"
#include "projections/subjects.h"

namespace hometime::test {

/// A person as "pupil 17".
using Names = std::set<std::string>;

class NamingOracle {
public:
    /// Learns the log, record by record.
    void learn(const RecordHeader& header, const Event& event) {
        std::string clear;
        write_clear(clear, event);
        facts_[header.sequence.value] = {std::string(name_of(header.tag)), boost::json::parse(clear).as_object(),
                                         header.actor};
    }
    [[nodiscard]] Names named_by(std::uint64_t sequence) const {
        auto names = without_actor(sequence);
        const auto& actor = facts_.at(sequence).actor;
        const auto kind = std::string(boost::describe::enum_to_string(actor.kind, "?"));
        if (kind == "pupil" || kind == "guardian" || kind == "staff") names.insert(name(kind, actor.id));
        return names;
    }
    /// A concern, who read it, and who exported it.
    [[nodiscard]] bool is_safeguarding(std::uint64_t sequence) const {
        const auto& fact = facts_.at(sequence);
        const auto& clear = fact.clear;
        return fact.kind.starts_with("concern_") || (fact.kind == "restricted_read" && clear.at("kind") == "concern") ||
               (fact.kind == "subject_exported" && clear.at("safeguarding").as_bool()) ||
               (fact.kind.starts_with("notification_") && clear.at("kind") == "duty") ||
               (clear.contains("subject") && clear.at("subject").at("kind") == "concern");
    }
    [[nodiscard]] std::set<std::uint64_t> positions_of(const std::string& person, bool safeguarding,
                                                       std::uint64_t up_to) const {
        std::set<std::uint64_t> positions;
        for (const auto& [sequence, fact] : facts_) {
            if (sequence > up_to || is_safeguarding(sequence) != safeguarding) continue;
            if (named_by(sequence).contains(person)) positions.insert(sequence);
        }
        return positions;
    }
    /// People and older facts that stand in one fact's own members.
    [[nodiscard]] std::pair<Names, std::set<std::uint64_t>> own(std::uint64_t sequence) const {
        const auto& [kind, clear, actor] = facts_.at(sequence);
        Names names;
        std::set<std::uint64_t> older;
        static const std::map<std::string, std::string> kCreated{
            {"pupil_enrolled", "pupil"}, {"staff_added", "staff"}, {"guardian_recorded", "guardian"}};
        if (const auto created = kCreated.find(kind); created != kCreated.end()) {
            names.insert(name(created->second, sequence));
        }
        for (const auto& member : clear) {
            const std::string key(member.key());
            if (key == "subject") add_subject(member.value(), names, older);
            const auto person = person_of(kind, key, clear);
            for (const auto id : numbers(member.value())) {
                if (!person.empty()) names.insert(name(person, id));
                if (is_reference(kind, key, clear)) older.insert(id);
            }
        }
        return {names, older};
    }
    [[nodiscard]] static std::string name(const std::string& kind, std::uint64_t id) {
        return kind + ' ' + std::to_string(id);
    }

private:
    struct Fact {
        std::string kind;
        boost::json::object clear;
        Actor actor;
    };

    [[nodiscard]] Names without_actor(std::uint64_t sequence) const {
        auto [names, older] = own(sequence);
        for (const auto one : older) {
            if (!facts_.contains(one)) continue;
            const auto more = without_actor(one);
            names.insert(more.begin(), more.end());
        }
        return names;
    }
    /// Whom a hold or an erasure is about. A class is nobody.
    static void add_subject(const boost::json::value& subject, Names& names, std::set<std::uint64_t>& older) {
        const auto kind = std::string(subject.at("kind").as_string());
        const auto id = subject.at("id").to_number<std::uint64_t>();
        if (kind == "pupil" || kind == "guardian" || kind == "staff") names.insert(name(kind, id));
        if (kind == "concern") older.insert(id);
    }
    static std::vector<std::uint64_t> numbers(const boost::json::value& value) {
        std::vector<std::uint64_t> found;
        if (value.is_number()) found.push_back(value.to_number<std::uint64_t>());
        if (value.is_array()) {
            for (const auto& one : value.get_array()) {
                if (one.is_number()) found.push_back(one.to_number<std::uint64_t>());
            }
        }
        std::erase(found, 0U);
        return found;
    }
    static std::string person_of(const std::string& kind, const std::string& key, const boost::json::object& clear) {
        if (key == "pupil" || key == "pupils") return "pupil";
        if (key == "guardian" || key == "notified") return "guardian";
        if (key == "staff" || key == "author" || key == "absent") return "staff";
        if (key == "cover") return kind == "cover_arranged" ? "staff" : "";
        if (key == "person") return std::string(clear.at("person_kind").as_string());
        if (key == "object" && clear.at("kind") == "conduct") return "guardian";
        return "";
    }
    static bool is_reference(const std::string& kind, const std::string& key, const boost::json::object& clear) {
        static const std::set<std::string> kKeys{"thread", "message", "messages", "reply", "meeting", "carrier",
                                                 "mark",   "marks",   "item",     "award", "report",  "concern",
                                                 "digest", "post",    "invite",   "away",  "hold",    "erasure"};
        if (key == "cover") return kind == "cover_ended";
        if (key == "object") return clear.at("kind") != "conduct";
        return kKeys.contains(key);
    }

    std::map<std::uint64_t, Fact> facts_;
};

}  // namespace hometime::test
