#include "notifier/bus/replay.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "projections/views/folder.h"
#include "projections/views/projection.h"

namespace hometime::bus {

namespace {

namespace js = boost::json;

struct Named {
    SchoolId school;
    Stream stream{};
};

/// "e1/sch_…/flow/" taken apart.
std::optional<Named> parse_prefix(std::string_view prefix) {
    constexpr std::string_view kWireName = "e1/";
    if (!prefix.starts_with(kWireName)) return std::nullopt;
    prefix.remove_prefix(kWireName.size());
    if (!prefix.ends_with('/')) return std::nullopt;
    prefix.remove_suffix(1);
    const auto slash = prefix.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto school = parse_school_id(prefix.substr(0, slash));
    const auto stream = parse_stream(prefix.substr(slash + 1));
    if (!school || !stream) return std::nullopt;
    return Named{*school, *stream};
}

/// Bounds one answer.
class Batch {
public:
    [[nodiscard]] bool takes(std::size_t bytes) {
        if (count_ == kBatchMax || (count_ > 0 && bytes_ + bytes > kBatchBytesMax)) return false;
        ++count_;
        bytes_ += bytes;
        return true;
    }

private:
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
};

/// A snapshot's cursor: where its items go on, and the stream's last number when it began.
struct Place {
    std::string item;
    std::uint64_t seq = 0;
};
std::string text_of(const Place& place) {
    return place.item + "." + std::to_string(place.seq);
}
std::optional<Place> parse_place(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos || !views::is_item_cursor(text.substr(0, dot))) return std::nullopt;
    Place place{std::string(text.substr(0, dot)), 0};
    const auto digits = text.substr(dot + 1);
    const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), place.seq);
    if (wrong != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return place;
}

Reply plain(std::string kind, const std::string& id, const js::object& body) {
    return {std::move(kind), id, {}, js::serialize(body)};
}
Reply with_event(std::string kind, const std::string& id, Message message) {
    return {std::move(kind), id, std::move(message.header), std::move(message.body)};
}

/// Marks the last of a batch in its header.
void mark_last(Reply& reply) {
    auto header = *decode_header(reply.header);
    header.flags |= kLastOfBatch;
    reply.header = encode(header);
}

bool send_all(std::vector<Reply> batch, const Replay::Send& send) {
    if (!batch.empty()) mark_last(batch.back());
    return std::all_of(batch.begin(), batch.end(), send);
}

}  // namespace

std::int64_t Replay::wait_of(const std::string& name) {
    auto [at, added] = allowances_.try_emplace(name);
    auto& allowance = at->second;
    const auto now = clock_.monotonic();
    if (!added) {
        const std::chrono::duration<double> passed = now - allowance.at;
        allowance.left = std::min<double>(kRequestsPerSecond, allowance.left + passed.count() * kRequestsPerSecond);
    }
    allowance.at = now;
    if (allowance.left < 1) return std::llround(std::ceil((1 - allowance.left) * 1000 / kRequestsPerSecond));
    allowance.left -= 1;
    return 0;
}

bool Replay::is_behind() {
    if (behind_.empty()) return false;
    const auto seen = view_cursors(views_, views::kStreams);
    std::erase_if(behind_, [&](const LogHead& head) {
        const auto at = seen.find(head.school);
        return head.size == 0 || (at != seen.end() && at->second.value >= head.size);
    });
    return !behind_.empty();
}

void Replay::answer(const Asker& asker, std::span<const std::string> frames, const Send& send) {
    const auto request = parse_request(frames);
    if (const auto wait = wait_of(asker.name); wait > 0) {
        ++refused_;
        const auto& id = request ? request->id : request.error().id;
        std::ignore = send(error_reply(id, ReplayError::BUSY, js::serialize(js::object{{"retry_ms", wait}})));
        return;
    }
    if (!request) {
        std::ignore = send(error_reply(request.error().id, request.error().error));
        return;
    }
    if (request->verb != Verb::ping && is_behind()) {
        std::ignore = send(error_reply(request->id, ReplayError::BUSY, R"({"retry_ms":1000})"));
        return;
    }
    switch (request->verb) {
        case Verb::hello: std::ignore = send(hello(asker, *request)); break;
        case Verb::ping: std::ignore = send(plain("OK", request->id, {})); break;
        case Verb::replay: replay(asker, *request, send); break;
        case Verb::snapshot: snapshot(asker, *request, send); break;
    }
}

/// Only what is granted: nobody learns which other schools or streams there are.
Reply Replay::hello(const Asker& asker, const ReplayRequest& request) const {
    const auto rows = views_.read(views::kStreams);
    js::object streams;
    js::array schemas;
    std::set<std::string> epochs;
    std::set<Stream> kinds;
    for (const auto& head : log_.heads()) {
        const auto school = views::stream_school(*rows, head.school);
        if (!school) continue;
        for (const auto stream : kStreams) {
            const auto prefix = stream_prefix(head.school, stream);
            if (!asker.may(prefix)) continue;
            epochs.insert(to_string(school->log));
            kinds.insert(stream);
            streams[prefix] = {{"first", 1},
                               {"last", views::stream_last(*rows, head.school, stream)},
                               {"epoch", to_string(school->log)}};
        }
    }
    for (const auto& type : kPublishedTypes) {
        if (kinds.contains(type.stream)) schemas.emplace_back(schema_name(type.type));
    }
    const auto seconds = std::chrono::duration<double>(heartbeat_).count();
    return plain("OK", request.id,
                 {{"epoch", epochs.size() == 1 ? js::value(*epochs.begin()) : js::value(nullptr)},
                  {"streams", std::move(streams)},
                  {"heartbeat_s", seconds},
                  {"max_batch", kBatchMax},
                  {"schemas", std::move(schemas)},
                  {"clock_us", to_unix_micros(clock_.now())}});
}

void Replay::replay(const Asker& asker, const ReplayRequest& request, const Send& send) const {
    const auto named = parse_prefix(request.stream);
    const auto rows = views_.read(views::kStreams);
    const auto school = named ? views::stream_school(*rows, named->school) : std::nullopt;
    if (!school || !asker.may(request.stream)) {
        std::ignore = send(error_reply(request.id, ReplayError::DENIED));
        return;
    }
    if (school->log != request.epoch) {
        std::ignore = send(error_reply(request.id, ReplayError::EPOCH));
        return;
    }
    StoredEvents stored(log_, *rows, *school);
    const auto last = views::stream_last(*rows, named->school, named->stream);
    const auto to = std::min(request.to, last);
    std::vector<views::StreamEntry> entries;
    if (request.from <= to) {
        views::each_stream_entry(*rows, named->school, named->stream, request.from - 1, [&](const auto& entry) {
            if (entry.number <= to) entries.push_back(entry);
            return entry.number < to && entries.size() < kBatchMax;
        });
        if (entries.empty()) throw ViewError("row_unreadable");
    }
    Batch batch;
    std::vector<Reply> replies;
    auto next = request.from;
    stored.events(named->stream, entries, kReplayed, clock_, [&](const auto& entry, Message&& message) {
        if (!batch.takes(message.header.size() + message.body.size())) return false;
        replies.push_back(with_event("EV", request.id, std::move(message)));
        next = entry.number + 1;
        return true;
    });
    if (!send_all(std::move(replies), send)) return;
    std::ignore = send(plain("END", request.id, {{"next", next}, {"last", last}}));
}

/// Pages are read at different moments. That is whole all the same: the number that is given back is the first page's,
/// and what changed since is replayed over it.
void Replay::snapshot(const Asker& asker, const ReplayRequest& request, const Send& send) const {
    const auto named = parse_prefix(request.stream);
    const auto rows = views_.read(views::kStreams);
    const auto school = named ? views::stream_school(*rows, named->school) : std::nullopt;
    if (!school || !asker.may(request.stream)) {
        std::ignore = send(error_reply(request.id, ReplayError::DENIED));
        return;
    }
    const auto place = request.cursor.empty() ? Place{} : parse_place(request.cursor).value_or(Place{});
    if (!request.cursor.empty() && place.item.empty()) {
        std::ignore = send(error_reply(request.id, ReplayError::BAD));
        return;
    }
    const auto last = views::stream_last(*rows, named->school, named->stream);
    const auto seq = request.cursor.empty() ? last : place.seq;
    if (seq > last) {
        std::ignore = send(error_reply(request.id, ReplayError::EPOCH));
        return;
    }
    StoredEvents stored(log_, *rows, *school);
    const auto page = views::stream_items(*rows, named->school, named->stream, place.item, kBatchMax);
    bool more = page.more;
    std::string behind;
    Batch batch;
    std::vector<Reply> replies;
    for (const auto& [item, at] : page.items) {
        auto message = stored.item(named->stream, item, clock_.now());
        if (message && !batch.takes(message->header.size() + message->body.size())) {
            more = true;
            break;
        }
        behind = at;
        if (message) replies.push_back(with_event("ST", request.id, std::move(*message)));
    }
    if (!send_all(std::move(replies), send)) return;
    const auto cursor = more ? js::value(text_of({behind, seq})) : js::value(nullptr);
    std::ignore = send(plain("END", request.id,
                             {{"seq", seq}, {"cursor", cursor}, {"last", last}, {"epoch", to_string(school->log)}}));
}

}  // namespace hometime::bus
