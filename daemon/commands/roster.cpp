#include <algorithm>
#include <map>
#include <set>

#include "daemon/commands/commands.h"
#include "daemon/commands/roster_references.h"
#include "notifier/calendar.h"

namespace hometime {

namespace {

/// More leavers, or links that end with them, than one in so many need a confirmation.
constexpr std::size_t kRemovalsShare = 10;
/// Pupils who move, and who leave, that a dry run names at most; all are counted.
constexpr std::size_t kProposedMax = 500;

/// Compares the roster with the state, in a fixed order, and collects the facts.
class Import {
public:
    Import(const School& school, const ImportRoster& command, const Context& context)
        : school_(school), command_(command), next_(context.next) {}

    Decision run() {
        auto errors = broken_references(command_);
        check_terms(errors);
        if (!errors.empty()) return Refused{Refusal::roster_invalid, std::move(errors), {}};
        if (moved_on()) return Refused{Refusal::roster_conflict, {}, {}};
        classes();
        staff();
        pupils();
        adults();
        leavers();
        if (too_many_leave() && !command_.confirm_removals && !command_.dry_run) {
            return Refused{Refusal::roster_removes_too_many, {}, counts()};
        }
        terms();
        auto reply = counts();
        if (command_.dry_run) {
            reply["moving"] = std::move(moving_);
            reply["leaving"] = std::move(leaving_);
        }
        if (command_.dry_run || events_.empty()) return Accepted{{}, std::move(reply), {}};
        add(RosterImported{added_, changed_, left_});
        return Accepted{std::move(events_), std::move(reply), {}};
    }

private:
    Sequence add(Event event) {
        events_.push_back(std::move(event));
        return std::exchange(next_, next_.next());
    }

    template <class Entry, class Find>
    static bool stale(const std::vector<Entry>& entries, Find find) {
        return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
            const auto row = find(entry.external_id);
            return (row ? row->details : Sequence{}) != entry.compared;
        });
    }

    /// The MACs were computed against an older state: comparing them now would mean nothing.
    bool moved_on() const {
        return stale(command_.classes, [&](const auto& id) { return class_row(id); }) ||
               stale(command_.staff, [&](const auto& id) { return staff_row(id); }) ||
               stale(command_.pupils, [&](const auto& id) { return pupil_row(id); }) ||
               stale(command_.adults, [&](const auto& id) { return guardian_row(id); });
    }

    std::shared_ptr<const ClassRow> class_row(const std::string& id) const {
        return school_.school_class(ClassId{school_.external(ExternalKind::school_class, id)});
    }
    std::shared_ptr<const StaffRow> staff_row(const std::string& id) const {
        return school_.staff(StaffId{school_.external(ExternalKind::staff, id)});
    }
    std::shared_ptr<const PupilRow> pupil_row(const std::string& id) const {
        return school_.pupil(PupilId{school_.external(ExternalKind::pupil, id)});
    }
    std::shared_ptr<const GuardianRow> guardian_row(const std::string& id) const {
        return school_.guardian(GuardianId{school_.external(ExternalKind::guardian, id)});
    }

    template <class Entry>
    static std::vector<const Entry*> in_order(const std::vector<Entry>& entries) {
        std::vector<const Entry*> sorted;
        for (const auto& entry : entries) sorted.push_back(&entry);
        std::sort(sorted.begin(), sorted.end(), [](auto* a, auto* b) { return a->external_id < b->external_id; });
        return sorted;
    }

    void classes() {
        for (const auto* entry : in_order(command_.classes)) {
            const auto row = class_row(entry->external_id);
            const Private details{json::to_string(entry->details)};
            if (!row) {
                class_ids_[entry->external_id] =
                    ClassId::at(add(ClassCreated{entry->external_id, entry->mac, details}));
                ++added_;
                continue;
            }
            class_ids_[entry->external_id] = row->id;
            if (row->mac == entry->mac && row->active) continue;
            add(ClassRenamed{row->id, entry->mac, details});
            ++changed_;
        }
    }

    std::set<ClassId> known_classes(const std::vector<std::string>& external_ids) const {
        std::set<ClassId> ids;
        for (const auto& id : external_ids) {
            if (const auto found = class_ids_.find(id); found != class_ids_.end()) ids.insert(found->second);
        }
        return ids;
    }

    void staff() {
        for (const auto* entry : in_order(command_.staff)) {
            present_staff_.insert(entry->external_id);
            const auto row = staff_row(entry->external_id);
            const Private details{json::to_string(entry->details)};
            StaffId id = row ? row->id : StaffId{};
            if (!row) {
                id = StaffId::at(add(StaffAdded{entry->external_id, entry->mac, details}));
                ++added_;
            } else if (row->mac != entry->mac || !row->active) {
                add(StaffDetailsChanged{id, entry->mac, details});
                ++changed_;
            }
            assign(id, row, known_classes(entry->teaches), known_classes(entry->assists));
        }
    }

    void assign(StaffId id, const std::shared_ptr<const StaffRow>& row, const std::set<ClassId>& teaches,
                const std::set<ClassId>& assists) {
        const auto had = [&](ClassId c, bool teaching) {
            return row && row->active && (teaching ? row->teaches : row->assists).contains(c);
        };
        for (const auto c : teaches) {
            if (!had(c, true)) note_change(StaffAssigned{id, c, StaffRole::teacher}, row != nullptr);
        }
        for (const auto c : assists) {
            if (!had(c, false) && !teaches.contains(c)) {
                note_change(StaffAssigned{id, c, StaffRole::teaching_assistant}, row != nullptr);
            }
        }
        if (!row || !row->active) return;
        for (const auto& classes : {row->teaches, row->assists}) {
            for (const auto c : classes) {
                if (!teaches.contains(c) && !assists.contains(c)) note_change(StaffUnassigned{id, c}, true);
            }
        }
    }

    void note_change(Event event, bool counts) {
        add(std::move(event));
        changed_ += counts ? 1 : 0;
    }

    void pupils() {
        for (const auto* entry : in_order(command_.pupils)) {
            const auto in = class_ids_.find(entry->class_external_id);
            const ClassId class_id = in == class_ids_.end() ? ClassId{} : in->second;
            present_pupils_.insert(entry->external_id);
            const auto row = pupil_row(entry->external_id);
            const Private details{json::to_string(entry->details)};
            if (!row) {
                pupil_ids_[entry->external_id] =
                    PupilId::at(add(PupilEnrolled{entry->external_id, class_id, entry->mac, details}));
                ++added_;
                continue;
            }
            pupil_ids_[entry->external_id] = row->id;
            if (row->mac != entry->mac) note_change(PupilDetailsChanged{row->id, entry->mac, details}, true);
            if (row->class_id == class_id && row->active) continue;
            note_change(PupilMoved{row->id, class_id}, true);
            ++pupils_moving_;
            if (moving_.size() < kProposedMax) {
                moving_.push_back({{"pupil", row->id.value}, {"class", entry->class_external_id}});
            }
        }
    }

    void adults() {
        for (const auto* entry : in_order(command_.adults)) {
            const auto row = guardian_row(entry->external_id);
            const Private details{json::to_string(entry->details)};
            GuardianId id = row ? row->id : GuardianId{};
            if (!row) {
                id = GuardianId::at(add(GuardianRecorded{entry->external_id, entry->mac, details}));
                ++added_;
            } else if (row->mac != entry->mac) {
                note_change(GuardianDetailsChanged{id, entry->mac, details}, true);
            }
            for (const auto& tie : entry->ties) relate(id, tie, row != nullptr);
        }
    }

    void relate(GuardianId guardian, const RosterTie& tie, bool known) {
        const auto found = pupil_ids_.find(tie.pupil_external_id);
        if (found == pupil_ids_.end()) return;
        const auto pupil = school_.pupil(found->second);
        const auto same = [&](const PupilAdult& adult) {
            return adult.guardian == guardian && adult.relationship == tie.relationship;
        };
        if (pupil && std::any_of(pupil->adults.begin(), pupil->adults.end(), same)) return;
        note_change(RelationshipRecorded{guardian, found->second, tie.relationship}, known);
    }

    /// Who is in the state, came from a roster, and is not in this one. Adults never leave by a roster.
    void leavers() {
        school_.each_pupil([&](const PupilRow& row) {
            pupils_before_ += row.active ? 1 : 0;
            links_before_ += row.links.size();
            if (!row.active || present_pupils_.contains(row.external_id)) return true;
            add(PupilLeft{row.id});
            links_ending_ += row.links.size();
            if (leaving_.size() < kProposedMax) {
                leaving_.push_back({{"pupil", row.id.value}, {"links", row.links.size()}});
            }
            return ++pupils_left_, true;
        });
        school_.each_staff([&](const StaffRow& row) {
            staff_before_ += row.active ? 1 : 0;
            if (!row.active || row.external_id.empty() || present_staff_.contains(row.external_id)) return true;
            add(StaffLeft{row.id});
            return ++staff_left_, true;
        });
        school_.each_class([&](const ClassRow& row) {
            if (row.active && !class_ids_.contains(row.external_id)) add(ClassClosed{row.id});
            return true;
        });
        left_ = static_cast<std::uint32_t>(pupils_left_ + staff_left_);
    }

    bool too_many_leave() const {
        return pupils_left_ * kRemovalsShare > pupils_before_ || staff_left_ * kRemovalsShare > staff_before_ ||
               links_ending_ * kRemovalsShare > links_before_;
    }

    /// Terms that no calendar can be set to would hold every message for ever.
    void check_terms(json::FieldErrors& errors) const {
        constexpr std::string_view kMember = "/term_dates";
        if (command_.terms.empty() || !school_.school()) return;
        Calendar calendar;
        calendar.zone = school_.school()->zone;
        calendar.term_dates = command_.terms;
        for (auto& error : check(calendar)) {
            if (!error.pointer.starts_with(kMember)) continue;  // What else a calendar has is not the roster's.
            errors.push_back({"/terms" + error.pointer.substr(kMember.size()), error.code, error.message});
        }
    }

    void terms() {
        if (command_.terms.empty()) return;
        const auto row = school_.calendar();
        if (row && row->terms && *row->terms == command_.terms) return;
        note_change(TermDatesSet{command_.terms}, true);
    }

    boost::json::object counts() const {
        return {{"added", added_},
                {"changed", changed_},
                {"pupils_moving", pupils_moving_},
                {"pupils_leaving", pupils_left_},
                {"staff_leaving", staff_left_},
                {"links_ending", links_ending_},
                {"needs_confirmation", too_many_leave()}};
    }

    const School& school_;
    const ImportRoster& command_;
    Sequence next_;
    std::vector<Event> events_;
    std::map<std::string, ClassId> class_ids_;
    std::map<std::string, PupilId> pupil_ids_;
    std::set<std::string> present_pupils_;
    std::set<std::string> present_staff_;
    std::uint32_t added_ = 0;
    std::uint32_t changed_ = 0;
    std::uint32_t left_ = 0;
    std::size_t pupils_before_ = 0, pupils_left_ = 0, staff_before_ = 0, staff_left_ = 0;
    std::size_t pupils_moving_ = 0, links_before_ = 0, links_ending_ = 0;
    boost::json::array moving_, leaving_;
};

}  // namespace

Decision decide(const School& school, const ImportRoster& command, const Context& context) {
    return Import(school, command, context).run();
}

}  // namespace hometime
