#include "projections/views/folder.h"

#include <algorithm>
#include <atomic>
#include <ctime>
#include <future>

#include "eventstore/base/mutants.h"
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

/// From so many facts on, a second thread folds half of the views. Below, starting it costs more than it gains.
constexpr std::size_t kFactsForTwoThreads = 256;

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
    for (auto& projection : projections) running_.push_back({std::move(projection), {}, {}, false, {}});
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
    running.seen.clear();
    try {
        each_cursor(*sink_.read(view), [&](SchoolId school, const CursorRow& row) {
            const auto head = log_.head(school);
            ours = ours && head && head->log == row.log && row.sequence.value <= head->size;
            running.seen[school] = mutant(Mutant::view_cursor_ahead) ? row.sequence.next() : row.sequence;
        });
    } catch (const ViewError&) {
        ours = false;
    }
    if (ours) return {};
    running.seen.clear();
    return sink_.clear(view);
}

bool ViewFolder::Running::wants(const LoggedRecord& fact) const {
    const auto sequence = fact.record.header.sequence;
    if (until && sequence > seen_of(*until, fact.school)) return false;
    if (mutant(Mutant::view_fact_twice) && sequence == seen_of(seen, fact.school)) return true;
    return sequence > seen_of(seen, fact.school);
}

void ViewFolder::fold_one(Running& running, const LoggedRecord& fact, ViewBatch& batch) {
    const auto sequence = fact.record.header.sequence;
    if (sequence > seen_of(running.seen, fact.school).next()) throw ViewError("facts_missing");
    running.projection->fold(fact, batch);
    batch.keep();
    running.seen[fact.school] = sequence;
}

void ViewFolder::fold(Running& running, const Tail::Records& facts, ViewBatch& batch) {
    std::map<SchoolId, const LoggedRecord*> last;
    for (const auto& fact : facts) {
        if (!running.wants(*fact)) continue;
        try {
            fold_one(running, *fact, batch);
            last[fact->school] = fact.get();
        } catch (const ViewError& error) {
            running.stopped = ProjectionStop{fact->position(), error.what()};
        } catch (const std::exception&) {
            running.stopped = ProjectionStop{fact->position(), "fold_failed"};
        }
        if (running.stopped) {
            batch.undo();
            break;
        }
    }
    if (mutant(Mutant::view_row_by_clock)) batch.put("", std::to_string(std::clock()));
    for (const auto& [school, fact] : last) {
        views::put_row(batch, keys::cursor(school), CursorRow{fact->record.header.log, fact->record.header.sequence});
    }
}

/// Views know nothing of each other: whichever thread comes to one first folds it.
void ViewFolder::fold_each(const Tail::Records& facts, const std::vector<std::unique_ptr<ViewBatch>>& batches) {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < running_.size(); i = next++) {
            if (batches[i]) fold(running_[i], facts, *batches[i]);
        }
    };
    std::future<void> other;
    if (facts.size() >= kFactsForTwoThreads && running_.size() > 1) other = std::async(std::launch::async, work);
    work();
    if (other.valid()) other.get();
}

Result<void> ViewFolder::fold(const Tail::Records& facts) {
    std::vector<std::unique_ptr<ViewRows>> below;
    std::vector<std::unique_ptr<ViewBatch>> batches(running_.size());
    std::vector<Cursors> before;
    for (std::size_t i = 0; i < running_.size(); ++i) {
        before.push_back(running_[i].seen);
        if (running_[i].stopped || running_[i].aside) continue;
        below.push_back(sink_.read(running_[i].projection->view()));
        batches[i] = std::make_unique<ViewBatch>(*below.back());
    }
    fold_each(facts, batches);
    std::vector<ViewWrite> writes;
    for (std::size_t i = 0; i < running_.size(); ++i) {
        if (batches[i]) writes.push_back({running_[i].projection->view(), &batches[i]->changes()});
    }
    auto written = sink_.write(writes);
    if (!written) {
        for (std::size_t i = 0; i < running_.size(); ++i) running_[i].seen = before[i];
    }
    return written;
}

template <class Counts>
Cursors ViewFolder::slowest(Counts counts) const {
    Cursors slowest;
    for (const auto& head : log_.heads()) {
        std::optional<Sequence> least;
        for (const auto& running : running_) {
            if (!counts(running)) continue;
            const auto seen = seen_of(running.seen, head.school);
            if (running.until && seen >= seen_of(*running.until, head.school)) continue;  // it wants no more
            least = least ? std::min(*least, seen) : seen;
        }
        slowest[head.school] = least.value_or(Sequence{head.size});  // none counts: nothing to wait for
    }
    return slowest;
}

Cursors ViewFolder::cursors() const {
    return slowest([](const Running& running) { return !running.stopped && !running.aside; });
}

Cursors ViewFolder::readable() const {
    return slowest([](const Running& running) { return !running.stopped; });
}

std::vector<ProjectionStatus> ViewFolder::status() const {
    std::vector<ProjectionStatus> all;
    for (const auto& running : running_) {
        ProjectionStatus status;
        status.name = to_string(running.projection->view());
        status.seen = running.seen;
        status.aside = running.aside;
        if (running.stopped) {
            status.stopped = true;
            status.stopped_at = running.stopped->at;
            status.reason = running.stopped->reason;
        }
        all.push_back(std::move(status));
    }
    return all;
}

std::vector<ViewName> ViewFolder::views() const {
    std::vector<ViewName> names;
    for (const auto& running : running_) names.push_back(running.projection->view());
    return names;
}

std::vector<ViewName> ViewFolder::damaged() const {
    std::vector<ViewName> names;
    for (const auto& running : running_) {
        if (running.stopped && running.stopped->reason.ends_with("_unreadable"))
            names.push_back(running.projection->view());
    }
    return names;
}

ViewFolder::Running& ViewFolder::find(const ViewName& view) {
    const auto found = std::find_if(running_.begin(), running_.end(),
                                    [&](const Running& running) { return running.projection->view() == view; });
    if (found == running_.end()) throw ViewError("view_unknown");
    return *found;
}

void ViewFolder::limit(const ViewName& view, Cursors until) {
    find(view).until = std::move(until);
}

void ViewFolder::stand_aside(const ViewName& view) {
    find(view).aside = true;
}

void ViewFolder::take_up(const ViewName& view, Cursors seen) {
    auto& running = find(view);
    running.seen = std::move(seen);
    running.aside = false;
    running.stopped.reset();
}

void ViewFolder::stop(const ViewName& view, std::string reason) {
    auto& running = find(view);
    if (running.stopped) return;
    Position at;
    if (!running.seen.empty()) at = {running.seen.begin()->first, running.seen.begin()->second.next()};
    running.stopped = ProjectionStop{at, std::move(reason)};
}

Cursors view_cursors(const ViewSource& source, const ViewName& view) {
    Cursors cursors;
    each_cursor(*source.read(view), [&](SchoolId school, const CursorRow& row) { cursors[school] = row.sequence; });
    return cursors;
}

}  // namespace hometime
