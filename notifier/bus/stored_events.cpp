#include "notifier/bus/stored_events.h"

#include <boost/json.hpp>

#include "projections/views/stream_erasures.h"

namespace hometime::bus {

namespace {

namespace js = boost::json;

void put_list(js::object& data, std::string_view name, const std::vector<std::uint64_t>& things) {
    js::array list;
    for (const auto thing : things) list.emplace_back(thing);
    data[name] = std::move(list);
}

}  // namespace

StoredEvents::StoredEvents(const EventLog& log, const ViewRows& rows, const views::StreamSchool& school)
    : log_(log), rows_(rows), school_(school), zone_(TimeZone::load(school.zone).value_or(TimeZone::utc())) {}

StoredEvents::Content StoredEvents::content(Stream stream, Sequence fact) const {
    const auto record = log_.read({school_.school, fact});
    if (!record) throw LogFailed{};
    for (const auto& publication : publications(record->header, record->event)) {
        if (publication.stream != stream) continue;
        const auto shown = views::without_erased(rows_, school_.school, record->header, record->event);
        if (!shown) return {record->header, publication, std::nullopt};
        auto body = publication_body(record->header, *shown, stream, zone_);
        if (std::holds_alternative<KeyDestroyed>(*shown)) body.data = with_erased_things(fact, body.data);
        return {record->header, publication, std::move(body)};
    }
    throw LogFailed{};
}

std::string StoredEvents::with_erased_things(Sequence fact, const std::string& data) const {
    auto object = js::parse(data).as_object();
    const auto things = views::erased_things(rows_, school_.school, fact);
    if (!things.messages.empty()) put_list(object, "messages", things.messages);
    if (!things.replies.empty()) put_list(object, "replies", things.replies);
    if (!things.posts.empty()) put_list(object, "posts", things.posts);
    return js::serialize(object);
}

Message StoredEvents::event(Stream stream, const views::StreamEntry& entry, std::uint16_t flags,
                            UtcTime sent_at) const {
    const auto found = content(stream, entry.fact);
    return event_message({school_.school, school_.log, entry.number, sent_at, flags}, found.header, found.publication,
                         found.body);
}

std::optional<Message> StoredEvents::item(Stream stream, const views::StreamItem& item, UtcTime sent_at) const {
    auto newest = content(stream, item.fact);
    if (!newest.body) return std::nullopt;
    if (item.first != item.fact) {
        const auto first = content(stream, item.first);
        if (!first.body) return std::nullopt;
        auto merged = js::parse(first.body->data).as_object();
        const auto changed = js::parse(newest.body->data);
        for (const auto& [name, value] : changed.as_object()) merged[name] = value;
        newest.body->data = js::serialize(merged);
    }
    return event_message({school_.school, school_.log, item.number, sent_at, kSnapshotItem}, newest.header,
                         newest.publication, newest.body);
}

}  // namespace hometime::bus
