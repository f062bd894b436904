#include "projections/views/threads.h"

#include "projections/views/fold.h"
#include "projections/views/threads_rows.h"

namespace hometime::views {

namespace {

using threads::ItemRow;
using threads::ThreadOfMessage;
using threads::ThreadRow;

std::optional<ThreadView> seen_by(const ThreadRow& row, Side side) {
    if (side == Side::staff && row.shown == 0) return std::nullopt;
    const bool all = side == Side::guardian;
    return ThreadView{
        row.thread, row.guardian, row.staff, row.pupil, all ? row.items : row.shown, all ? row.last_at : row.shown_at};
}

ItemState state_of(const ItemRow& item, const ThreadRow& thread, Side side) {
    if (item.withdrawn_at) return ItemState::withdrawn;
    if (item.undelivered_at) return ItemState::undelivered;
    if (!item.released_at) return ItemState::held;
    if (item.kind == ItemKind::reply) return ItemState::sent;
    const auto last_reply = side == Side::guardian ? thread.last_reply_told : thread.last_reply;
    return last_reply > item.released_by ? ItemState::answered : ItemState::released;
}

/// Each side knows what it wrote itself, and of the other's what was released to it. When a reply was written is not
/// the guardian's to know: to them it is sent when it comes.
std::optional<ThreadItem> seen_by(const ItemRow& row, std::uint64_t id, const ThreadRow& thread, Side side) {
    const bool own = (row.kind == ItemKind::reply) == (side == Side::staff);
    if (!own && !row.released_at) return std::nullopt;
    const bool waited = row.kind == ItemKind::reply && side == Side::guardian;
    return ThreadItem{id,
                      thread.thread,
                      row.kind,
                      row.staff,
                      row.from_office,
                      row.category,
                      row.route,
                      waited ? *row.released_at : row.sent_at,
                      waited ? std::nullopt : row.release_at,
                      row.due,
                      row.released_at,
                      row.released_by,
                      row.withdrawn_at,
                      row.undelivered_at,
                      state_of(row, thread, side)};
}

std::vector<ThreadView> threads_below(const ViewRows& rows, SchoolId school, const std::string& prefix,
                                      const Page& page, Side side) {
    std::vector<ThreadView> found;
    each_of_page(rows, prefix, page, [&](std::string_view key, std::string_view) {
        const ThreadId id{keys::number_after(key, prefix.size())};
        const auto row = find_row<ThreadRow>(rows, keys::of(school, Kind::thread, id));
        const auto view = row ? seen_by(*row, side) : std::nullopt;
        if (view) found.push_back(*view);
        return view.has_value();
    });
    return found;
}

}  // namespace

std::optional<ThreadView> thread(const ViewSource& source, SchoolId school, ThreadId thread, Side side) {
    const auto row = find_row<ThreadRow>(*source.read(kThreads), keys::of(school, Kind::thread, thread));
    return row ? seen_by(*row, side) : std::nullopt;
}

std::vector<ThreadView> threads_of(const ViewSource& source, SchoolId school, GuardianId guardian, const Page& page) {
    return threads_below(*source.read(kThreads), school, keys::of(school, Kind::thread_of_guardian, guardian), page,
                         Side::guardian);
}

std::vector<ThreadView> threads_of(const ViewSource& source, SchoolId school, StaffId staff, const Page& page) {
    return threads_below(*source.read(kThreads), school, keys::of(school, Kind::thread_of_staff, staff), page,
                         Side::staff);
}

std::vector<ThreadItem> thread_items(const ViewSource& source, SchoolId school, ThreadId thread, Side side,
                                     const Page& page) {
    std::vector<ThreadItem> found;
    const auto rows = source.read(kThreads);
    const auto row = find_row<ThreadRow>(*rows, keys::of(school, Kind::thread, thread));
    if (!row) return found;
    const auto prefix = keys::of(school, Kind::thread_item, thread);
    each_of_page(*rows, prefix, page, [&](std::string_view key, std::string_view value) {
        const auto item = seen_by(decode_row<ItemRow>(value), keys::number_after(key, prefix.size()), *row, side);
        if (item) found.push_back(*item);
        return item.has_value();
    });
    return found;
}

std::optional<ThreadItem> thread_item(const ViewSource& source, SchoolId school, ThreadId thread, std::uint64_t id,
                                      Side side) {
    const auto rows = source.read(kThreads);
    const auto row = find_row<ThreadRow>(*rows, keys::of(school, Kind::thread, thread));
    const auto item = find_row<ItemRow>(*rows, keys::of(school, Kind::thread_item, thread, MessageId{id}));
    return row && item ? seen_by(*item, id, *row, side) : std::nullopt;
}

std::optional<ThreadItem> message(const ViewSource& source, SchoolId school, MessageId message, Side side) {
    const auto rows = source.read(kThreads);
    const auto where = find_row<ThreadOfMessage>(*rows, keys::of(school, Kind::thread_of_message, message));
    if (!where) return std::nullopt;
    const auto row = find_row<ThreadRow>(*rows, keys::of(school, Kind::thread, where->thread));
    const auto item = find_row<ItemRow>(*rows, keys::of(school, Kind::thread_item, where->thread, message));
    return row && item ? seen_by(*item, message.value, *row, side) : std::nullopt;
}

}  // namespace hometime::views
