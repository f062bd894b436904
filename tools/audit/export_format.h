// What an export holds, beside the C2SP tlog-tiles layout. See docs/log-format.md.
#pragma once

#include <boost/describe.hpp>
#include <filesystem>
#include <string>

#include "eventstore/base/ids.h"
#include "eventstore/base/result.h"

namespace hometime::tools {

inline constexpr const char* kExportFormat = "hometime-export@1";

/// `export.json`: which log, how much of it.
struct ExportManifest {
    std::string format;
    SchoolId school;
    Uuid log;
    std::uint64_t size = 0;   ///< of the tree that the checkpoint signs for
    std::uint64_t first = 0;  ///< records that are here: [first, last], sequences
    std::uint64_t last = 0;
    [[nodiscard]] bool whole() const { return first == 1 && last == size; }
};
BOOST_DESCRIBE_STRUCT(ExportManifest, (), (format, school, log, size, first, last))

/// Names below an export.
struct ExportFolder {
    std::filesystem::path root;
    [[nodiscard]] std::filesystem::path manifest() const { return root / "export.json"; }
    /// Written last: an export without it is not whole.
    [[nodiscard]] std::filesystem::path checkpoint() const { return root / "checkpoint"; }
    /// The key under the log's own name, as public tools want it.
    [[nodiscard]] std::filesystem::path public_key() const { return root / "checkpoint.pub"; }
    /// Of a part of a log: its records, one after the other. A whole log has bundles of entries instead.
    [[nodiscard]] std::filesystem::path records() const { return root / "records"; }
    [[nodiscard]] std::filesystem::path lines() const { return root / "records.jsonl"; }
};

/// Whether `folder` was written by `export`.
[[nodiscard]] bool is_export(const std::filesystem::path& folder);
[[nodiscard]] std::string write_manifest(const ExportManifest& manifest);
/// Errors: `not_found`; `corrupt` not as written; `invalid` a newer format.
[[nodiscard]] Result<ExportManifest> read_manifest(const ExportFolder& folder);

}  // namespace hometime::tools
