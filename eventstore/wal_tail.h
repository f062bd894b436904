// The end of the write-ahead log that HEAD does not vouch for: never acknowledged. After a power cut it may be a
// torn write, which does not replay; then it is put aside and cut off.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "eventstore/data_folder.h"
#include "eventstore/file.h"
#include "eventstore/head.h"

namespace hometime {

/// A write-ahead log with bytes that HEAD does not vouch for: [keep, size).
struct WalTail {
    std::filesystem::path file;
    std::uint64_t keep = 0;
    std::uint64_t size = 0;
};

/// All of them in `log`, by file number: what lies beyond `vouched` in its file, and all of later files.
[[nodiscard]] std::vector<WalTail> unvouched_tails(const std::filesystem::path& log, const FileExtent& vouched);

/// The newest write-ahead log in `log` and its length; {0, 0} where there is none.
[[nodiscard]] FileExtent newest_wal(const std::filesystem::path& log);

/// Copies the tails to `lost+found/`, durably, then cuts them off, durably. Returns how many bytes.
/// Errors: `unavailable`, `permission`.
[[nodiscard]] Result<std::uint64_t> save_and_cut(FileSystem& files, const DataFolder& folder,
                                                 const std::vector<WalTail>& tails);

/// The database as it would be without `tails`, in a folder of its own that goes with this object. Nothing of the
/// database itself changes.
class TrialCopy {
public:
    /// `files` must outlive it. Errors: `unavailable`, `permission`.
    [[nodiscard]] static Result<TrialCopy> make(FileSystem& files, const DataFolder& folder,
                                                const std::vector<WalTail>& tails);
    ~TrialCopy();
    TrialCopy(TrialCopy&& other) noexcept;
    TrialCopy& operator=(TrialCopy&&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    TrialCopy(FileSystem& files, std::filesystem::path path) : files_(files), path_(std::move(path)) {}
    FileSystem& files_;
    std::filesystem::path path_;
};

}  // namespace hometime
