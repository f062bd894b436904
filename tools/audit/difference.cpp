#include "tools/audit/difference.h"

#include "tools/audit/folded.h"
#include "tools/audit/moments.h"
#include "tools/audit/shown_rows.h"

namespace hometime::tools {

namespace {

using Rows = std::map<std::string, std::string>;
using Show = boost::json::object (*)(std::string_view key, std::string_view value);
using Line = std::function<void(const boost::json::object&)>;

/// Members that stand alike in both go.
void leave_out_same(boost::json::value& before, boost::json::value& after) {
    if (!before.is_object() || !after.is_object()) return;
    std::vector<std::string> same;
    for (const auto& [name, value] : before.as_object()) {
        const auto* other = after.as_object().if_contains(name);
        if (other != nullptr && *other == value) same.emplace_back(name);
    }
    for (const auto& name : same) {
        before.as_object().erase(name);
        after.as_object().erase(name);
    }
}

class Comparison {
public:
    Comparison(std::string in, Show show, const Line& line, DifferenceCount& count)
        : in_(std::move(in)), show_(show), line_(line), count_(count) {}

    void run(const Rows& before, const Rows& after) {
        auto a = before.begin();
        auto b = after.begin();
        while (a != before.end() || b != after.end()) {
            if (b == after.end() || (a != before.end() && a->first < b->first)) {
                one_sided("removed", "before", *a++, count_.removed);
            } else if (a == before.end() || b->first < a->first) {
                one_sided("added", "after", *b++, count_.added);
            } else {
                if (a->second != b->second) changed(*a, *b);
                ++a;
                ++b;
            }
        }
    }

private:
    void one_sided(const char* change, const char* side, const Rows::value_type& row, std::uint64_t& counter) {
        ++counter;
        auto shown = show_(row.first, row.second);
        line_({{"in", in_},
               {"change", change},
               {"row", shown.at("row")},
               {"key", shown.at("key")},
               {side, std::move(shown.at("value"))}});
    }

    void changed(const Rows::value_type& before, const Rows::value_type& after) {
        ++count_.changed;
        auto old = show_(before.first, before.second);
        auto now = show_(after.first, after.second);
        leave_out_same(old.at("value"), now.at("value"));
        line_({{"in", in_},
               {"change", "changed"},
               {"row", old.at("row")},
               {"key", old.at("key")},
               {"before", std::move(old.at("value"))},
               {"after", std::move(now.at("value"))}});
    }

    std::string in_;
    Show show_;
    const Line& line_;
    DifferenceCount& count_;
};

Result<Rows> state_at(const AuditLog& audit, SchoolId school, Sequence until) {
    MemoryRows rows;
    if (auto folded = fold_rows(audit, school, Sequence{}, until, rows); !folded) {
        return tl::unexpected(folded.error());
    }
    Rows bytes;
    for (const auto& [key, row] : rows.all()) bytes.emplace(key, encode_row(*row));
    return bytes;
}

/// One view at a time: the views of a long log are many rows.
Result<void> compare_views(const AuditLog& audit, SchoolId school, Sequence from, Sequence to, const Line& line,
                           DifferenceCount& count) {
    const auto views_count = views::all_projections().size();
    for (std::size_t i = 0; i < views_count; ++i) {
        std::array<Rows, 2> sides;
        ViewName view;
        for (std::size_t side = 0; side < sides.size(); ++side) {
            MemoryViews views;
            Projections one;
            one.push_back(std::move(views::all_projections()[i]));
            view = one.front()->view();
            if (auto done = fold_views(audit, school, side == 0 ? from : to, std::move(one), views); !done) return done;
            sides[side] = rows_of(views, view, school);
        }
        Comparison(to_string(view), &shown_view_row, line, count).run(sides[0], sides[1]);
    }
    return {};
}

}  // namespace

Result<DifferenceCount> difference_between(const std::filesystem::path& folder, SchoolId school,
                                           const std::string& from, const std::string& to, const Line& line) {
    const auto first = Moment::parse(from, "the first moment");
    if (!first) return tl::unexpected(first.error());
    const auto second = Moment::parse(to, "the second moment");
    if (!second) return tl::unexpected(second.error());
    const auto audit = open_for_audit(folder);
    if (!audit) return tl::unexpected(audit.error());
    const auto head = head_of(*audit, school);
    if (!head) return tl::unexpected(head.error());
    const auto begin = find_end(*audit->log, *head, *first);
    if (!begin) return tl::unexpected(begin.error());
    const auto end = find_end(*audit->log, *head, *second);
    if (!end) return tl::unexpected(end.error());
    DifferenceCount count;
    const auto before = state_at(*audit, school, begin->sequence);
    if (!before) return tl::unexpected(before.error());
    const auto after = state_at(*audit, school, end->sequence);
    if (!after) return tl::unexpected(after.error());
    Comparison("state", &shown_state_row, line, count).run(*before, *after);
    auto views = compare_views(*audit, school, begin->sequence, end->sequence, line, count);
    if (!views) return tl::unexpected(views.error());
    return count;
}

}  // namespace hometime::tools
