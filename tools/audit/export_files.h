// The files of an export on their way to the disk. Internal to export.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "eventstore/file.h"

namespace hometime::tools {

/// Nothing is synced one by one: ten thousand small files would wait for the disk ten thousand times.
class ExportFiles {
public:
    explicit ExportFiles(std::filesystem::path root) : root_(std::move(root)) {}
    /// A new file below the root, with the folders above it. Errors: `conflict` it is there; `unavailable`.
    [[nodiscard]] Result<void> write(const std::string& name, std::string_view bytes);
    /// Waits until everything that was written would survive a power cut (the whole file system is synced).
    [[nodiscard]] Result<void> sync() const;

private:
    std::filesystem::path root_;
    std::set<std::filesystem::path> made_;
};

/// A file that grows, a few hundred KiB at a time.
class GrowingFile {
public:
    [[nodiscard]] Result<void> open(const std::filesystem::path& path);
    [[nodiscard]] bool is_open() const { return file_ != nullptr; }
    [[nodiscard]] Result<void> append(std::string_view bytes);
    [[nodiscard]] Result<void> finish();

private:
    std::unique_ptr<File> file_;
    std::uint64_t written_ = 0;
    std::string waiting_;
};

}  // namespace hometime::tools
