#include "tools/audit/replay.h"

#include "daemon/commands/calendars.h"
#include "projections/views/queries.h"
#include "tools/audit/folded.h"
#include "tools/audit/record_line.h"
#include "tools/audit/shown_rows.h"

namespace hometime::tools {

namespace {

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

}  // namespace

Result<boost::json::object> replay(const std::filesystem::path& folder, SchoolId id, const std::string& at) {
    const auto moment = Moment::parse(at, "--at");
    if (!moment) return tl::unexpected(moment.error());
    const auto audit = open_for_audit(folder);
    if (!audit) return tl::unexpected(audit.error());
    const auto head = head_of(*audit, id);
    if (!head) return tl::unexpected(head.error());
    const auto until = find_end(*audit->log, *head, *moment);
    if (!until) return tl::unexpected(until.error());
    MemoryRows rows;
    boost::json::array receipts;
    const auto folded = fold_rows(*audit, id, Sequence{}, until->sequence, rows, [&](const Record& record) {
        if (const auto* sent = std::get_if<MessageSent>(&record.event)) receipts.push_back(told(record.header, *sent));
    });
    if (!folded) return tl::unexpected(folded.error());
    MemoryViews views;
    Projections projections;
    projections.push_back(views::inbox_projection());
    if (auto built = fold_views(*audit, id, until->sequence, std::move(projections), views); !built) {
        return tl::unexpected(built.error());
    }

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
    Result<void> outcome;
    const auto scanned =
        audit->log->scan_frames(school, std::max(from, Sequence{1}), [&](Sequence sequence, std::string_view frame) {
            if (to && sequence > to) return false;
            const auto record = decode_frame(frame);
            if (!record) outcome = tl::unexpected(record.error());
            if (record) line(record_line(school, *record));
            return record.has_value();
        });
    return scanned ? outcome : scanned;
}

namespace {

std::unique_ptr<Projection> projection_named(const std::string& name) {
    for (auto& one : views::all_projections()) {
        if (one->view().name == name || to_string(one->view()) == name) return std::move(one);
    }
    return nullptr;
}

}  // namespace

Result<Until> replay_view(const std::filesystem::path& folder, SchoolId school, const std::string& view,
                          const std::string& at, const std::function<void(const boost::json::object&)>& line) {
    auto projection = projection_named(view);
    if (!projection) {
        std::string names;
        for (const auto& one : views::all_projections()) names += ' ' + std::string(one->view().name);
        return fail(ErrorCode::invalid, "there is no such view; there are:" + names);
    }
    const auto moment = Moment::parse(at, "--at");
    if (!moment) return tl::unexpected(moment.error());
    const auto audit = open_for_audit(folder);
    if (!audit) return tl::unexpected(audit.error());
    const auto head = head_of(*audit, school);
    if (!head) return tl::unexpected(head.error());
    const auto until = find_end(*audit->log, *head, *moment);
    if (!until) return tl::unexpected(until.error());
    MemoryViews views;
    const auto name = projection->view();
    Projections one;
    one.push_back(std::move(projection));
    if (auto built = fold_views(*audit, school, until->sequence, std::move(one), views); !built) {
        return tl::unexpected(built.error());
    }
    for (const auto& [key, value] : rows_of(views, name, school)) line(shown_view_row(key, value));
    return *until;
}

}  // namespace hometime::tools
