// The records of an export, read back.
#pragma once

#include "tools/audit/evidence/log_check.h"
#include "tools/audit/export_format.h"

namespace hometime::tools {

class ExportReader {
public:
    ExportReader(ExportFolder folder, ExportManifest manifest)
        : folder_(std::move(folder)), manifest_(std::move(manifest)) {}
    [[nodiscard]] const ExportManifest& manifest() const { return manifest_; }
    /// Records [first, last] with their crc, in order, until `visit` returns false.
    /// Errors: `corrupt` a file is missing, cut off, or holds more than it may.
    [[nodiscard]] Result<void> scan(const std::function<bool(Sequence, std::string_view)>& visit) const;
    /// One record without its crc. Errors: `not_found` it is not in this export; `corrupt`.
    [[nodiscard]] Result<std::string> entry(Sequence sequence) const;

private:
    using Visit = std::function<bool(Sequence, std::string_view)>;
    /// Bundle `index`, whole. `more`: `visit` wants the next one.
    [[nodiscard]] Result<void> bundle(std::uint64_t index, const Visit& visit, bool& more) const;
    [[nodiscard]] Result<void> scan_bundles(const Visit& visit) const;
    [[nodiscard]] Result<void> scan_part(const Visit& visit) const;

    ExportFolder folder_;
    ExportManifest manifest_;
};

}  // namespace hometime::tools
