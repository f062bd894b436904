#include "notifier/bus/outgoing.h"

#include <algorithm>
#include <future>

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

/// The events behind number `after`, in order, as many as a burst may have. Facts up to `silent` count as sent.
Outgoing::Burst Outgoing::make_burst(StoredEvents& stored, const Key& key, const ViewRows& rows, std::uint64_t after,
                                     Sequence silent) const {
    const auto last = std::min(views::stream_last(rows, key.first, key.second), after + kBurst);
    std::vector<views::StreamEntry> entries;
    views::each_stream_entry(rows, key.first, key.second, after, [&](const auto& entry) {
        if (entry.number <= last) entries.push_back(entry);
        return entry.number < last;
    });
    const auto first =
        std::partition_point(entries.begin(), entries.end(), [&](const auto& entry) { return entry.fact <= silent; });
    Burst burst;
    burst.reserve(entries.size());
    for (auto entry = entries.begin(); entry != first; ++entry) burst.push_back({entry->number, std::nullopt});
    std::size_t bytes = 0;
    stored.events(key.second, {first, entries.end()}, 0, clock_, [&](const auto& entry, Message&& message) {
        bytes += message.body.size();
        burst.push_back({entry.number, std::move(message)});
        return bytes < kBurstBytesMax;
    });
    return burst;
}

/// A school that opened since the start begins with its first event. While one burst is sent the next is made, by a
/// thread that has nothing else and ends with it.
bool Outgoing::send_stream(const Key& key, const views::StreamSchool& school, const ViewRows& rows, const Send& send) {
    auto& sent = sent_[key];
    enter_epoch(key, sent, school.log);
    const auto last = views::stream_last(rows, key.first, key.second);
    if (sent.number >= last) return false;
    StoredEvents stored(log_, rows, school);
    const auto make = [&, silent = sent.silent](std::uint64_t after) {
        return make_burst(stored, key, rows, after, silent);
    };
    try {
        auto burst = make(sent.number);
        for (std::size_t turn = 1; !burst.empty(); ++turn) {
            const bool goes_on = burst.back().number < last && turn < kTurn;
            std::future<Burst> next;
            if (goes_on) next = std::async(std::launch::async | std::launch::deferred, make, burst.back().number);
            deliver(key, burst, sent, send);
            burst = goes_on ? next.get() : Burst{};
        }
    } catch (const LogFailed&) {
        return false;  // Whoever gave us the log ends the process.
    }
    note(key, sent);
    return sent.number < last;
}

/// At one go: messages that follow each other closely cost the sockets' threads far less than single ones.
void Outgoing::deliver(const Key& key, const Burst& burst, Sent& sent, const Send& send) {
    if (burst.back().message) active_.insert(key);
    for (const auto& [number, message] : burst) {
        if (message) send(*message);
        sent.number = number;
    }
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
