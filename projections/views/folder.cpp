#include "projections/views/folder.h"

#include <algorithm>

#include "projections/views/keys.h"

namespace hometime {

namespace keys = views::keys;

namespace {

/// Row: how far a view has come in one school, and in which incarnation of its log.
struct CursorRow {
    Uuid log;
    Sequence sequence;
};
BOOST_DESCRIBE_STRUCT(CursorRow, (), (log, sequence))

/// Facts read from the log at a time while rebuilding.
constexpr std::size_t kRebuildBatch = 1024;

Sequence seen_of(const Cursors& cursors, SchoolId school) {
    const auto found = cursors.find(school);
    return found == cursors.end() ? Sequence{} : found->second;
}

void each_cursor(const ViewRows& rows, const std::function<void(SchoolId, const CursorRow&)>& visit) {
    const auto prefix = keys::cursors();
    rows.scan(prefix, keys::after_prefix(prefix), Direction::forward,
              [&](std::string_view key, std::string_view value) {
                  visit(keys::school_of_cursor(key), views::decode_row<CursorRow>(value));
                  return true;
              });
}

}  // namespace

std::uint64_t ProjectionStatus::behind(SchoolId school, std::uint64_t size) const {
    return size - std::min(size, seen_of(seen, school).value);
}

ViewFolder::ViewFolder(const EventLog& log, ViewSink& sink, Projections projections) : log_(log), sink_(sink) {
    for (auto& projection : projections) running_.push_back({std::move(projection), {}, {}});
}

Result<void> ViewFolder::load() {
    for (auto& running : running_) {
        if (auto loaded = load(running); !loaded) return loaded;
    }
    return {};
}

Result<void> ViewFolder::load(Running& running) {
    const auto view = running.projection->view();
    bool ours = true;
    try {
        each_cursor(*sink_.read(view), [&](SchoolId school, const CursorRow& row) {
            const auto head = log_.head(school);
            ours = ours && head && head->log == row.log && row.sequence.value <= head->size;
            running.seen[school] = row.sequence;
        });
    } catch (const ViewError&) {
        ours = false;
    }
    if (ours) return {};
    running.seen.clear();
    return sink_.clear(view);
}

void ViewFolder::fold(Running& running, const Tail::Records& facts, ViewBatch& batch) {
    for (const auto& fact : facts) {
        const auto& header = fact->record.header;
        if (header.sequence <= seen_of(running.seen, fact->school)) continue;
        try {
            running.projection->fold(*fact, batch);
            views::put_row(batch, keys::cursor(fact->school), CursorRow{header.log, header.sequence});
            batch.keep();
            running.seen[fact->school] = header.sequence;
        } catch (const ViewError& error) {
            running.stopped = ProjectionStop{fact->position(), error.what()};
        } catch (const std::exception&) {
            running.stopped = ProjectionStop{fact->position(), "fold_failed"};
        }
        if (running.stopped) return batch.undo();
    }
}

Result<void> ViewFolder::fold(const Tail::Records& facts) {
    std::vector<std::unique_ptr<ViewRows>> below;
    std::vector<std::unique_ptr<ViewBatch>> batches;
    std::vector<ViewWrite> writes;
    std::vector<Cursors> before;
    for (auto& running : running_) {
        before.push_back(running.seen);
        if (running.stopped) continue;
        const auto view = running.projection->view();
        below.push_back(sink_.read(view));
        batches.push_back(std::make_unique<ViewBatch>(*below.back()));
        fold(running, facts, *batches.back());
        writes.push_back({view, &batches.back()->changes()});
    }
    auto written = sink_.write(writes);
    if (!written) {
        for (std::size_t i = 0; i < running_.size(); ++i) running_[i].seen = before[i];
    }
    return written;
}

Cursors ViewFolder::cursors() const {
    Cursors slowest;
    for (const auto& head : log_.heads()) {
        std::optional<Sequence> least;
        for (const auto& running : running_) {
            if (running.stopped) continue;
            const auto seen = seen_of(running.seen, head.school);
            least = least ? std::min(*least, seen) : seen;
        }
        slowest[head.school] = least.value_or(Sequence{head.size});  // all stopped: nothing to wait for
    }
    return slowest;
}

std::vector<ProjectionStatus> ViewFolder::status() const {
    std::vector<ProjectionStatus> all;
    for (const auto& running : running_) {
        ProjectionStatus status{to_string(running.projection->view()), running.seen, false, {}, {}};
        if (running.stopped) {
            status.stopped = true;
            status.stopped_at = running.stopped->at;
            status.reason = running.stopped->reason;
        }
        all.push_back(std::move(status));
    }
    return all;
}

Result<void> rebuild_views(const EventLog& log, ViewSink& sink, Projections projections,
                           const std::optional<Cursors>& until) {
    ViewFolder folder(log, sink, std::move(projections));
    for (const auto& head : log.heads()) {
        const auto last = until ? seen_of(*until, head.school) : Sequence{head.size};
        if (!last) continue;
        Tail::Records batch;
        Result<void> folded;
        const auto scanned = log.scan(head.school, Sequence{1}, [&](const Record& record) {
            batch.push_back(std::make_shared<const LoggedRecord>(LoggedRecord{head.school, record}));
            const bool more = record.header.sequence < last;
            if (batch.size() < kRebuildBatch && more) return true;
            folded = folder.fold(batch);
            batch.clear();
            return more && folded.has_value();
        });
        if (!scanned) return scanned;
        if (folded && !batch.empty()) folded = folder.fold(batch);
        if (!folded) return folded;
    }
    for (const auto& status : folder.status()) {
        if (!status.stopped) continue;
        return fail(ErrorCode::conflict, status.name + " stopped at " + to_string(status.stopped_at.school) + " " +
                                             std::to_string(status.stopped_at.sequence.value) + ": " + status.reason);
    }
    return {};
}

Cursors view_cursors(const ViewSource& source, const ViewName& view) {
    Cursors cursors;
    each_cursor(*source.read(view), [&](SchoolId school, const CursorRow& row) { cursors[school] = row.sequence; });
    return cursors;
}

}  // namespace hometime
