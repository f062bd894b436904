#include "notifier/bus/stored_events.h"

#include <boost/json.hpp>

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
    : log_(log),
      rows_(rows),
      school_(school),
      zone_(TimeZone::load(school.zone).value_or(TimeZone::utc())),
      erased_(rows, school.school) {}

StoredEvents::Content StoredEvents::content(Stream stream, Record&& record) const {
    for (const auto& publication : publications(record.header, record.event)) {
        if (publication.stream != stream) continue;
        if (!erased_.strip(record.header, record.event)) return {record.header, publication, std::nullopt};
        auto body = publication_body(record.header, record.event, stream, zone_);
        if (std::holds_alternative<KeyDestroyed>(record.event)) {
            body.data = with_erased_things(record.header.sequence, body.data);
        }
        return {record.header, publication, std::move(body)};
    }
    throw LogFailed{};
}

StoredEvents::Content StoredEvents::content(Stream stream, Sequence fact) const {
    auto record = log_.read({school_.school, fact});
    if (!record) throw LogFailed{};
    return content(stream, std::move(*record));
}

Message StoredEvents::around(const Content& content, const EventPlace& place) {
    const auto [at, added] = envelopes_.try_emplace(content.publication.type, school_.school, content.publication);
    return at->second.around(place, content.header, content.body);
}

std::string StoredEvents::with_erased_things(Sequence fact, const std::string& data) const {
    auto object = js::parse(data).as_object();
    const auto things = views::erased_things(rows_, school_.school, fact);
    if (!things.messages.empty()) put_list(object, "messages", things.messages);
    if (!things.replies.empty()) put_list(object, "replies", things.replies);
    if (!things.posts.empty()) put_list(object, "posts", things.posts);
    return js::serialize(object);
}

void StoredEvents::events(Stream stream, std::span<const views::StreamEntry> entries, std::uint16_t flags,
                          const Clock& clock, const Take& take) {
    std::vector<Sequence> facts;
    facts.reserve(entries.size());
    for (const auto& entry : entries) facts.push_back(entry.fact);
    auto entry = entries.begin();
    const auto read = log_.read_each(school_.school, facts, [&](Record&& record) {
        const auto found = content(stream, std::move(record));
        auto message = around(found, {school_.log, entry->number, clock.now(), flags});
        return take(*entry++, std::move(message));
    });
    if (!read) throw LogFailed{};
}

std::optional<Message> StoredEvents::item(Stream stream, const views::StreamItem& item, UtcTime sent_at) {
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
    return around(newest, {school_.log, item.number, sent_at, kSnapshotItem});
}

}  // namespace hometime::bus
