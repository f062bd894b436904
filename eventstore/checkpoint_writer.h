// Checkpoints on disk: one signed note a school, of its newest fenced size and root.
#pragma once

#include <map>

#include "eventstore/data_folder.h"
#include "eventstore/file.h"
#include "eventstore/rocks_log.h"

namespace hometime {

/// Writes `checkpoints/<school>`, each replaced at once and durably. Only the newest is kept: an older one proves
/// nothing that it does not, and copies elsewhere are what shows a log that was set back.
class CheckpointWriter {
public:
    /// `log` and `files` must outlive this.
    CheckpointWriter(const RocksLog& log, DataFolder folder, FileSystem& files = posix_files())
        : log_(log), folder_(std::move(folder)), files_(files) {}

    /// Writes those of the logs that grew since the last call. To be called within 1 s of a change, and at the
    /// stop. Returns how many. One thread at a time.
    /// Errors: `unavailable`, `permission`: nothing is lost, call again.
    [[nodiscard]] Result<std::size_t> write_changed();

private:
    [[nodiscard]] Result<void> write(const LogHead& head);

    const RocksLog& log_;
    DataFolder folder_;
    FileSystem& files_;
    std::map<SchoolId, std::uint64_t> written_;  ///< sizes
};

}  // namespace hometime
