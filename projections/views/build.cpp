#include "projections/views/build.h"

#include <algorithm>

namespace hometime {

namespace {

/// Facts read and folded at a time: enough that a row which many facts change is written once.
constexpr std::size_t kChunkFacts = 4096;

Sequence seen_of(const Cursors& cursors, SchoolId school) {
    const auto found = cursors.find(school);
    return found == cursors.end() ? Sequence{} : found->second;
}

Cursors furthest(const ViewLimits& limits) {
    Cursors all;
    for (const auto& [view, until] : limits) {
        for (const auto& [school, sequence] : until) all[school] = std::max(all[school], sequence);
    }
    return all;
}

}  // namespace

ViewBuild::ViewBuild(const EventLog& log, ViewSink& sink, Projections projections, std::optional<ViewLimits> until)
    : log_(log), folder_(log, sink, std::move(projections)) {
    if (!until) return;
    until_ = furthest(*until);
    for (const auto& projection : folder_.views()) {
        const auto found = until->find(to_string(projection));
        folder_.limit(projection, found == until->end() ? Cursors{} : found->second);
    }
}

Result<void> ViewBuild::load() {
    return folder_.load();
}

Sequence ViewBuild::last_of(const LogHead& head) const {
    const Sequence size{head.size};
    return until_ ? std::min(size, seen_of(*until_, head.school)) : size;
}

Result<ViewBuild::Chunk> ViewBuild::read(SchoolId school, Sequence from, Sequence last) const {
    Chunk chunk{school, {}};
    chunk.facts.reserve(std::min<std::size_t>(kChunkFacts, last.value - from.value + 1));
    const auto scanned = log_.scan(school, from, [&](const Record& record) {
        chunk.facts.push_back(std::make_shared<const LoggedRecord>(LoggedRecord{school, record}));
        return record.header.sequence < last && chunk.facts.size() < kChunkFacts;
    });
    if (!scanned) return tl::unexpected(scanned.error());
    return chunk;
}

/// The next facts behind `seen`, school by school; not valid: there are none.
std::future<Result<ViewBuild::Chunk>> ViewBuild::read_ahead(const Cursors& seen) const {
    for (const auto& head : log_.heads()) {
        const auto from = seen_of(seen, head.school).next();
        const auto last = last_of(head);
        if (from > last) continue;
        return std::async(std::launch::async,
                          [this, school = head.school, from, last] { return read(school, from, last); });
    }
    return {};
}

Result<bool> ViewBuild::step() {
    if (!ahead_.valid()) ahead_ = read_ahead(folder_.cursors());
    if (!ahead_.valid()) return false;
    const auto chunk = ahead_.get();
    if (!chunk) return tl::unexpected(chunk.error());
    if (chunk->facts.empty()) return false;
    auto seen = folder_.cursors();
    seen[chunk->school] = chunk->facts.back()->record.header.sequence;
    ahead_ = read_ahead(seen);
    if (auto folded = folder_.fold(chunk->facts); !folded) {
        ahead_ = {};  // The same facts are to be folded again.
        return tl::unexpected(folded.error());
    }
    return true;
}

Result<void> begin_all(ViewShelf& shelf, const Projections& projections) {
    for (const auto& projection : projections) {
        if (auto begun = shelf.begin(projection->view()); !begun) return begun;
    }
    return {};
}

Result<void> rebuild_views(const EventLog& log, ViewSink& sink, Projections projections,
                           const std::optional<Cursors>& until) {
    std::optional<ViewLimits> limits;
    if (until) {
        limits.emplace();
        for (const auto& projection : projections) (*limits)[to_string(projection->view())] = *until;
    }
    ViewBuild build(log, sink, std::move(projections), std::move(limits));
    auto more = build.step();
    while (more && *more) more = build.step();
    if (!more) return tl::unexpected(more.error());
    for (const auto& status : build.status()) {
        if (!status.stopped) continue;
        return fail(ErrorCode::conflict, status.name + " stopped at " + to_string(status.stopped_at.school) + " " +
                                             std::to_string(status.stopped_at.sequence.value) + ": " + status.reason);
    }
    return {};
}

}  // namespace hometime
