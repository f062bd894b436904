#include "tools/audit/verify.h"

#include <algorithm>
#include <utility>

#include "eventstore/audit.h"
#include "eventstore/checkpoint.h"
#include "eventstore/data_folder.h"
#include "tools/audit/collected.h"
#include "tools/audit/evidence/tiles.h"
#include "tools/audit/trusted_key.h"
#include "tools/audit/verify_log.h"
#include "tools/audit/verify_rows.h"
#include "tools/audit/verify_views.h"

namespace hometime::tools {

namespace {

/// The checkpoint that the folder itself holds of a school.
struct OwnCheckpoint {
    std::string note;
    evidence::Checkpoint checkpoint;
};

/// What stands in the folder's checkpoints/, by file.
using OwnNotes = std::map<std::string, Result<std::string>>;

/// To be read before the database, which then holds at least what they were signed for.
OwnNotes read_own_notes(const DataFolder& folder) {
    constexpr std::uint64_t kNoteMax = 64 * 1024;
    OwnNotes notes;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder.checkpoints(), error), end; !error && at != end;
         at.increment(error)) {
        notes.emplace(at->path().filename().string(), evidence::read_whole(at->path(), kNoteMax));
    }
    return notes;
}

class Verifier {
public:
    Verifier(const VerifyOptions& options, KeptViews views, OwnNotes notes, AuditLog audit, evidence::NoteKey key,
             Collected collected, const VerifyProgress& progress)
        : options_(options),
          views_(std::move(views)),
          notes_(std::move(notes)),
          audit_(std::move(audit)),
          key_(std::move(key)),
          collected_(std::move(collected)),
          progress_(progress) {}

    Result<VerifyReport> run() {
        report_.checkpoints = collected_.size();
        for (const auto& finding : audit_.findings) report_.differs(to_string(finding));
        if (!report_.difference.empty()) return report_;
        const auto heads = audit_.log->heads();
        for (const auto& head : heads) total_ += head.size;
        for (const auto& head : heads) {
            const auto wrong = school(head);
            if (!wrong) return tl::unexpected(wrong.error());
            if (!wrong->empty()) report_.differs(*wrong);
            ++report_.schools;
        }
        for (auto& wrong : collected_.differences(logs_)) report_.differs(std::move(wrong));
        // Views are folded from the log: what is wrong with it says enough.
        if (options_.log_only || !report_.difference.empty()) return report_;
        const auto wrong = views_.compare(*audit_.log, report_.views);
        if (!wrong) return tl::unexpected(wrong.error());
        if (!wrong->empty()) report_.differs(*wrong);
        return report_;
    }

private:
    Result<std::string> school(const LogHead& head) {
        const auto origin = log_origin(head.school);
        std::optional<OwnCheckpoint> own;
        if (auto wrong = read_checkpoint(head, own); !wrong.empty()) return wrong;
        const auto fenced = std::find_if(audit_.head.schools.begin(), audit_.head.schools.end(),
                                         [&](const LogHead& one) { return one.school == head.school; });
        const bool is_fenced = fenced != audit_.head.schools.end();
        MemoryRows rows;
        ReadLogOptions reading;
        reading.sizes = collected_.sizes(origin);
        if (is_fenced) reading.sizes.insert(fenced->size);
        if (own) reading.sizes.insert(own->checkpoint.size);
        reading.rows = options_.log_only ? nullptr : &rows;
        reading.keys = !options_.without_keys;
        reading.progress = [&, before = report_.records](std::uint64_t done) {
            if (progress_) progress_(before + done, total_);
        };
        auto log = read_log(audit_, head, reading);
        if (!log) return tl::unexpected(log.error());
        report_.records += log->size;
        logs_[origin] = {head.size, log->root_at, own ? own->note : std::string(), log->restored};
        if (!log->difference.empty()) return log->difference;
        if (auto wrong = keys(head, *log); !wrong.empty()) return wrong;
        if (is_fenced && log->root_at[fenced->size] != fenced->root) {
            return to_string(head.school) + ": HEAD holds another root for its " + std::to_string(fenced->size) +
                   " records";
        }
        if (own && log->root_at[own->checkpoint.size] != own->checkpoint.root) {
            return to_string(head.school) + ": the checkpoint of " + std::to_string(own->checkpoint.size) +
                   " records was signed over other records";
        }
        return options_.log_only ? std::string() : compare_rows(audit_, head.school, rows, report_.rows);
    }

    /// A key may be gone only by a fact that says so.
    [[nodiscard]] std::string keys(const LogHead& head, const evidence::LogAnswer& log) const {
        const auto name = to_string(head.school);
        for (const auto& [key, sequence] : log.missing_keys) {
            if (log.destroyed_keys.contains(key)) continue;
            return name + " record " + std::to_string(sequence.value) +
                   ": names a key that is neither in the key store nor known to be destroyed";
        }
        for (const auto key : audit_.keys.gone) {
            if (audit_.keys.scopes[key - 1].school != head.school || log.destroyed_keys.contains(key)) continue;
            return name + ": key " + std::to_string(key) + " was destroyed, and no fact says so";
        }
        return {};
    }

    /// Empty: there is none, or it is good so far.
    std::string read_checkpoint(const LogHead& head, std::optional<OwnCheckpoint>& found) const {
        const auto name = to_string(head.school);
        const auto at = notes_.find(name);
        if (at == notes_.end()) return {};
        const auto& bytes = at->second;
        if (!bytes) return name + ": its checkpoint cannot be read";
        const auto checkpoint = evidence::parse_note(*bytes).and_then([&](const evidence::Note& note) {
            return evidence::open_checkpoint(note, key_.named(log_origin(head.school)));
        });
        if (!checkpoint) return name + ": its checkpoint does not verify: " + checkpoint.error().detail;
        if (checkpoint->size > head.size) {
            return name + " records " + std::to_string(head.size + 1) + " to " + std::to_string(checkpoint->size) +
                   ": were signed and are missing";
        }
        found = OwnCheckpoint{*bytes, *checkpoint};
        return {};
    }

    const VerifyOptions& options_;
    KeptViews views_;
    OwnNotes notes_;
    AuditLog audit_;
    evidence::NoteKey key_;
    Collected collected_;
    const VerifyProgress& progress_;
    VerifyReport report_;
    std::map<std::string, LogWitness> logs_;
    std::uint64_t total_ = 0;
};

/// The folder's own key belongs to what is verified.
VerifyReport unusable_key(const Error& error) {
    VerifyReport report;
    report.differs("checkpoint.pub cannot be used: " + error.detail);
    return report;
}

}  // namespace

void VerifyReport::differs(std::string what) {
    if (difference.empty()) difference = what;
    differences.push_back(std::move(what));
}

Result<VerifyReport> verify(const std::filesystem::path& folder, const VerifyOptions& options,
                            const VerifyProgress& progress) {
    auto views = options.log_only ? Result<KeptViews>(KeptViews{}) : KeptViews::open(folder);
    if (!views) return tl::unexpected(views.error());
    auto notes = read_own_notes(DataFolder{folder});
    auto audit = open_for_audit(folder, posix_files(), {options.key_store, options.without_keys});
    if (!audit) return tl::unexpected(audit.error());
    auto key = trusted_key(options.key.value_or(DataFolder{folder}.public_key()));
    if (!key && options.key) return tl::unexpected(key.error());
    if (!key) return unusable_key(key.error());
    auto collected = Collected::read(options.checkpoints, *key);
    if (!collected) return tl::unexpected(collected.error());
    return Verifier(options, std::move(*views), std::move(notes), std::move(*audit), std::move(*key),
                    std::move(*collected), progress)
        .run();
}

Result<VerifyReport> verify(const std::filesystem::path& folder, const VerifyProgress& progress) {
    return verify(folder, VerifyOptions{}, progress);
}

}  // namespace hometime::tools
