#include "tools/audit/verify.h"

#include <algorithm>

#include "eventstore/checkpoint.h"
#include "eventstore/data_folder.h"
#include "tools/audit/verify_log.h"
#include "tools/audit/verify_views.h"

namespace hometime::tools {

namespace {

/// A checkpoint that the folder holds, already verified against the folder's public key.
struct Signed {
    std::uint64_t size = 0;
    Hash root{};
};

class Verifier {
public:
    Verifier(const std::filesystem::path& folder, KeptViews views, AuditLog audit,
             const std::function<void(std::uint64_t, std::uint64_t)>& progress)
        : folder_{folder}, views_(std::move(views)), audit_(std::move(audit)), progress_(progress) {}

    Result<VerifyReport> run() {
        for (const auto& finding : audit_.findings) return differs(to_string(finding));
        const auto heads = audit_.log->heads();
        for (const auto& head : heads) total_ += head.size;
        for (const auto& head : heads) {
            const auto wrong = school(head);
            if (!wrong) return tl::unexpected(wrong.error());
            if (!wrong->empty()) return differs(*wrong);
            ++report_.schools;
        }
        const auto wrong = views_.compare(*audit_.log, report_.views);
        if (!wrong) return tl::unexpected(wrong.error());
        if (!wrong->empty()) return differs(*wrong);
        return report_;
    }

private:
    VerifyReport differs(std::string what) {
        report_.difference = std::move(what);
        return report_;
    }

    Result<std::string> school(const LogHead& head) {
        const auto fenced = std::find_if(audit_.head.schools.begin(), audit_.head.schools.end(),
                                         [&](const LogHead& one) { return one.school == head.school; });
        std::optional<Signed> checkpoint;
        if (auto wrong = read_checkpoint(head, checkpoint); !wrong.empty()) return wrong;
        std::set<std::uint64_t> sizes;
        if (fenced != audit_.head.schools.end()) sizes.insert(fenced->size);
        if (checkpoint) sizes.insert(checkpoint->size);
        ReadLog log;
        auto wrong = read_log(audit_, head, sizes, log, [&] {
            ++report_.records;
            if (progress_ && report_.records % 1000 == 0) progress_(report_.records, total_);
        });
        if (!wrong || !wrong->empty()) return wrong;
        const auto name = to_string(head.school);
        if (fenced != audit_.head.schools.end() && log.root_at[fenced->size] != fenced->root) {
            return name + ": HEAD holds another root for its " + std::to_string(fenced->size) + " records";
        }
        if (checkpoint && log.root_at[checkpoint->size] != checkpoint->root) {
            return name + ": the checkpoint of " + std::to_string(checkpoint->size) +
                   " records was signed over other records";
        }
        return compare_rows(head.school, log.rows);
    }

    /// Empty: there is none, or it is good so far.
    std::string read_checkpoint(const LogHead& head, std::optional<Signed>& found) const {
        constexpr std::uint64_t kNoteMax = 64 * 1024;
        const auto name = to_string(head.school);
        const auto note = read_file(posix_files(), folder_.checkpoint(head.school), kNoteMax);
        if (!note)
            return note.error().code == ErrorCode::not_found ? std::string() : name + ": its checkpoint cannot be read";
        const auto text = read_file(posix_files(), folder_.public_key(), kNoteMax);
        const auto key = text ? NoteVerifier::parse(std::string_view(*text).substr(0, text->find('\n')))
                              : Result<NoteVerifier>(tl::unexpected(text.error()));
        if (!key) return "checkpoint.pub cannot be used: " + key.error().detail;
        const auto checkpoint = open_checkpoint(*note, key->named(log_origin(head.school)));
        if (!checkpoint) return name + ": its checkpoint does not verify: " + checkpoint.error().detail;
        if (checkpoint->origin != log_origin(head.school)) return name + ": its checkpoint is of another log";
        if (checkpoint->size > head.size) {
            return name + " records " + std::to_string(head.size + 1) + " to " + std::to_string(checkpoint->size) +
                   ": were signed and are missing";
        }
        found = Signed{checkpoint->size, checkpoint->root};
        return {};
    }

    /// Decision state is what the log folds into, row by row.
    Result<std::string> compare_rows(SchoolId school, const MemoryRows& expected) {
        std::string prefix;
        append_be(prefix, school.value);
        auto at = expected.all().begin();
        std::string wrong;
        const auto kind_of = [](std::string_view key) {
            const auto parsed = keys::parse(key);
            return parsed ? std::to_string(static_cast<int>(parsed->kind)) : std::string("?");
        };
        const auto scanned = audit_.log->rows(prefix, [&](std::string_view key, std::string_view value) {
            ++report_.rows;
            const bool same = at != expected.all().end() && at->first == key && encode_row(*at->second) == value;
            if (!same)
                wrong = to_string(school) + ": a row of decision state (kind " + kind_of(key) +
                        ") is not what the log folds into";
            if (same) ++at;
            return same;
        });
        if (!scanned) return to_string(school) + ": decision state cannot be read: " + scanned.error().detail;
        if (wrong.empty() && at != expected.all().end()) {
            wrong = to_string(school) + ": a row of decision state (kind " + kind_of(at->first) + ") is missing";
        }
        return wrong;
    }

    DataFolder folder_;
    KeptViews views_;
    AuditLog audit_;
    const std::function<void(std::uint64_t, std::uint64_t)>& progress_;
    VerifyReport report_;
    std::uint64_t total_ = 0;
};

}  // namespace

Result<VerifyReport> verify(const std::filesystem::path& folder,
                            const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
    auto views = KeptViews::open(folder);
    if (!views) return tl::unexpected(views.error());
    auto audit = open_for_audit(folder);
    if (!audit) return tl::unexpected(audit.error());
    return Verifier(folder, std::move(*views), std::move(*audit), progress).run();
}

}  // namespace hometime::tools
