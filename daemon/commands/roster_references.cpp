#include "daemon/commands/roster_references.h"

#include <map>
#include <set>

namespace hometime {

namespace {

class References {
public:
    explicit References(const ImportRoster& roster) : roster_(roster) {}

    json::FieldErrors run() {
        const auto classes = ids("/classes", roster_.classes);
        const auto pupils = ids("/pupils", roster_.pupils);
        ids("/staff", roster_.staff);
        ids("/adults", roster_.adults);
        for (std::size_t i = 0; i < roster_.staff.size(); ++i) {
            known(at("/staff", i) + "/teaches", roster_.staff[i].teaches, classes);
            known(at("/staff", i) + "/assists", roster_.staff[i].assists, classes);
        }
        for (std::size_t i = 0; i < roster_.pupils.size(); ++i) {
            const auto& in = roster_.pupils[i].class_external_id;
            if (!in.empty() && !classes.contains(in)) unknown(at("/pupils", i) + "/class_external_id");
        }
        for (std::size_t i = 0; i < roster_.adults.size(); ++i) {
            ties(at("/adults", i) + "/ties", roster_.adults[i].ties, pupils);
        }
        return std::move(errors_);
    }

private:
    static std::string at(const std::string& list, std::size_t index) { return list + '/' + std::to_string(index); }

    template <class Entry>
    std::set<std::string> ids(const std::string& list, const std::vector<Entry>& entries) {
        std::set<std::string> found;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (!found.insert(entries[i].external_id).second)
                add(at(list, i) + "/external_id", "duplicate", "stands twice in this list");
        }
        return found;
    }

    void known(const std::string& list, const std::vector<std::string>& names, const std::set<std::string>& there) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (!there.contains(names[i])) unknown(at(list, i));
        }
    }
    /// One adult is one pupil's mother or her carer, not both: the next import could not tell which is meant.
    void ties(const std::string& list, const std::vector<RosterTie>& all, const std::set<std::string>& pupils) {
        std::map<std::string, Relationship> known;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto pointer = at(list, i);
            if (!pupils.contains(all[i].pupil_external_id)) unknown(pointer + "/pupil_external_id");
            const auto [first, fresh] = known.emplace(all[i].pupil_external_id, all[i].relationship);
            if (fresh || first->second == all[i].relationship) continue;
            add(pointer + "/relationship", "contradicts", "is another one than this roster has for the same pupil");
        }
    }
    void unknown(const std::string& pointer) { add(pointer, "unknown", "is not in this roster"); }
    void add(const std::string& pointer, const char* code, const char* message) {
        if (errors_.size() < kRosterErrorsMax) errors_.push_back({pointer, code, message});
    }

    const ImportRoster& roster_;
    json::FieldErrors errors_;
};

}  // namespace

json::FieldErrors broken_references(const ImportRoster& roster) {
    return References(roster).run();
}

}  // namespace hometime
