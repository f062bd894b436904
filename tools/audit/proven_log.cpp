#include "tools/audit/proven_log.h"

#include "eventstore/audit.h"
#include "eventstore/checkpoint.h"
#include "eventstore/data_folder.h"
#include "tools/audit/evidence/tiles.h"
#include "tools/audit/export_reader.h"
#include "tools/audit/trusted_key.h"
#include "tools/audit/verify_log.h"

namespace hometime::tools {

namespace {

constexpr std::uint64_t kNoteMax = 1'000'000;

class FolderLog final : public ProvenLog {
public:
    FolderLog(AuditLog audit, SchoolId school)
        : audit_(std::move(audit)), school_(school), tiles_(*audit_.log, school) {}
    Result<void> load(std::string note, const std::filesystem::path& key_file) {
        const auto key = trusted_key(key_file);
        if (!key) return tl::unexpected(key.error());
        return vouch(std::move(note), key->named(log_origin(school_)));
    }
    const evidence::TileReader& tiles() const override { return tiles_; }
    Result<std::string> entry(Sequence sequence) const override {
        auto frame = audit_.log->frame({school_, sequence});
        if (!frame) return frame;
        if (const auto record = decode_frame(*frame); !record) return tl::unexpected(record.error());
        frame->resize(frame->size() - kFrameCrcBytes);
        return frame;
    }

private:
    AuditLog audit_;
    SchoolId school_;
    StoredTiles tiles_;
};

class ExportLog final : public ProvenLog {
public:
    ExportLog(const ExportFolder& folder, const ExportManifest& manifest)
        : reader_(folder, manifest), tiles_(folder.root, manifest.size) {}
    Result<void> load(const ExportFolder& folder, const std::filesystem::path& key_file) {
        auto note = evidence::read_whole(folder.checkpoint(), kNoteMax);
        if (!note) return fail(note.error().code, "this export is not whole: " + note.error().detail);
        const auto key = trusted_key(key_file);
        if (!key) return tl::unexpected(key.error());
        if (auto good = vouch(std::move(*note), key->named(log_origin(reader_.manifest().school))); !good) return good;
        if (checkpoint().size == reader_.manifest().size) return {};
        return fail(ErrorCode::corrupt, "this export's checkpoint is of another size");
    }
    const evidence::TileReader& tiles() const override { return tiles_; }
    Result<std::string> entry(Sequence sequence) const override { return reader_.entry(sequence); }

private:
    ExportReader reader_;
    evidence::FolderTiles tiles_;
};

Result<std::unique_ptr<ProvenLog>> open_export(const std::filesystem::path& root, std::optional<SchoolId> school,
                                               const std::optional<std::filesystem::path>& key) {
    const ExportFolder folder{root};
    const auto manifest = read_manifest(folder);
    if (!manifest) return tl::unexpected(manifest.error());
    if (school && *school != manifest->school) {
        return fail(ErrorCode::not_found, "this export is of " + to_string(manifest->school));
    }
    auto log = std::make_unique<ExportLog>(folder, *manifest);
    if (auto good = log->load(folder, key.value_or(folder.public_key())); !good) return tl::unexpected(good.error());
    return log;
}

/// The one school of which something was signed. Errors: `invalid` there are several; `not_found` none.
Result<SchoolId> only_school(const DataFolder& folder) {
    std::vector<SchoolId> schools;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder.checkpoints(), error), end; !error && at != end;
         at.increment(error)) {
        if (const auto school = parse_school_id(at->path().filename().string())) schools.push_back(*school);
    }
    if (schools.size() > 1) return fail(ErrorCode::invalid, "there are several schools here: name one with --school");
    if (schools.empty()) return fail(ErrorCode::not_found, "nothing was signed in this folder yet");
    return schools.front();
}

Result<std::unique_ptr<ProvenLog>> open_folder(const std::filesystem::path& root, std::optional<SchoolId> school,
                                               const std::optional<std::filesystem::path>& key) {
    const DataFolder folder{root};
    const auto id = school ? Result<SchoolId>(*school) : only_school(folder);
    if (!id) return tl::unexpected(id.error());
    auto note = evidence::read_whole(folder.checkpoint(*id), kNoteMax);  // Before the database, which then holds it.
    auto audit = open_for_audit(root, posix_files(), {std::nullopt, true});
    if (!audit) return tl::unexpected(audit.error());
    if (!audit->log->head(*id)) return fail(ErrorCode::not_found, "there is no such school in this folder");
    if (!note) return fail(note.error().code, "nothing of " + to_string(*id) + " was signed yet");
    auto log = std::make_unique<FolderLog>(std::move(*audit), *id);
    auto good = log->load(std::move(*note), key.value_or(folder.public_key()));
    if (!good) return tl::unexpected(good.error());
    return log;
}

}  // namespace

Result<std::unique_ptr<ProvenLog>> ProvenLog::open(const std::filesystem::path& folder, std::optional<SchoolId> school,
                                                   const std::optional<std::filesystem::path>& key) {
    return is_export(folder) ? open_export(folder, school, key) : open_folder(folder, school, key);
}

Result<void> ProvenLog::vouch(std::string note, const evidence::NoteKey& key) {
    const auto parsed = evidence::parse_note(note);
    if (!parsed) return tl::unexpected(parsed.error());
    auto checkpoint = evidence::open_checkpoint(*parsed, key);
    if (!checkpoint) return fail(ErrorCode::corrupt, key.name + ": its checkpoint: " + checkpoint.error().detail);
    note_ = std::move(note);
    checkpoint_ = std::move(*checkpoint);
    key_ = key;
    return {};
}

}  // namespace hometime::tools
