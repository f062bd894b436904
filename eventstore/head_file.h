// The file HEAD: two slots of kHeadSlotBytes. Each write goes to the other slot, so that a torn write
// leaves the slot before it whole. The file has its full size from the start: a write changes no metadata,
// and syncing it costs least.
#pragma once

#include <filesystem>
#include <memory>

#include "eventstore/file.h"
#include "eventstore/head.h"

namespace hometime {

/// The open file. One thread writes.
class HeadFile {
public:
    /// Makes the file with `head` in it, durable: after a crash it is there whole or not at all.
    [[nodiscard]] static Result<HeadFile> create(FileSystem& files, const std::filesystem::path& path,
                                                 const Head& head);
    /// Errors: `not_found` no such file.
    [[nodiscard]] static Result<HeadFile> open(FileSystem& files, const std::filesystem::path& path, OpenMode mode);

    /// The newer valid slot. Errors: `corrupt` neither is valid; `unavailable`.
    [[nodiscard]] Result<Head> read() const;
    /// Writes `head` as the next turn into the other slot and syncs it; `head.turn` is then that turn.
    /// Errors: `unavailable` the disk refused: stop, never retry. `invalid` as encode_head; nothing was written.
    [[nodiscard]] Result<void> write(Head& head);

private:
    explicit HeadFile(std::unique_ptr<File> file) : file_(std::move(file)) {}
    std::unique_ptr<File> file_;
};

}  // namespace hometime
