// Whole files by their SHA-256: reading them, and copying them so that the copy is durable.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "eventstore/file.h"
#include "eventstore/record.h"

namespace hometime {

/// Bytes of one read while a file is hashed or copied.
inline constexpr std::size_t kDigestReadBytes = std::size_t{1} << 20;

/// SHA-256 of bytes that come in parts. One thread at a time.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void add(ByteView bytes);
    /// The digest of all that was added; nothing can be added afterwards.
    [[nodiscard]] Hash finish();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

[[nodiscard]] Hash sha256_of(ByteView bytes);

/// What a file holds: how much, and its SHA-256.
struct FileDigest {
    std::uint64_t bytes = 0;
    Hash sha256{};
    friend bool operator==(const FileDigest&, const FileDigest&) = default;
};

/// Reads all of the file. Errors: as FileSystem::open; `unavailable`.
[[nodiscard]] Result<FileDigest> digest_of(FileSystem& files, const std::filesystem::path& path);

/// Copies `from` to `to`, which must not exist, and syncs the copy; its name is durable after sync_folder(). Returns
/// what was copied. On an error a part of the copy may be there.
/// Errors: as FileSystem::open; `unavailable`.
[[nodiscard]] Result<FileDigest> copy_and_sync(FileSystem& files, const std::filesystem::path& from,
                                               const std::filesystem::path& to);

}  // namespace hometime
