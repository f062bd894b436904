#include "tools/audit/readers.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "daemon/access/permissions.h"
#include "tools/audit/folded.h"
#include "tools/audit/moments.h"

namespace hometime::tools {

namespace {

/// One way to see a thing: what has to be asked for, and of what.
struct Way {
    Operation operation;
    Object object;
};

struct Thing {
    std::string kind;
    std::uint64_t id = 0;
    std::vector<Way> ways;
    bool there = false;  ///< at that moment
};

constexpr std::array<std::string_view, 11> kKinds{"message", "thread", "post",    "feed",         "pupil",  "points",
                                                  "concern", "report", "meeting", "restrictions", "conduct"};

Result<Thing> parse_thing(const std::string& text) {
    const auto colon = text.find(':');
    Thing thing{text.substr(0, colon), 0, {}, false};
    const auto digits = colon == std::string::npos ? std::string() : text.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), thing.id);
    const bool known = std::find(kKinds.begin(), kKinds.end(), thing.kind) != kKinds.end();
    if (known && error == std::errc{} && end == digits.data() + digits.size()) return thing;
    std::string kinds;
    for (const auto kind : kKinds) kinds += (kinds.empty() ? "" : ", ") + std::string(kind);
    return fail(ErrorCode::invalid, "what is read is written as kind:number, like message:10455; kinds: " + kinds);
}

Way way(Operation operation, ObjectKind kind, std::uint64_t id, ThreadId thread = {}) {
    return {operation, Object{kind, id, thread}};
}

/// The thread of a message that was in the log by then. 0: it was not, or is none.
ThreadId thread_of(const AuditLog& audit, SchoolId school, std::uint64_t id, Sequence until) {
    if (id == 0 || id > until.value) return {};
    const auto record = audit.log->read({school, Sequence{id}});
    const auto* message = record ? std::get_if<MessageSent>(&record->event) : nullptr;
    return message != nullptr ? message->thread : ThreadId{};
}

/// A message is read alone; and it stands in its thread, which the leadership may inspect, in a report of it, and in an
/// export of everything about somebody.
void find_message(const AuditLog& audit, const School& school, Sequence until, Thing& thing) {
    const auto thread = thread_of(audit, school.id(), thing.id, until);
    thing.there = static_cast<bool>(thread);
    thing.ways = {way(Operation::read_message, ObjectKind::message, thing.id, thread),
                  way(Operation::inspect_thread, ObjectKind::thread, thread.value),
                  way(Operation::export_subject, ObjectKind::school, 0)};
    school.each_report([&](const ReportRow& report) {
        if (report.message.value == thing.id) {
            thing.ways.push_back(way(Operation::read_report, ObjectKind::report, report.id.value));
        }
        return true;
    });
}

void find(const AuditLog& audit, const School& school, Sequence until, Thing& thing) {
    const auto id = thing.id;
    const auto everything = way(Operation::export_subject, ObjectKind::school, 0);
    if (thing.kind == "message") return find_message(audit, school, until, thing);
    if (thing.kind == "thread") {
        thing.there = school.thread(ThreadId{id}) != nullptr;
        thing.ways = {way(Operation::read_thread, ObjectKind::thread, id),
                      way(Operation::inspect_thread, ObjectKind::thread, id), everything};
    } else if (thing.kind == "post") {
        thing.there = school.post(PostId{id}) != nullptr;
        thing.ways = {way(Operation::read_post, ObjectKind::post, id)};
    } else if (thing.kind == "feed") {
        thing.there = id == 0 || school.school_class(ClassId{id}) != nullptr;
        thing.ways = {way(Operation::read_feed, ObjectKind::feed, id)};
    } else if (thing.kind == "concern") {
        thing.there = school.concern(ConcernId{id}) != nullptr;
        thing.ways = {way(Operation::read_concern, ObjectKind::concern, id),
                      way(Operation::export_safeguarding, ObjectKind::school, 0)};
    } else if (thing.kind == "report") {
        thing.there = school.report(ReportId{id}) != nullptr;
        thing.ways = {way(Operation::read_report, ObjectKind::report, id)};
    } else if (thing.kind == "meeting") {
        thing.there = school.meeting(MeetingId{id}) != nullptr;
        thing.ways = {way(Operation::read_meeting, ObjectKind::meeting, id)};
    } else if (thing.kind == "conduct") {
        thing.there = school.guardian(GuardianId{id}) != nullptr;
        thing.ways = {way(Operation::read_conduct, ObjectKind::guardian, id)};
    } else {  // Of a pupil.
        thing.there = school.pupil(PupilId{id}) != nullptr;
        const auto reading = thing.kind == "points"  ? Operation::read_points
                             : thing.kind == "pupil" ? Operation::read_pupil
                                                     : Operation::read_restriction;
        thing.ways = {way(reading, ObjectKind::pupil, id), everything};
    }
}

class Asker {
public:
    Asker(const School& school, const Thing& thing, UtcTime at) : school_(school), thing_(thing), at_(at) {}

    boost::json::array people() {
        school_.each_guardian(
            [&](const GuardianRow& row) { return ask(ActorKind::guardian, row.id.value, row.account); });
        school_.each_staff([&](const StaffRow& row) { return ask(ActorKind::staff, row.id.value, row.account); });
        school_.each_pupil([&](const PupilRow& row) { return ask(ActorKind::pupil, row.id.value, row.account); });
        return std::move(list_);
    }

private:
    bool ask(ActorKind kind, std::uint64_t id, std::uint64_t account) {
        if (account == 0) return true;  // Nobody without a sign-in reads anything.
        const Actor actor{kind, id};
        boost::json::array by;
        for (const auto& one : thing_.ways) {
            if (permit(school_, actor, one.operation, one.object, at_) != Verdict::allowed) continue;
            const boost::json::value name(to_string(one.operation));
            if (std::find(by.begin(), by.end(), name) == by.end()) by.push_back(name);
        }
        if (by.empty()) return true;
        boost::json::array roles;
        for (const auto role : roles_of(school_, actor, at_)) {
            roles.emplace_back(boost::describe::enum_to_string(role, "?"));
        }
        list_.push_back({{"person", {{"kind", boost::describe::enum_to_string(kind, "?")}, {"id", id}}},
                         {"roles", std::move(roles)},
                         {"by", std::move(by)}});
        return true;
    }

    const School& school_;
    const Thing& thing_;
    UtcTime at_;
    boost::json::array list_;
};

}  // namespace

Result<boost::json::object> who_could_read(const std::filesystem::path& folder, SchoolId id, const std::string& what,
                                           const std::string& at) {
    auto thing = parse_thing(what);
    if (!thing) return tl::unexpected(thing.error());
    const auto moment = Moment::parse(at, "--at");
    if (!moment) return tl::unexpected(moment.error());
    const auto audit = open_for_audit(folder);
    if (!audit) return tl::unexpected(audit.error());
    const auto head = head_of(*audit, id);
    if (!head) return tl::unexpected(head.error());
    const auto until = find_end(*audit->log, *head, *moment);
    if (!until) return tl::unexpected(until.error());
    MemoryRows rows;
    if (auto folded = fold_rows(*audit, id, Sequence{}, until->sequence, rows); !folded) {
        return tl::unexpected(folded.error());
    }
    const School school(id, rows);
    find(*audit, school, until->sequence, *thing);
    if (!thing->there) return fail(ErrorCode::not_found, "there was no " + what + " at that moment");
    const auto row = school.school();
    return boost::json::object{{"school", to_string(id)},
                               {"sequence", until->sequence.value},
                               {"instant", to_string(until->instant)},
                               {"policy", row ? row->policy.value : 0},
                               {"what", what},
                               {"readers", Asker(school, *thing, until->instant).people()}};
}

}  // namespace hometime::tools
