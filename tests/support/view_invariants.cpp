#include "tests/support/view_invariants.h"

#include "eventstore/merkle.h"
#include "projections/state/keys.h"
#include "projections/state/school.h"

namespace hometime::test {

namespace {

using Facts = std::vector<std::shared_ptr<const LoggedRecord>>;

Facts part_of(const Facts& facts, std::size_t from, std::size_t count) {
    const auto begin = std::min(from, facts.size());
    const auto end = std::min(begin + count, facts.size());
    return {facts.begin() + static_cast<std::ptrdiff_t>(begin), facts.begin() + static_cast<std::ptrdiff_t>(end)};
}

void each_row(const ViewSource& views, const ViewName& view,
              const std::function<void(std::string_view, std::string_view)>& visit) {
    views.read(view)->scan({}, {}, Direction::forward, [&](std::string_view key, std::string_view value) {
        visit(key, value);
        return true;
    });
}

std::string digest_of(const ViewSource& views, const ViewName& view) {
    std::string all = to_string(view);
    each_row(views, view, [&](std::string_view key, std::string_view value) {
        append_be(all, key.size());
        all += key;
        append_be(all, value.size());
        all += value;
    });
    return hex(leaf_hash(as_bytes(all)));
}

std::map<std::string, std::string> digests_of(const ViewSource& views) {
    std::map<std::string, std::string> digests;
    for (const auto& projection : views::all_projections()) {
        digests[to_string(projection->view())] = digest_of(views, projection->view());
    }
    return digests;
}

void compare(const ViewSource& one, const ViewSource& other, const std::string& what, Findings& findings) {
    const auto expected = digests_of(other);
    for (const auto& [view, digest] : digests_of(one)) {
        if (expected.at(view) != digest) findings.push_back(view + ": " + what);
    }
}

/// Builds all views, up to `until` where it is given.
void rebuild(const FactLog& log, ViewSink& into, const std::optional<Cursors>& until, Findings& findings) {
    if (const auto done = rebuild_views(log, into, views::all_projections(), until); !done)
        findings.push_back(done.error().detail);
}

/// Notes the facts that it is handed.
class Witness final : public Projection {
public:
    Witness(ViewName view, std::vector<Sequence>& seen) : view_(view), seen_(seen) {}
    [[nodiscard]] ViewName view() const override { return view_; }
    void fold(const LoggedRecord& fact, ViewWriter&) const override { seen_.push_back(fact.record.header.sequence); }

private:
    ViewName view_;
    std::vector<Sequence>& seen_;
};

void expect_dense(const std::vector<Sequence>& seen, std::size_t size, Findings& findings) {
    Sequence last;
    for (const auto sequence : seen) {
        if (sequence != last.next())
            findings.push_back("fact " + std::to_string(sequence.value) + " came after " + std::to_string(last.value));
        last = sequence;
    }
    if (last.value != size) findings.push_back("the last fact was " + std::to_string(last.value));
}

std::map<std::string, std::string> bytes_of(const MemoryRows& rows) {
    std::map<std::string, std::string> bytes;
    for (const auto& [key, row] : rows.all()) bytes.emplace(key, encode_row(*row));
    return bytes;
}

void evolve_all(MemoryRows& rows, const Facts& facts) {
    for (const auto& fact : facts) evolve(rows, fact->school, fact->record.header, fact->record.event);
}

void snapshot_of_state(const Facts& facts, Sequence at, Findings& findings) {
    MemoryRows whole;
    evolve_all(whole, facts);
    MemoryRows first;
    evolve_all(first, part_of(facts, 0, at.value));
    MemoryRows again;
    for (const auto& [key, bytes] : bytes_of(first)) {
        const auto parsed = keys::parse(key);
        auto row = parsed ? decode_row(parsed->kind, bytes) : Result<Row>(fail(ErrorCode::corrupt, "no key"));
        if (!row) return findings.push_back("a row of decision state does not read back");
        again.put(key, std::make_shared<const Row>(std::move(*row)));
    }
    evolve_all(again, part_of(facts, at.value, facts.size()));
    if (bytes_of(again) != bytes_of(whole))
        findings.push_back("decision state: the snapshot and the rest give other rows");
}

}  // namespace

std::string digest_of(const ViewSource& views) {
    std::string all;
    for (const auto& [view, digest] : digests_of(views)) all += view + ' ' + digest + '\n';
    return hex(leaf_hash(as_bytes(all)));
}

Findings incremental_is_rebuilt(const FactLog& log, SchoolId school, const std::vector<Sequence>& checkpoints,
                                std::size_t at_once) {
    Findings findings;
    MemoryViews incremental;
    ViewFolder folder(log, incremental, views::all_projections());
    const auto facts = log.after({}, school);
    std::size_t folded = 0;
    for (const auto checkpoint : checkpoints) {
        while (folded < checkpoint.value) {
            const auto count = std::min(at_once, checkpoint.value - folded);
            if (!folder.fold(part_of(facts, folded, count))) findings.emplace_back("cannot be folded");
            folded += count;
        }
        MemoryViews rebuilt;
        rebuild(log, rebuilt, Cursors{{school, checkpoint}}, findings);
        compare(incremental, rebuilt, "differs at " + std::to_string(checkpoint.value), findings);
    }
    return findings;
}

Findings each_fact_once_in_order(const FactLog& log, SchoolId school) {
    Findings findings;
    const auto facts = log.after({}, school);
    std::vector<Sequence> one;
    std::vector<Sequence> two;
    Projections witnesses;
    witnesses.push_back(std::make_unique<Witness>(ViewName{"one", 1}, one));
    witnesses.push_back(std::make_unique<Witness>(ViewName{"two", 1}, two));
    MemoryViews views;
    ViewFolder folder(log, views, std::move(witnesses));
    for (std::size_t from = 0, size = 1; from < facts.size(); from += size, size = size * 3 + 1) {
        std::ignore = folder.fold(part_of(facts, from, size));
        std::ignore = folder.fold(part_of(facts, from, size));  // Once more, as after a write that was not answered.
        const auto overlap = std::min<std::size_t>(from, 3);
        std::ignore = folder.fold(part_of(facts, from - overlap, overlap + size));
    }
    expect_dense(one, facts.size(), findings);
    expect_dense(two, facts.size(), findings);
    const auto& behind_a_hole = facts.back();
    auto later = std::make_shared<LoggedRecord>(*behind_a_hole);
    later->record.header.sequence = Sequence{facts.size() + 2};
    std::ignore = folder.fold({later});
    if (one.size() > facts.size()) findings.emplace_back("a fact behind a hole was folded");
    return findings;
}

Findings same_facts_same_digest(const FactLog& log) {
    Findings findings;
    MemoryViews one;
    MemoryViews two;
    rebuild(log, one, std::nullopt, findings);
    rebuild(log, two, std::nullopt, findings);
    compare(one, two, "differs when it is folded again", findings);
    return findings;
}

Findings snapshot_and_rest_is_all(const FactLog& log, SchoolId school, Sequence at) {
    Findings findings;
    MemoryViews whole;
    MemoryViews snapshot;
    rebuild(log, whole, std::nullopt, findings);
    rebuild(log, snapshot, Cursors{{school, at}}, findings);
    ViewFolder folder(log, snapshot, views::all_projections());
    const auto facts = log.after({}, school);
    if (!folder.load() || !folder.fold(part_of(facts, at.value, facts.size())))
        findings.emplace_back("cannot be folded");
    compare(snapshot, whole, "the snapshot at " + std::to_string(at.value) + " and the rest give other rows", findings);
    snapshot_of_state(facts, at, findings);
    return findings;
}

}  // namespace hometime::test
