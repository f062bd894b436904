#include "notifier/bus/outgoing.h"

#include "projections/views/projection.h"
#include "projections/views/queries.h"

namespace hometime::bus {

namespace {

/// How far a stream was published, and in which incarnation of the log, as a row of the publisher's own view.
struct Published {
    std::uint64_t number = 0;
    Uuid log;
};
BOOST_DESCRIBE_STRUCT(Published, (), (number, log))

std::string key_of(const std::pair<SchoolId, Stream>& key) {
    return views::keys::stream_row(key.first, views::Kind::published, key.second);
}

}  // namespace

std::vector<std::pair<SchoolId, Stream>> Outgoing::streams() const {
    std::vector<Key> all;
    for (const auto& head : log_.heads()) {
        for (const auto stream : kStreams) all.emplace_back(head.school, stream);
    }
    return all;
}

std::optional<std::pair<SchoolId, Stream>> Outgoing::named(std::string_view topic) const {
    for (const auto& [school, stream] : streams()) {
        if (stream_prefix(school, stream) == topic) return Key{school, stream};
    }
    return std::nullopt;
}

void Outgoing::note(const Key& key, std::uint64_t number) {
    const auto head = log_.head(key.first);
    if (!head) return;
    ViewChanges changes;
    changes[key_of(key)] = json::to_string(Published{number, head->log});
    const ViewWrite write{views::kPublisher, &changes};
    std::ignore = views_.write({&write, 1});  // Best effort: without it events are sent twice, never left out.
}

/// A note that cannot be read is none.
std::optional<std::uint64_t> Outgoing::noted(const Key& key, const Uuid& log) const try {
    const auto row = views::find_row<Published>(*views_.read(views::kPublisher), key_of(key));
    if (row && row->log == log) return row->number;
    return std::nullopt;
} catch (const ViewError&) {
    return std::nullopt;
}

void Outgoing::begin() {
    for (const auto& head : log_.heads()) {
        for (const auto stream : kStreams) {
            const Key key{head.school, stream};
            if (const auto number = noted(key, head.log)) {
                sent_[key] = *number;
            } else {
                silent_[key] = Sequence{head.size};
            }
        }
    }
}

std::set<std::pair<SchoolId, Stream>> Outgoing::take_active() {
    return std::exchange(active_, {});
}

bool Outgoing::send_new(const Send& send) {
    bool more = false;
    for (const auto& key : streams()) more = send_stream(key, send) || more;
    return more;
}

/// A school that opened since the start begins with its first event.
bool Outgoing::send_stream(const Key& key, const Send& send) {
    auto& sent = sent_[key];
    const auto last = views::stream_last(views_, key.first, key.second);
    if (sent >= last) return false;
    const auto school = views::stream_school(views_, key.first);
    const auto zone = school ? TimeZone::load(school->zone) : Result<TimeZone>(TimeZone::utc());
    views::Page page;
    page.after = sent;
    page.limit = kTurn;
    const Sequence silent = silent_[key];
    for (const auto& entry : views::stream_entries(views_, key.first, key.second, page)) {
        if (entry.fact > silent) {
            const auto record = log_.read({key.first, entry.fact});
            if (!record || !school) return false;  // The log failed: whoever gave it to us ends the process.
            for (const auto& publication : publications(record->header, record->event)) {
                if (publication.stream != key.second) continue;
                send(event_message(key.first, school->log, zone ? *zone : TimeZone::utc(), *record, publication,
                                   entry.number, clock_.now()));
            }
            active_.insert(key);
        }
        sent = entry.number;
    }
    note(key, sent);
    return sent < last;
}

void Outgoing::send_heartbeat(SchoolId school, Stream stream, const Send& send) {
    const auto known = views::stream_school(views_, school);
    if (known) send(heartbeat_message(school, known->log, stream, sent_[{school, stream}], clock_.now()));
}

}  // namespace hometime::bus
