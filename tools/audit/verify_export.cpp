#include "tools/audit/verify_export.h"

#include <fstream>

#include "eventstore/checkpoint.h"
#include "tools/audit/collected.h"
#include "tools/audit/evidence/frames.h"
#include "tools/audit/evidence/tiles.h"
#include "tools/audit/export_reader.h"
#include "tools/audit/record_line.h"
#include "tools/audit/trusted_key.h"

namespace hometime::tools {

namespace {

using evidence::kTileWidth;

/// The lines for people, held to the records one after the other.
class Lines {
public:
    Lines(const ExportFolder& folder, SchoolId school) : file_(folder.lines(), std::ios::binary), school_(school) {}
    void compare(const FramedRecord& record) {
        if (!wrong_.empty()) return;
        if (!std::getline(file_, line_) || line_ != boost::json::serialize(record_line(school_, record))) {
            wrong_ = "records.jsonl line " + std::to_string(read_ + 1) + ": is not what its record says";
        }
        ++read_;
    }
    /// After the last record. Empty: all lines are right, and there are no more.
    [[nodiscard]] std::string end() {
        if (wrong_.empty() && file_.peek() != std::ifstream::traits_type::eof()) {
            wrong_ = "records.jsonl: it holds more than its records";
        }
        return wrong_;
    }

private:
    std::ifstream file_;
    SchoolId school_;
    std::string line_;
    std::uint64_t read_ = 0;
    std::string wrong_;
};

class ExportVerifier {
public:
    ExportVerifier(const ExportFolder& folder, const ExportManifest& manifest, const VerifyOptions& options,
                   const evidence::Checkpoint& checkpoint, const VerifyProgress& progress)
        : reader_(folder, manifest),
          manifest_(manifest),
          options_(options),
          checkpoint_(checkpoint),
          progress_(progress),
          tiles_(folder.root, manifest.size),
          lines_(folder, manifest.school) {}

    /// Roots at `sizes` go into `log`, as far as they can be told.
    Result<void> run(VerifyReport& report, const std::set<std::uint64_t>& sizes, LogWitness& log) {
        report.schools = 1;
        auto wrong = manifest_.whole() ? whole_log(report, sizes, log) : part(report, sizes, log);
        if (!wrong) return tl::unexpected(wrong.error());
        if (wrong->empty() && !options_.log_only) *wrong = lines_.end();
        if (!wrong->empty()) report.differs(std::move(*wrong));
        return {};
    }

private:
    Result<std::string> whole_log(VerifyReport& report, const std::set<std::uint64_t>& sizes, LogWitness& log) {
        evidence::LogQuestion question;
        question.name = to_string(manifest_.school);
        question.log = manifest_.log;
        question.size = manifest_.size;
        question.root = checkpoint_.root;
        question.sizes = sizes;
        question.stored_tile = [&](unsigned level, std::uint64_t index) { return tile(level, index); };
        if (!options_.log_only) {
            question.fold = [&](const FramedRecord& record, const Event&) { lines_.compare(record); };
        }
        question.progress = [&](std::uint64_t done) {
            if (progress_) progress_(done, manifest_.size);
        };
        auto answer = evidence::check_log([&](const auto& visit) { return reader_.scan(visit); }, question);
        if (!answer) return tl::unexpected(answer.error());
        report.records = answer->size;
        log.root_at = std::move(answer->root_at);
        log.restored = std::move(answer->restored);
        if (!answer->difference.empty()) return answer->difference;
        return last_tile();
    }

    /// A tile that is missing or cut off is a difference.
    Result<std::optional<std::string>> tile(unsigned level, std::uint64_t index) const {
        auto hashes = tiles_.tile(level, index, evidence::tile_width(manifest_.size, level, index));
        if (!hashes) return std::optional<std::string>{};
        return std::optional(std::move(*hashes));
    }

    /// The lowest level's tile that is not full: the store has none, an export does.
    std::string last_tile() const {
        const auto index = manifest_.size / kTileWidth;
        if (evidence::tile_width(manifest_.size, 0, index) == 0) return {};
        evidence::Tree tree(tiles_, manifest_.size);
        const auto root = tree.root();
        if (!root) return root.error().detail;
        return *root == checkpoint_.root ? std::string() : "a tile of the tree is not what its records hash to";
    }

    Result<std::string> part(VerifyReport& report, const std::set<std::uint64_t>& sizes, LogWitness& log) {
        if (auto wrong = tree_of_tiles(); !wrong.empty()) return wrong;
        for (const auto size : sizes) {
            evidence::Tree tree(tiles_, size);
            if (size > manifest_.size) continue;
            if (const auto root = tree.root()) log.root_at[size] = *root;
            if (!log.root_at.contains(size)) ++report.not_compared;
        }
        evidence::FrameCheck check(manifest_.log, nullptr, false);
        evidence::Tree tree(tiles_, manifest_.size);
        std::string wrong;
        const auto scanned = reader_.scan([&](Sequence sequence, std::string_view frame) {
            wrong = record(check, tree, sequence, frame);
            if (wrong.empty()) ++report.records;
            if (progress_) progress_(report.records, manifest_.last - manifest_.first + 1);
            return wrong.empty();
        });
        if (!wrong.empty()) return wrong;
        if (scanned) return std::string();
        if (scanned.error().code != ErrorCode::corrupt) return tl::unexpected(scanned.error());
        return scanned.error().detail;
    }

    std::string record(evidence::FrameCheck& check, evidence::Tree& tree, Sequence sequence, std::string_view frame) {
        const auto place = to_string(manifest_.school) + " record " + std::to_string(sequence.value) + ": ";
        FramedRecord framed;
        if (auto wrong = check.next(sequence, frame, framed); !wrong.empty()) return place + wrong;
        if (const auto event = decode_event(framed.header.tag, framed.header.schema, framed.clear); !event) {
            return place + event.error().detail;
        }
        const auto leaf = tree.range(sequence.value - 1, sequence.value);
        if (!leaf) return place + leaf.error().detail;
        if (*leaf != evidence::leaf_hash(leaf_bytes(frame))) return place + "is not what the tree holds";
        if (!options_.log_only) lines_.compare(framed);
        return {};
    }

    /// Every tile that is there is what the tiles below it hash to, and all of them together to the root.
    std::string tree_of_tiles() const {
        const auto wrong = [](const std::string& name) { return name + ": it is not what is below it"; };
        for (unsigned level = 0; level + 1 < evidence::kLevels; ++level) {
            const auto full = evidence::hashes_at_level(manifest_.size, level) / kTileWidth;
            for (std::uint64_t index = 0; index < full; ++index) {
                if (level == 0 && !is_here(index)) continue;
                const auto hashes = tiles_.tile(level, index, kTileWidth);
                if (!hashes) return hashes.error().detail;
                const auto above = tiles_.tile(level + 1, index / kTileWidth, index % kTileWidth + 1);
                if (!above) return above.error().detail;
                if (evidence::hash_at(*above, index % kTileWidth) != evidence::root_over(*hashes)) {
                    return wrong(evidence::tile_path(level, index, kTileWidth));
                }
            }
        }
        evidence::Tree tree(tiles_, manifest_.size);
        const auto root = tree.root();
        if (!root) return root.error().detail;
        return *root == checkpoint_.root ? std::string() : wrong("checkpoint");
    }
    [[nodiscard]] bool is_here(std::uint64_t index) const {
        return index >= (manifest_.first - 1) / kTileWidth && index <= (manifest_.last - 1) / kTileWidth;
    }

    ExportReader reader_;
    const ExportManifest& manifest_;
    const VerifyOptions& options_;
    const evidence::Checkpoint& checkpoint_;
    const VerifyProgress& progress_;
    evidence::FolderTiles tiles_;
    Lines lines_;
};

}  // namespace

Result<VerifyReport> verify_export(const std::filesystem::path& root, const VerifyOptions& options,
                                   const VerifyProgress& progress) {
    constexpr std::uint64_t kNoteMax = 1'000'000;
    const ExportFolder folder{root};
    const auto manifest = read_manifest(folder);
    if (!manifest) return tl::unexpected(manifest.error());
    const auto key = trusted_key(options.key.value_or(folder.public_key()));
    if (!key) return tl::unexpected(key.error());
    const auto collected = Collected::read(options.checkpoints, *key);
    if (!collected) return tl::unexpected(collected.error());
    const auto note = evidence::read_whole(folder.checkpoint(), kNoteMax);
    if (!note) return fail(note.error().code, "this export is not whole: " + note.error().detail);

    VerifyReport report;
    report.checkpoints = collected->size();
    const auto origin = log_origin(manifest->school);
    const auto checkpoint = evidence::parse_note(*note).and_then(
        [&](const evidence::Note& parsed) { return evidence::open_checkpoint(parsed, key->named(origin)); });
    if (!checkpoint) {
        report.differs("its checkpoint does not verify: " + checkpoint.error().detail);
    } else if (checkpoint->size != manifest->size) {
        report.differs("export.json and the checkpoint are of two sizes");
    }
    if (!report.difference.empty()) return report;
    std::map<std::string, LogWitness> logs{{origin, {manifest->size, {}, *note, {}}}};
    ExportVerifier verifier(folder, *manifest, options, *checkpoint, progress);
    if (auto done = verifier.run(report, collected->sizes(origin), logs[origin]); !done) {
        return tl::unexpected(done.error());
    }
    for (auto& wrong : collected->differences(logs)) report.differs(std::move(wrong));
    return report;
}

}  // namespace hometime::tools
