#include "tools/audit/export_format.h"

#include "eventstore/base/json.h"
#include "tools/audit/evidence/tiles.h"

namespace hometime::tools {

bool is_export(const std::filesystem::path& folder) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(ExportFolder{folder}.manifest(), ignored);
}

std::string write_manifest(const ExportManifest& manifest) {
    return json::to_string(manifest) + '\n';
}

Result<ExportManifest> read_manifest(const ExportFolder& folder) {
    constexpr std::uint64_t kManifestMax = 64 * 1024;
    auto text = evidence::read_whole(folder.manifest(), kManifestMax);
    if (!text) return tl::unexpected(text.error());
    if (text->ends_with('\n')) text->pop_back();
    auto manifest = json::decode<ExportManifest>(*text);
    if (!manifest) return fail(ErrorCode::corrupt, "export.json is not as written");
    if (manifest->format != kExportFormat) {
        return fail(ErrorCode::invalid, "this export is of another format: use a newer hometime-audit");
    }
    const bool good = manifest->first >= 1 && manifest->first <= manifest->last && manifest->last <= manifest->size;
    if (!good) return fail(ErrorCode::corrupt, "export.json is not as written");
    return manifest;
}

}  // namespace hometime::tools
