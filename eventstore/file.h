// Files, behind an interface, so that tests can put a failing disk in their place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "eventstore/base/encoding.h"
#include "eventstore/base/result.h"

namespace hometime {

/// An open file. Interrupted calls go on, and short writes are completed.
/// Threads: reads may run beside each other and beside one writer.
/// Errors, all members: `unavailable` the disk refused. After a failed write or sync what is in the file is
/// unknown: stop, never retry.
class File {
public:
    virtual ~File() = default;
    [[nodiscard]] virtual Result<std::uint64_t> size() const = 0;
    /// Reads at `offset` until `out` is full or the file ends. Returns how many bytes were read.
    [[nodiscard]] virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const = 0;
    /// Writes all of `bytes` at `offset`.
    [[nodiscard]] virtual Result<void> write_at(std::uint64_t offset, ByteView bytes) = 0;
    /// Waits until what was written, and the size, would survive a power cut (fdatasync).
    [[nodiscard]] virtual Result<void> sync() = 0;
    [[nodiscard]] virtual Result<void> truncate(std::uint64_t length) = 0;
};

/// `read`: must exist. `write`: must exist, opened to read and write. `create`: must not exist; made with mode
/// 0600, opened to read and write.
enum class OpenMode : std::uint8_t { read, write, create };

/// The file system, as far as the event store touches it itself. Any thread.
class FileSystem {
public:
    virtual ~FileSystem() = default;
    /// Errors: `not_found` no such file; `conflict` it exists (create); `permission`; `unavailable`.
    [[nodiscard]] virtual Result<std::unique_ptr<File>> open(const std::filesystem::path& path, OpenMode mode) = 0;
    [[nodiscard]] virtual Result<bool> exists(const std::filesystem::path& path) = 0;
    /// Moves `from` over `to`, at once. Durable after sync_folder().
    [[nodiscard]] virtual Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
    /// Gives the file `from` the further name `to`.
    [[nodiscard]] virtual Result<void> link(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
    /// Removes a file. One that is absent is no error.
    [[nodiscard]] virtual Result<void> remove(const std::filesystem::path& path) = 0;
    /// Removes a folder and all it holds. One that is absent is no error.
    [[nodiscard]] virtual Result<void> remove_folder(const std::filesystem::path& path) = 0;
    /// Makes a folder (mode 0700) and those above it. One that exists is no error.
    [[nodiscard]] virtual Result<void> create_folders(const std::filesystem::path& path) = 0;
    /// Waits until the names in a folder would survive a power cut.
    [[nodiscard]] virtual Result<void> sync_folder(const std::filesystem::path& path) = 0;
    /// The permission bits of a file (0600 …). Errors as open().
    [[nodiscard]] virtual Result<unsigned> mode(const std::filesystem::path& path) = 0;
};

/// The operating system's files.
[[nodiscard]] FileSystem& posix_files();

/// The whole of a file of at most `bytes_max`. Errors: as open(); `invalid` it is larger.
[[nodiscard]] Result<std::string> read_file(FileSystem& files, const std::filesystem::path& path,
                                            std::uint64_t bytes_max);
/// Replaces `path` by `content` so that after any crash either the old or the new content is there, whole.
/// On success it is durable. Uses `path` with ".new" appended.
[[nodiscard]] Result<void> write_file_atomically(FileSystem& files, const std::filesystem::path& path,
                                                 ByteView content);

}  // namespace hometime
