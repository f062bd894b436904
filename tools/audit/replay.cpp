#include "tools/audit/replay.h"

#include <charconv>

#include "daemon/commands/calendars.h"
#include "eventstore/audit.h"
#include "eventstore/codec.h"
#include "eventstore/read_ahead.h"
#include "projections/views/folder.h"
#include "projections/views/queries.h"

namespace hometime::tools {

namespace {

/// Where a replay stops.
struct Until {
    Sequence sequence;
    UtcTime instant;
};

Result<Until> find_end(const AuditLog& audit, const LogHead& head, const std::string& at) {
    Sequence last{head.size};
    const auto instant = parse_utc_time(at);
    if (!at.empty() && !instant) {
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(at.data(), at.data() + at.size(), number);
        if (error != std::errc{} || end != at.data() + at.size() || number == 0) {
            return fail(ErrorCode::invalid, "--at takes an instant like 2026-11-24T15:30:00Z, or a sequence");
        }
        last = Sequence{std::min(number, head.size)};
    }
    Until end{Sequence{}, instant.value_or(UtcTime{})};
    const auto scanned = scan_ahead(*audit.log, head.school, Sequence{1}, [&](const Record& record) {
        if (instant && record.header.recorded_at > *instant) return false;
        end.sequence = record.header.sequence;
        if (!instant) end.instant = record.header.recorded_at;
        return end.sequence < last;
    });
    if (!scanned) return tl::unexpected(scanned.error());
    return end;
}

boost::json::array links(const School& school) {
    boost::json::array list;
    school.each_pupil([&](const PupilRow& row) {
        for (const auto& link : row.links) {
            list.push_back(
                {{"pupil", row.id.value}, {"guardian", link.guardian.value}, {"approval", link.approval.value}});
        }
        return true;
    });
    return list;
}

boost::json::value shown(const std::optional<UtcTime>& instant) {
    return instant ? boost::json::value(to_string(*instant)) : boost::json::value(nullptr);
}

/// What the sender of a message was told, as far as it stands in clear (S41): it stays so, whatever moves later.
boost::json::object told(const RecordHeader& header, const MessageSent& message) {
    return {{"message", header.sequence.value},
            {"thread", message.thread.value},
            {"staff", message.staff.value},
            {"sent_at", to_string(header.recorded_at)},
            {"release_at", shown(message.release_at)},
            {"due", shown(message.due)},
            {"policy", header.policy.value},
            {"calendar", message.calendar.value}};
}

boost::json::array windows_of(const School& school, StaffId staff, UtcTime instant) {
    const auto calendar = calendar_of(school, staff);
    boost::json::array list;
    for (const auto& window : calendar.windows_on(calendar.zone().local(instant).date)) {
        list.push_back({{"open", to_string(window.open)}, {"close", to_string(window.close)}});
    }
    return list;
}

boost::json::object person(const School& school, const StaffRow& row, const ViewSource& views, UtcTime instant) {
    boost::json::array inbox;
    for (views::Page page;;) {
        const auto items = views::inbox(views, school.id(), row.id, page);
        for (const auto& item : items) {
            inbox.push_back({{"message", item.message.value},
                             {"thread", item.thread.value},
                             {"released_at", to_string(item.released_at)},
                             {"digest", item.digest.value}});
        }
        if (items.size() < page.limit) break;
        page.after = items.back().number;
    }
    boost::json::array held;
    for (const auto& message : school.held_of(row.id)) {
        held.push_back({{"message", message->message.value},
                        {"release_at", shown(message->release_at)},
                        {"due", shown(message->due)}});
    }
    boost::json::array roles;
    for (const auto role : row.granted) roles.emplace_back(boost::describe::enum_to_string(role, "?"));
    boost::json::array classes;
    for (const auto id : row.teaches) classes.emplace_back(id.value);
    return {{"staff", row.id.value},     {"teaches", std::move(classes)},
            {"roles", std::move(roles)}, {"windows_today", windows_of(school, row.id, instant)},
            {"inbox", std::move(inbox)}, {"held", std::move(held)}};
}

Result<LogHead> head_of(const AuditLog& audit, SchoolId school) {
    const auto head = audit.log->head(school);
    if (!head) return fail(ErrorCode::not_found, "there is no such school in this folder");
    return *head;
}

}  // namespace

Result<boost::json::object> replay(const std::filesystem::path& folder, SchoolId id, const std::string& at) {
    const auto audit = open_for_audit(folder);
    if (!audit) return tl::unexpected(audit.error());
    const auto head = head_of(*audit, id);
    if (!head) return tl::unexpected(head.error());
    const auto until = find_end(*audit, *head, at);
    if (!until) return tl::unexpected(until.error());
    MemoryRows rows;
    boost::json::array receipts;
    const auto folded = scan_ahead(*audit->log, id, Sequence{1}, [&](const Record& record) {
        if (record.header.sequence > until->sequence) return false;
        if (const auto* sent = std::get_if<MessageSent>(&record.event)) receipts.push_back(told(record.header, *sent));
        evolve(rows, id, record.header, record.event);
        return true;
    });
    if (!folded) return tl::unexpected(folded.error());
    MemoryViews views;
    Projections projections;
    projections.push_back(views::inbox_projection());
    Cursors end;
    for (const auto& one : audit->log->heads()) end[one.school] = one.school == id ? until->sequence : Sequence{};
    if (auto built = rebuild_views(*audit->log, views, std::move(projections), end); !built)
        return tl::unexpected(built.error());

    const School school(id, rows);
    const auto row = school.school();
    boost::json::object result{{"school", to_string(id)},
                               {"sequence", until->sequence.value},
                               {"instant", to_string(until->instant)},
                               {"policy", row ? row->policy.value : 0},
                               {"calendar", row ? row->calendar.value : 0},
                               {"links", links(school)},
                               {"receipts", std::move(receipts)}};
    boost::json::array staff;
    if (row && row->policy) {
        school.each_staff([&](const StaffRow& one) {
            if (one.active) staff.push_back(person(school, one, views, until->instant));
            return true;
        });
    }
    result["staff"] = std::move(staff);
    return result;
}

Result<void> dump(const std::filesystem::path& folder, SchoolId school, Sequence from, Sequence to,
                  const std::function<void(const boost::json::object&)>& line) {
    const auto audit = open_for_audit(folder);
    if (!audit) return tl::unexpected(audit.error());
    if (const auto head = head_of(*audit, school); !head) return tl::unexpected(head.error());
    return audit->log->scan(school, std::max(from, Sequence{1}), [&](const Record& record) {
        if (to && record.header.sequence > to) return false;
        const auto& header = record.header;
        std::string clear;
        write_clear(clear, record.event);
        boost::json::array sealed;
        for (const auto& part : record.sealed) {
            sealed.push_back({{"part", part.part}, {"key", part.key}, {"sealed_bytes", part.box.size()}});
        }
        line({{"school", to_string(school)},
              {"sequence", header.sequence.value},
              {"recorded_at", to_string(header.recorded_at)},
              {"type", name_of(header.tag)},
              {"schema", header.schema},
              {"actor", {{"kind", boost::describe::enum_to_string(header.actor.kind, "?")}, {"id", header.actor.id}}},
              {"session", header.session},
              {"policy", header.policy.value},
              {"causation", header.causation.value},
              {"fact", boost::json::parse(clear)},
              {"sealed", std::move(sealed)}});
        return true;
    });
}

}  // namespace hometime::tools
