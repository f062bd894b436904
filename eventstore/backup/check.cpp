#include "eventstore/backup/check.h"

#include <algorithm>

#include "eventstore/frame.h"

namespace hometime {

namespace {

Finding all_records(const LogHead& head, std::string what) {
    return {head.school, Sequence{1}, Sequence{head.size}, std::move(what)};
}

/// Hashes every record again, and compares the roots with what is vouched and signed for.
Result<void> check_records(const RocksReader& log, const LogHead& head, const std::vector<SignedSize>& signed_sizes,
                           Findings& findings) {
    std::set<std::uint64_t> sizes;
    for (const auto& one : signed_sizes) {
        if (one.school == head.school) sizes.insert(one.size);
    }
    const auto roots = roots_of(log, head, sizes);
    if (!roots && roots.error().code != ErrorCode::corrupt) return tl::unexpected(roots.error());
    if (!roots) {
        findings.push_back(all_records(head, roots.error().detail));
        return {};
    }
    if (roots->at(head.size) != head.root) {
        findings.push_back(all_records(head, "the records do not hash to the root that HEAD vouches for"));
    }
    for (const auto& one : signed_sizes) {
        if (one.school != head.school || !roots->contains(one.size) || roots->at(one.size) == one.root) continue;
        findings.push_back(
            {head.school, Sequence{1}, Sequence{one.size}, "not the records that a checkpoint signs for"});
    }
    return {};
}

/// Every row of every table, so that every block's checksum is checked.
Result<void> read_all_rows(const RocksDb& db) {
    for (const auto table : kAllTables) {
        const auto read = db.scan(table, {}, {}, true, [](std::string_view, std::string_view) { return true; });
        if (!read) return read;
    }
    return {};
}

}  // namespace

Result<std::map<std::uint64_t, Hash>> roots_of(const RocksReader& log, const LogHead& head,
                                               const std::set<std::uint64_t>& sizes) {
    std::map<std::uint64_t, Hash> roots;
    MerkleTree tree;
    Result<void> outcome;
    const auto scanned = log.scan_frames(head.school, Sequence{1}, [&](Sequence at, std::string_view bytes) {
        const auto framed = decode_frame(bytes);
        if (!framed || framed->header.sequence != at || framed->header.log != head.log) {
            outcome = fail(ErrorCode::corrupt,
                           "record " + std::to_string(at.value) + " of " + to_string(head.school) +
                               (framed ? ": another record stands in its place" : ": " + framed.error().detail));
            return false;
        }
        tree.append(leaf_hash(leaf_bytes(bytes)));
        std::ignore = tree.take_tiles();
        if (sizes.contains(tree.size())) roots[tree.size()] = tree.root();
        return true;
    });
    if (!outcome) return tl::unexpected(outcome.error());
    if (!scanned) return tl::unexpected(scanned.error());
    roots[tree.size()] = tree.root();
    if (tree.size() == head.size) return roots;
    return fail(ErrorCode::corrupt, to_string(head.school) + " ends at record " + std::to_string(tree.size()));
}

Result<Findings> check_copy(const std::filesystem::path& log, const Head& head,
                            const std::vector<SignedSize>& signed_sizes) {
    auto db = RocksDb::open({log, DbMode::read_only, {}, nullptr});
    if (!db) return tl::unexpected(db.error());
    auto heads = read_edges(**db);
    if (!heads) return tl::unexpected(heads.error());
    const RocksReader reader(std::move(*db), nullptr, std::move(*heads));
    const auto state = read_state(reader);
    if (!state) return tl::unexpected(state.error());
    auto findings = compare(head, *state, reader, false);
    const auto beyond = against_checkpoints(signed_sizes, reader);
    findings.insert(findings.end(), beyond.begin(), beyond.end());
    if (findings.empty() && (state->commit != head.commit || state->heads != head.schools)) {
        findings.push_back({{}, {}, {}, "the database and HEAD are not of one moment"});
    }
    if (!findings.empty()) return findings;
    if (auto read = read_all_rows(reader.database()); !read) return tl::unexpected(read.error());
    for (const auto& school : reader.heads()) {
        if (auto checked = check_records(reader, school, signed_sizes, findings); !checked) {
            return tl::unexpected(checked.error());
        }
    }
    return findings;
}

}  // namespace hometime
