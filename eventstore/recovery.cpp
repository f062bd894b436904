#include "eventstore/recovery.h"

#include <algorithm>

#include "eventstore/base/mutants.h"
#include "eventstore/checkpoint.h"
#include "eventstore/frame.h"
#include "eventstore/log_rows.h"
#include "eventstore/merkle_proof.h"

namespace hometime {

namespace {

/// A checkpoint is a few lines; more than this is none. Bytes.
constexpr std::uint64_t kNoteBytesMax = 16 * 1024;

const LogHead* find(const std::vector<LogHead>& heads, SchoolId school) {
    const auto found =
        std::find_if(heads.begin(), heads.end(), [&](const auto& head) { return head.school == school; });
    return found == heads.end() ? nullptr : &*found;
}

Finding whole_log(const LogHead& head, std::string what) {
    return {head.school, Sequence{1}, Sequence{head.size}, std::move(what)};
}

/// The root that `reader`'s log of `school` had at `size`, or what is in the way.
Result<Hash> root_of(const RocksReader& reader, const LogHead& now, std::uint64_t size) {
    if (size == now.size) return now.root;
    const auto source = reader.tree(now.school);
    return root_at(source, size);
}

void compare_school(const LogHead& wanted, const LogHead* there, const RocksReader& reader, Findings& findings) {
    if (there == nullptr) return findings.push_back(whole_log(wanted, "not in the database"));
    if (there->log != wanted.log) return findings.push_back(whole_log(wanted, "the database holds another log"));
    if (there->size < wanted.size) {
        return findings.push_back(
            {wanted.school, Sequence{there->size + 1}, Sequence{wanted.size}, "not in the database"});
    }
    const auto root = root_of(reader, *there, wanted.size);
    if (!root) return findings.push_back(whole_log(wanted, root.error().detail));
    if (*root != wanted.root) findings.push_back(whole_log(wanted, "the records are not those that HEAD vouches for"));
}

void compare_commit(const Head& head, const DatabaseState& state, bool beside_owner, Findings& findings) {
    if (state.commit < head.commit && findings.empty()) {
        findings = all_of(head, std::to_string(head.commit - state.commit) + " commits are not in the database");
    }
    if (beside_owner || mutant(Mutant::three_commits_ahead)) return;
    if (state.commit <= head.commit + kCommitsAheadMax) return;
    for (const auto& there : state.heads) {
        const auto* wanted = find(head.schools, there.school);
        const Sequence vouched{wanted == nullptr ? 0 : wanted->size};
        if (vouched.value == there.size) continue;
        findings.push_back({there.school, vouched.next(), Sequence{there.size},
                            "HEAD is " + std::to_string(state.commit - head.commit) +
                                " commits behind the database: it was set back"});
    }
    if (findings.empty()) findings.push_back({{}, {}, {}, "HEAD was set back"});
}

}  // namespace

std::string to_string(const Finding& finding) {
    std::string out = finding.school ? to_string(finding.school) : "data folder";
    if (finding.last) {
        out += finding.first == finding.last ? " record " : " records ";
        out += std::to_string(finding.first.value);
        if (finding.first != finding.last) out += " to " + std::to_string(finding.last.value);
    }
    return out + ": " + finding.what;
}

Result<std::uint64_t> count_commits(const RocksDb& db) {
    std::optional<std::uint64_t> commits;
    for (const auto table : kAllTables) {
        const auto count = db.count(table, rows::kCommitsKey);
        if (!count) return count;
        if (commits && *commits != *count) return fail(ErrorCode::corrupt, "database: a table lost commits");
        commits = *count;
    }
    return *commits;
}

namespace {

/// Calls `visit` with every edge until it returns false.
Result<void> each_edge(const RocksDb& db, const std::function<Result<void>(SchoolId, const rows::Edge&)>& visit) {
    Result<void> outcome;
    const auto scanned = db.scan(Table::meta, rows::kEdgePrefix, after_prefix(rows::kEdgePrefix), false,
                                 [&](std::string_view key, std::string_view value) {
                                     const auto school = rows::school_of_edge(key);
                                     const auto edge = rows::read_edge(value);
                                     outcome = school && edge
                                                   ? visit(*school, *edge)
                                                   : fail(ErrorCode::corrupt, "a right edge is not as written");
                                     return outcome.has_value();
                                 });
    return scanned ? outcome : scanned;
}

}  // namespace

Result<std::vector<LogHead>> read_edges(const RocksDb& db) {
    std::vector<LogHead> heads;
    const auto read = each_edge(db, [&](SchoolId school, const rows::Edge& edge) {
        return read_edge(edge.tree).map(
            [&](const EdgeSummary& tree) { heads.push_back({school, edge.log, tree.size, tree.root}); });
    });
    if (!read) return tl::unexpected(read.error());
    return heads;
}

Result<DatabaseState> read_state(const RocksReader& reader) {
    DatabaseState state;
    const auto commit = count_commits(reader.database());
    if (!commit) return tl::unexpected(commit.error());
    state.commit = *commit;
    state.heads = reader.heads();
    const auto read = each_edge(reader.database(), [&](SchoolId school, const rows::Edge& edge) -> Result<void> {
        const auto source = reader.tree(school);
        auto tree = MerkleTree::restore(edge.tree, source);
        if (!tree && tree.error().code == ErrorCode::unavailable) return tl::unexpected(tree.error());
        if (!tree) {
            const auto* head = find(state.heads, school);
            state.findings.push_back(
                whole_log(head == nullptr ? LogHead{school, {}, 1, {}} : *head, tree.error().detail));
            return {};
        }
        state.branches.emplace(school, Branch{edge.log, edge.newest, std::move(*tree)});
        return {};
    });
    if (!read) return tl::unexpected(read.error());
    return state;
}

Findings compare(const Head& head, const DatabaseState& state, const RocksReader& reader, bool beside_owner) {
    Findings findings = state.findings;
    for (const auto& wanted : head.schools) {
        compare_school(wanted, find(state.heads, wanted.school), reader, findings);
    }
    compare_commit(head, state, beside_owner, findings);
    return findings;
}

Findings all_of(const Head& head, const std::string& what) {
    Findings findings;
    for (const auto& school : head.schools) findings.push_back(whole_log(school, what));
    if (findings.empty()) findings.push_back({{}, {}, {}, what});
    return findings;
}

Findings without_keys_of(const KeyStoreIndex& keys, const RocksReader& reader) {
    Findings findings;
    for (const auto& head : reader.heads()) {
        Finding found{head.school, {}, {}, "sealed with keys that the key store does not hold"};
        const auto scanned = reader.scan_frames(head.school, Sequence{1}, [&](Sequence at, std::string_view bytes) {
            const auto framed = decode_frame(bytes);
            if (!framed) return true;
            for (const auto& part : framed->sealed()) {
                if (keys.has(part.key)) continue;
                if (!found.first) found.first = at;
                found.last = at;
            }
            return true;
        });
        if (found.last) findings.push_back(found);
        if (!scanned) findings.push_back(whole_log(head, scanned.error().detail));
    }
    return findings;
}

std::vector<SignedSize> read_checkpoints(FileSystem& files, const DataFolder& folder) {
    std::vector<SignedSize> checkpoints;
    const auto line = read_file(files, folder.public_key(), kNoteBytesMax);
    if (!line) return checkpoints;
    const auto key = NoteVerifier::parse(line->substr(0, line->find('\n')));
    if (!key) return checkpoints;
    std::error_code none;  // No such folder: no checkpoints.
    for (const auto& entry : std::filesystem::directory_iterator(folder.checkpoints(), none)) {
        const auto school = parse_school_id(entry.path().filename().string());
        if (!school) continue;
        const auto note = read_file(files, entry.path(), kNoteBytesMax);
        if (!note) continue;
        const auto checkpoint = open_checkpoint(*note, key->named(log_origin(*school)));
        if (checkpoint) checkpoints.push_back({*school, checkpoint->size, checkpoint->root});
    }
    return checkpoints;
}

Findings against_checkpoints(const std::vector<SignedSize>& checkpoints, const RocksReader& reader) {
    Findings findings;
    for (const auto& checkpoint : checkpoints) {
        const auto now = reader.head(checkpoint.school);
        const Sequence size{now ? now->size : 0};
        const Sequence last{checkpoint.size};
        if (size < last) {
            findings.push_back({checkpoint.school, size.next(), last, "signed for by a checkpoint"});
        } else if (const auto root = root_of(reader, *now, checkpoint.size); !root || *root != checkpoint.root) {
            findings.push_back({checkpoint.school, Sequence{1}, last, "not the records that a checkpoint signs for"});
        }
    }
    return findings;
}

}  // namespace hometime
