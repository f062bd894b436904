#include "notifier/webhooks/hooks.h"

#include <boost/json.hpp>

#include "eventstore/base/encoding.h"
#include "notifier/bus/stored_events.h"
#include "notifier/bus/subscribers.h"
#include "projections/views/projection.h"

namespace hometime::webhook {

namespace {

/// Bytes of the epoch in an id: enough to tell apart the incarnations of one log.
constexpr std::size_t kEpochBytes = 8;

/// Number of the last event, up to the one `most`, that a fact up to `until` became; 0: none.
std::uint64_t last_until(const ViewRows& rows, SchoolId school, Stream stream, std::uint64_t most, Sequence until) {
    std::uint64_t low = 0, high = most;
    while (low < high) {
        const auto middle = low + (high - low + 1) / 2;
        views::Page page;
        page.after = middle - 1;
        page.limit = 1;
        const auto found = views::stream_entries(rows, school, stream, page);
        if (!found.empty() && found.front().number == middle && found.front().fact <= until) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

std::string id_of(SchoolId school, Stream stream, const std::string& what, const Uuid& epoch) {
    return to_string(school) + '-' + std::string(to_string(stream)) + '-' + what + '-' +
           hex(ByteView(epoch.bytes).first(kEpochBytes));
}

/// As the bus says it, with what stands in a frame's header there.
std::string notice_body(SchoolId school, Stream stream, const Uuid& epoch, std::uint64_t last) {
    const auto name = to_string(school);
    const std::string stream_name(to_string(stream));
    return boost::json::serialize(
        boost::json::object{{"specversion", "1.0"},
                            {"id", name + ".epoch." + stream_name + "." + to_string(epoch)},
                            {"source", "/schools/" + name + "/streams/" + stream_name},
                            {"type", "org.hometime.notice.v1"},
                            {"datacontenttype", "application/json"},
                            {"data", {{"notice", "epoch_changed"}, {"epoch", to_string(epoch)}, {"last", last}}}});
}

}  // namespace

/// One stream as it stands.
struct Hooks::Moment {
    SchoolId school;
    Stream stream{};
    std::unique_ptr<ViewRows> rows;
    views::StreamSchool row;
    std::uint64_t last = 0;
};

std::string hook_id(SchoolId school, Stream stream, std::uint64_t number, const Uuid& epoch) {
    return id_of(school, stream, std::to_string(number), epoch);
}

/// An incarnation that this log does not know ended before one that it knows began: at the first, at the latest.
Sequence common_until(const EventLog& log, SchoolId school, const Uuid& epoch) {
    std::optional<Sequence> first, next;
    const auto head = log.head(school);
    bool met = head && head->log == epoch;
    const auto scanned = log.scan(school, Sequence{1}, [&](const Record& record) {
        const auto* restored = std::get_if<LogRestored>(&record.event);
        if (restored == nullptr) return true;
        const Sequence came_back{restored->size};
        if (!first) first = came_back;
        if (met && !next) next = came_back;
        met = met || restored->epoch == epoch;
        return !next;
    });
    if (!scanned) throw bus::LogFailed{};
    return next.value_or(first.value_or(Sequence{}));
}

/// A view that has not come as far as the log's last restore numbers what may not hold any more: it is waited for.
std::optional<Hooks::Moment> Hooks::enter(Place& place) const {
    const auto named = bus::parse_stream_prefix(place.stream);
    const auto epoch = named ? epoch_of_(named->first) : std::nullopt;
    if (!epoch) return std::nullopt;
    Moment now{named->first, named->second, views_.read(views::kStreams), {}, 0};
    const auto row = views::stream_school(*now.rows, now.school);
    if (!row || row->log != *epoch) return std::nullopt;
    now.row = *row;
    now.last = views::stream_last(*now.rows, now.school, now.stream);
    const auto number_until = [&](Sequence fact) {
        return last_until(*now.rows, now.school, now.stream, now.last, fact);
    };
    if (place.epoch && *place.epoch != *epoch) {
        const auto common = common_until(log_, now.school, *place.epoch);
        place.number = std::min(place.number, number_until(common));
        place.silent = std::min(place.silent, common);
        place.epoch_changed = true;
    }
    place.epoch = epoch;
    if (place.silent) place.number = std::max(place.number, number_until(place.silent));
    return now;
}

std::optional<Hook> Hooks::next(Place& place) const {
    const auto now = enter(place);
    if (!now) return std::nullopt;
    if (place.epoch_changed) {
        return Hook{place.stream, id_of(now->school, now->stream, "epoch", *place.epoch),
                    notice_body(now->school, now->stream, *place.epoch, place.number), place.number, true};
    }
    if (place.number >= now->last) return std::nullopt;
    views::Page page;
    page.after = place.number;
    page.limit = 1;
    const auto entries = views::stream_entries(*now->rows, now->school, now->stream, page);
    if (entries.empty()) return std::nullopt;
    bus::StoredEvents stored(log_, *now->rows, now->row);
    const auto number = entries.front().number;
    Hook hook{place.stream, hook_id(now->school, now->stream, number, *place.epoch), {}, number, false};
    stored.events(now->stream, entries, 0, clock_, [&](const auto&, bus::Message&& message) {
        hook.body = std::move(message.body);
        return true;
    });
    return hook;
}

std::uint64_t Hooks::waiting(Place place) const {
    const auto now = enter(place);
    if (!now) return 0;
    const auto events = now->last > place.number ? now->last - place.number : 0;
    return events + (place.epoch_changed ? 1 : 0);
}

}  // namespace hometime::webhook
