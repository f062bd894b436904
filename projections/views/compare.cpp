#include "projections/views/compare.h"

#include <algorithm>

#include "projections/views/keys.h"

namespace hometime {

namespace {

/// Rows of each side in memory at a time.
constexpr std::size_t kRowsAtOnce = 4096;

using Rows = std::vector<std::pair<std::string, std::string>>;

Rows rows_from(const ViewRows& rows, const std::string& from) {
    Rows some;
    rows.scan(from, {}, Direction::forward, [&](std::string_view key, std::string_view value) {
        some.emplace_back(key, value);
        return some.size() < kRowsAtOnce;
    });
    return some;
}

std::string place_of(std::string_view key) {
    constexpr std::size_t kSchoolBytes = sizeof(std::uint64_t);
    if (key.size() <= kSchoolBytes) return "a row outside every school";
    const SchoolId school{views::keys::number_after(key, 0)};
    const auto kind = static_cast<unsigned>(static_cast<unsigned char>(key[kSchoolBytes]));
    return (school ? to_string(school) + ", " : std::string()) + "a row of kind " + std::to_string(kind);
}

/// What is wrong with the first of the rows that differ; both sides begin with the same key's place.
std::string describe(const Rows& kept, const Rows& rebuilt, std::size_t at) {
    const bool is_kept = at < kept.size();
    const bool is_rebuilt = at < rebuilt.size();
    if (is_kept && is_rebuilt && kept[at].first == rebuilt[at].first) {
        return place_of(kept[at].first) + " is not what the log folds into";
    }
    const bool extra = is_kept && (!is_rebuilt || kept[at].first < rebuilt[at].first);
    return extra ? place_of(kept[at].first) + " is in no fold of the log" : place_of(rebuilt[at].first) + " is missing";
}

}  // namespace

bool ViewComparison::step() {
    const auto kept = rows_from(kept_, from_);
    const auto rebuilt = rows_from(rebuilt_, from_);
    const auto both = std::min(kept.size(), rebuilt.size());
    std::size_t at = 0;
    while (at < both && kept[at] == rebuilt[at]) ++at;
    rows_ += at;
    if (at < std::max(kept.size(), rebuilt.size())) {
        difference_ = describe(kept, rebuilt, at);
        return false;
    }
    if (at == 0) return false;
    from_ = kept[at - 1].first + '\0';
    return at == kRowsAtOnce;
}

std::string first_difference(const ViewRows& kept, const ViewRows& rebuilt) {
    ViewComparison comparison(kept, rebuilt);
    while (comparison.step()) continue;
    return comparison.difference();
}

Result<std::string> compare_views(const EventLog& log, const ViewSource& kept, ViewSink& scratch,
                                  Projections projections) {
    ViewLimits limits;
    std::vector<std::pair<ViewName, std::unique_ptr<ViewRows>>> stands;
    for (const auto& projection : projections) {
        const auto view = projection->view();
        try {
            limits[to_string(view)] = view_cursors(kept, view);
            stands.emplace_back(view, kept.read(view));
        } catch (const ViewError& error) {
            return to_string(view) + ": " + error.what();
        }
    }
    ViewBuild build(log, scratch, std::move(projections), std::move(limits));
    auto more = build.step();
    while (more && *more) more = build.step();
    if (!more) return tl::unexpected(more.error());
    for (const auto& status : build.status()) {
        if (status.stopped) return status.name + ": cannot be rebuilt: " + status.reason;
    }
    for (const auto& [view, rows] : stands) {
        try {
            if (auto wrong = first_difference(*rows, *scratch.read(view)); !wrong.empty())
                return to_string(view) + ": " + wrong;
        } catch (const ViewError& error) {
            return to_string(view) + ": " + error.what();
        }
    }
    return std::string();
}

}  // namespace hometime
