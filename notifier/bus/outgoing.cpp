#include "notifier/bus/outgoing.h"

#include "notifier/bus/stored_events.h"
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

void Outgoing::note(const Key& key, const Sent& sent) {
    ViewChanges changes;
    changes[key_of(key)] = json::to_string(Published{sent.number, *sent.epoch});
    const ViewWrite write{views::kPublisher, &changes};
    std::ignore = views_.write({&write, 1});  // Best effort: without it events are sent twice, never left out.
}

/// A note that cannot be read is none.
std::optional<Outgoing::Sent> Outgoing::noted(const Key& key) const try {
    const auto row = views::find_row<Published>(*views_.read(views::kPublisher), key_of(key));
    if (row) return Sent{row->number, row->log, {}};
    return std::nullopt;
} catch (const ViewError&) {
    return std::nullopt;
}

void Outgoing::begin() {
    for (const auto& head : log_.heads()) {
        at_begin_[head.school] = Sequence{head.size};
        for (const auto stream : kStreams) {
            const Key key{head.school, stream};
            sent_[key] = noted(key).value_or(Sent{0, std::nullopt, Sequence{head.size}});
        }
    }
}

std::set<std::pair<SchoolId, Stream>> Outgoing::take_active() {
    return std::exchange(active_, {});
}

std::set<std::pair<SchoolId, Stream>> Outgoing::take_restored() {
    return std::exchange(restored_, {});
}

bool Outgoing::send_new(const Send& send) {
    const auto rows = views_.read(views::kStreams);
    bool more = false;
    for (const auto& head : log_.heads()) {
        const auto school = views::stream_school(*rows, head.school);
        if (!school) continue;
        for (const auto stream : kStreams) more = send_stream({head.school, stream}, *school, *rows, send) || more;
    }
    return more;
}

/// Numbers of another incarnation mean nothing in this one. What came back with the restore counts as sent.
void Outgoing::enter_epoch(const Key& key, Sent& sent, const Uuid& epoch) {
    if (sent.epoch && *sent.epoch != epoch) {
        const auto begun = at_begin_.find(key.first);
        sent = {0, std::nullopt, begun == at_begin_.end() ? Sequence{} : begun->second};
        restored_.insert(key);
    }
    sent.epoch = epoch;
}

/// A school that opened since the start begins with its first event.
bool Outgoing::send_stream(const Key& key, const views::StreamSchool& school, const ViewRows& rows, const Send& send) {
    auto& sent = sent_[key];
    enter_epoch(key, sent, school.log);
    const auto last = views::stream_last(rows, key.first, key.second);
    if (sent.number >= last) return false;
    const StoredEvents stored(log_, rows, school);
    views::Page page;
    page.after = sent.number;
    page.limit = kTurn;
    for (const auto& entry : views::stream_entries(rows, key.first, key.second, page)) {
        if (entry.fact > sent.silent) {
            try {
                send(stored.event(key.second, entry, 0, clock_.now()));
            } catch (const LogFailed&) {
                return false;  // Whoever gave us the log ends the process.
            }
            active_.insert(key);
        }
        sent.number = entry.number;
    }
    note(key, sent);
    return sent.number < last;
}

void Outgoing::send_heartbeat(SchoolId school, Stream stream, const Send& send) {
    const auto known = views::stream_school(views_, school);
    if (!known) return;
    send(heartbeat_message(school, known->log, stream, sent_[{school, stream}].number, clock_.now()));
}

void Outgoing::send_notice(SchoolId school, Stream stream, Notice notice, const Send& send) {
    const auto known = views::stream_school(views_, school);
    if (!known) return;
    send(notice_message(school, known->log, stream, sent_[{school, stream}].number, clock_.now(), notice));
}

}  // namespace hometime::bus
