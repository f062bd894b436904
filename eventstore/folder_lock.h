// One owner of a data folder at a time.
#pragma once

#include <filesystem>

#include "eventstore/base/result.h"

namespace hometime {

/// Holds the lock until it goes. The system frees it when the process ends, however it ends.
class FolderLock {
public:
    /// Errors: `busy` another process owns the folder; `permission`; `unavailable`.
    [[nodiscard]] static Result<FolderLock> take(const std::filesystem::path& file);
    /// For whoever only reads: others may too, and meanwhile nobody owns the folder. Makes no file: a folder that was
    /// never owned needs none. Errors: as take().
    [[nodiscard]] static Result<FolderLock> share(const std::filesystem::path& file);
    ~FolderLock();
    FolderLock(FolderLock&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
    FolderLock& operator=(FolderLock&& other) noexcept;

private:
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

/// Whether some process owns the folder of `file` now. False where that cannot be told.
[[nodiscard]] bool is_locked(const std::filesystem::path& file);

}  // namespace hometime
