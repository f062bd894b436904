#include "tools/audit/export_log.h"

#include "eventstore/audit.h"
#include "eventstore/checkpoint.h"
#include "eventstore/data_folder.h"
#include "tools/audit/evidence/tiles.h"
#include "tools/audit/export_files.h"
#include "tools/audit/record_line.h"
#include "tools/audit/trusted_key.h"

namespace hometime::tools {

namespace {

using evidence::kTileWidth;

/// What was signed: it says how far an export goes.
struct Signed {
    std::string note;
    evidence::NoteKey key;
    evidence::Checkpoint checkpoint;
};

Result<Signed> newest_signed(const DataFolder& folder, SchoolId school) {
    constexpr std::uint64_t kNoteMax = 1'000'000;
    auto note = evidence::read_whole(folder.checkpoint(school), kNoteMax);
    if (!note) return fail(note.error().code, "nothing of " + to_string(school) + " was signed yet");
    const auto store_key = trusted_key(folder.public_key());
    if (!store_key) return tl::unexpected(store_key.error());
    auto key = store_key->named(log_origin(school));
    const auto checkpoint = evidence::parse_note(*note).and_then(
        [&](const evidence::Note& parsed) { return evidence::open_checkpoint(parsed, key); });
    if (!checkpoint) return fail(ErrorCode::corrupt, "the newest checkpoint: " + checkpoint.error().detail);
    return Signed{std::move(*note), std::move(key), *checkpoint};
}

class Exporter {
public:
    Exporter(const ExportManifest& manifest, const ExportFolder& folder)
        : manifest_(manifest),
          folder_(folder),
          files_(folder.root),
          tree_([this](unsigned level, std::uint64_t index, std::string_view hashes) { tile(level, index, hashes); }) {}

    Result<void> begin() {
        if (auto made = posix_files().create_folders(folder_.root); !made) return made;
        if (auto made = lines_.open(folder_.lines()); !made) return made;
        return manifest_.whole() ? Result<void>{} : records_.open(folder_.records());
    }

    /// False: it went wrong, and outcome() says how.
    bool add(Sequence sequence, std::string_view frame) {
        const auto entry = leaf_bytes(frame);
        if (sequence.value >= manifest_.first && sequence.value <= manifest_.last) keep(frame);
        if (manifest_.whole()) evidence::append_entry(bundle_, as_text(entry));
        tree_.add(evidence::leaf_hash(entry));
        if (manifest_.whole() && tree_.size() % kTileWidth == 0) write_bundle();
        return outcome_.has_value();
    }

    Result<void> finish(const Signed& vouched) {
        if (!outcome_) return outcome_;
        for (unsigned level = 0; level < evidence::kLevels; ++level) {
            const auto hashes = tree_.unfinished(level);
            const auto index = evidence::hashes_at_level(tree_.size(), level) / kTileWidth;
            if (!hashes.empty()) write(evidence::tile_path(level, index, hashes.size() / evidence::kHashBytes), hashes);
        }
        if (!bundle_.empty()) write_bundle();
        if (outcome_) outcome_ = lines_.finish();
        if (outcome_ && records_.is_open()) outcome_ = records_.finish();
        write("export.json", write_manifest(manifest_));
        write("checkpoint.pub", vouched.key.to_string() + '\n');
        if (outcome_ && tree_.root() != vouched.checkpoint.root) {
            outcome_ = fail(ErrorCode::corrupt, "the log is not what its checkpoint was signed for: run verify");
        }
        if (outcome_) outcome_ = files_.sync();
        if (!outcome_) return outcome_;
        return write_file_atomically(posix_files(), folder_.checkpoint(), as_bytes(vouched.note));
    }
    [[nodiscard]] const Result<void>& outcome() const { return outcome_; }

private:
    void keep(std::string_view frame) {
        const auto record = decode_frame(frame);
        if (!record) {
            outcome_ = tl::unexpected(record.error());
            return;
        }
        outcome_ = lines_.append(boost::json::serialize(record_line(manifest_.school, *record)) + '\n');
        if (outcome_ && !manifest_.whole()) outcome_ = records_.append(frame);
    }

    /// A part of a log needs the leaves around its own records only; what is above them is small.
    void tile(unsigned level, std::uint64_t index, std::string_view hashes) {
        const bool around = index >= (manifest_.first - 1) / kTileWidth && index <= (manifest_.last - 1) / kTileWidth;
        if (level > 0 || around) write(evidence::tile_path(level, index, kTileWidth), hashes);
    }

    void write_bundle() {
        const auto index = (tree_.size() - 1) / kTileWidth;
        write(evidence::bundle_path(index, evidence::tile_width(tree_.size(), 0, index)), bundle_);
        bundle_.clear();
    }

    void write(const std::string& name, std::string_view bytes) {
        if (outcome_) outcome_ = files_.write(name, bytes);
    }

    const ExportManifest& manifest_;
    const ExportFolder& folder_;
    ExportFiles files_;
    GrowingFile lines_;
    GrowingFile records_;
    std::string bundle_;
    evidence::TreeBuilder tree_;
    Result<void> outcome_;
};

Result<void> export_records(const RocksReader& log, const ExportManifest& manifest, const ExportFolder& folder,
                            const Signed& vouched, const VerifyProgress& progress) {
    constexpr std::uint64_t kTellEvery = 1000;
    Exporter exporter(manifest, folder);
    if (auto begun = exporter.begin(); !begun) return begun;
    const auto scanned = log.scan_frames(manifest.school, Sequence{1}, [&](Sequence at, std::string_view frame) {
        if (at.value > manifest.size) return false;
        if (progress && at.value % kTellEvery == 0) progress(at.value, manifest.size);
        return exporter.add(at, frame);
    });
    if (!scanned) return scanned;
    return exporter.finish(vouched);
}

}  // namespace

Result<ExportManifest> export_log(const std::filesystem::path& data_folder, SchoolId school, ExportRange range,
                                  const std::filesystem::path& into, const VerifyProgress& progress) {
    std::error_code ignored;
    if (std::filesystem::exists(into, ignored)) return fail(ErrorCode::conflict, into.string() + " is there already");
    const auto vouched = newest_signed(DataFolder{data_folder}, school);  // Before the database, which then holds it.
    const auto audit = open_for_audit(data_folder, posix_files(), {std::nullopt, true});
    if (!audit) return tl::unexpected(audit.error());
    const auto head = audit->log->head(school);
    if (!head) return fail(ErrorCode::not_found, "there is no such school in this folder");
    if (!vouched) return tl::unexpected(vouched.error());
    const auto size = vouched->checkpoint.size;
    if (head->size < size) return fail(ErrorCode::corrupt, "the log is shorter than what was signed for: run verify");
    const ExportManifest manifest{kExportFormat,
                                  school,
                                  head->log,
                                  size,
                                  std::max<std::uint64_t>(range.first, 1),
                                  range.last == 0 ? size : range.last};
    if (manifest.first > manifest.last || manifest.last > size) {
        return fail(ErrorCode::invalid, "no record that was signed for lies in that range");
    }
    if (auto done = export_records(*audit->log, manifest, ExportFolder{into}, *vouched, progress); !done) {
        return tl::unexpected(done.error());
    }
    return manifest;
}

}  // namespace hometime::tools
