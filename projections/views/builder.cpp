#include "projections/views/builder.h"

#include <algorithm>
#include <utility>

namespace hometime {

namespace {

bool contains(const std::vector<ViewName>& views, const ViewName& view) {
    return std::find(views.begin(), views.end(), view) != views.end();
}

bool covers(const Cursors& seen, const Cursors& wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto& one) {
        const auto found = seen.find(one.first);
        return one.second == Sequence{} || (found != seen.end() && found->second >= one.second);
    });
}

}  // namespace

void ViewBuilder::rebuild(std::vector<ViewName> views) {
    const std::scoped_lock lock(mutex_);
    wishes_.push_back({std::move(views), 0});
}

std::uint64_t ViewBuilder::compare(std::vector<ViewName> views) {
    const std::scoped_lock lock(mutex_);
    ComparisonStatus asked;
    asked.number = comparison_.number + 1;
    for (const auto& view : views) asked.views.push_back(to_string(view));
    comparison_ = std::move(asked);
    std::erase_if(wishes_, [](const Wish& wish) { return wish.comparison != 0; });  // Only the newest is shown.
    wishes_.push_back({std::move(views), comparison_.number});
    return comparison_.number;
}

ComparisonStatus ViewBuilder::comparison() const {
    const std::scoped_lock lock(mutex_);
    return comparison_;
}

void ViewBuilder::describe(std::vector<ProjectionStatus>& all) const {
    const std::scoped_lock lock(mutex_);
    for (auto& status : all) {
        if (const auto found = building_.find(status.name); found != building_.end()) status.building = found->second;
        if (const auto found = not_built_.find(status.name); found != not_built_.end())
            status.not_built = found->second;
        if (const auto found = builds_.find(status.name); found != builds_.end()) status.builds = found->second;
    }
}

bool ViewBuilder::busy() const {
    const std::scoped_lock lock(mutex_);
    return working_ || !wishes_.empty();
}

Projections ViewBuilder::only(const std::vector<ViewName>& views) const {
    auto projections = make_();
    std::erase_if(projections, [&](const auto& projection) { return !contains(views, projection->view()); });
    return projections;
}

Result<void> ViewBuilder::go_on(const std::vector<ViewName>& views) {
    if (views.empty()) return {};
    job_ = std::make_unique<Job>();
    job_->wish.views = views;
    job_->build = std::make_unique<ViewBuild>(log_, shelf_.building(), only(views));
    auto loaded = job_->build->load();
    show();
    return loaded;
}

Result<void> ViewBuilder::begin(Wish wish) {
    if (wish.comparison != 0) return begin_comparison(std::move(wish));
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& view : wish.views) not_built_.erase(to_string(view));
    }
    for (const auto& view : wish.views) {
        if (auto begun = shelf_.begin(view); !begun) return begun;
    }
    return go_on(wish.views);
}

/// The rows that are compared are those of this moment, however long it takes.
Result<void> ViewBuilder::begin_comparison(Wish wish) {
    job_ = std::make_unique<Job>();
    ViewLimits limits;
    std::string unreadable;
    const auto begun_before = shelf_.begun();
    std::erase_if(wish.views, [&](const ViewName& view) { return shelf_.serving(view) != view; });
    for (const auto& view : wish.views) {
        try {
            limits[to_string(view)] = view_cursors(shelf_, view);
            job_->stands.push_back({view, shelf_.read(view), nullptr, nullptr});
        } catch (const ViewError& error) {
            unreadable = to_string(view) + ": " + error.what();
        }
        if (auto begun = shelf_.begin(view); !begun) return begun;
        if (!contains(begun_before, view)) job_->places.push_back(view);
    }
    auto projections = only(wish.views);
    job_->wish = std::move(wish);
    job_->build = std::make_unique<ViewBuild>(log_, shelf_.building(), std::move(projections), std::move(limits));
    show();
    return unreadable.empty() ? Result<void>() : end_comparison(std::move(unreadable));
}

/// A wish that could not be begun, for want of room perhaps, is begun again.
Result<bool> ViewBuilder::begin_next() {
    Wish next;
    {
        const std::scoped_lock lock(mutex_);
        if (wishes_.empty()) return false;
        next = std::move(wishes_.front());
        wishes_.pop_front();
        working_ = true;
    }
    auto begun = begin(next);
    if (begun) return false;  // It is seen to have begun before it takes its first step.
    job_.reset();
    const std::scoped_lock lock(mutex_);
    wishes_.push_front(std::move(next));
    working_ = false;
    return tl::unexpected(begun.error());
}

Result<bool> ViewBuilder::step(ViewFolder& serving, const Cursors& followed) {
    if (!job_) return begin_next();
    const auto more = job_->build->step();
    if (!more) return tl::unexpected(more.error());
    show();
    if (job_->wish.comparison != 0) {
        if (*more) return false;
        if (auto compared = step_comparison(); !compared) return tl::unexpected(compared.error());
        return false;
    }
    if (!covers(job_->build->cursors(), followed)) return false;
    return finish_rebuild(serving);
}

/// What could not be built keeps its place: after a restart, perhaps with another program, it is tried from there.
Result<bool> ViewBuilder::finish_rebuild(ViewFolder& serving) {
    auto job = std::exchange(job_, nullptr);
    const auto all = job->build->status();
    std::vector<ViewName> built;
    std::vector<Cursors> seen;
    for (const auto& view : job->wish.views) {
        const auto status =
            std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.name == to_string(view); });
        if (status == all.end()) continue;
        if (!status->stopped) {
            built.push_back(view);
            seen.push_back(status->seen);
            continue;
        }
        if (serving.is_aside(view)) serving.stop(view, status->reason);
        const std::scoped_lock lock(mutex_);
        not_built_[status->name] = status->reason;
    }
    if (auto promoted = shelf_.promote(built); !promoted) {
        job_ = std::move(job);  // The older ones serve on; it is tried again.
        return tl::unexpected(promoted.error());
    }
    for (std::size_t i = 0; i < built.size(); ++i) serving.take_up(built[i], std::move(seen[i]));
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& view : job->wish.views) ++builds_[to_string(view)];
    }
    show();
    return true;
}

Result<void> ViewBuilder::step_comparison() try {
    for (const auto& status : job_->build->status()) {
        if (!status.stopped) continue;
        return end_comparison(status.name + ": cannot be rebuilt: " + status.reason);
    }
    if (job_->stands.empty()) {
        return end_comparison({});
    }
    auto& stand = job_->stands.front();
    if (!stand.comparison) {
        stand.rebuilt = shelf_.building().read(stand.view);
        stand.comparison = std::make_unique<ViewComparison>(*stand.kept, *stand.rebuilt);
    }
    const auto before = stand.comparison->rows();
    const bool unfinished = stand.comparison->step();
    {
        const std::scoped_lock lock(mutex_);
        comparison_.rows += stand.comparison->rows() - before;
    }
    if (unfinished) return {};
    auto difference = stand.comparison->difference();
    if (!difference.empty()) difference.insert(0, to_string(stand.view) + ": ");
    job_->stands.erase(job_->stands.begin());
    if (difference.empty() && !job_->stands.empty()) return {};
    return end_comparison(std::move(difference));
} catch (const ViewError& error) {
    return end_comparison(std::string("a view: ") + error.what());
}

Result<void> ViewBuilder::end_comparison(std::string difference) {
    const auto job = std::exchange(job_, nullptr);
    {
        const std::scoped_lock lock(mutex_);
        if (comparison_.number == job->wish.comparison) {
            comparison_.done = true;
            comparison_.difference = std::move(difference);
        }
    }
    job->stands.clear();
    for (const auto& view : job->places) {
        if (auto gone = shelf_.abandon(view); !gone) return gone;
    }
    show();
    return {};
}

void ViewBuilder::show() {
    const std::scoped_lock lock(mutex_);
    working_ = job_ != nullptr;
    building_.clear();
    if (!job_) return;
    if (job_->wish.comparison == 0) {
        for (const auto& status : job_->build->status()) building_[status.name] = status.seen;
    } else if (comparison_.number == job_->wish.comparison) {
        comparison_.seen = job_->build->cursors();
    }
}

}  // namespace hometime
