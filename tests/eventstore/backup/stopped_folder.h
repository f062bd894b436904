// A data folder whose daemon does not run, and a folder of backups beside it.
#pragma once

#include <gtest/gtest.h>

#include "eventstore/backup/create.h"
#include "eventstore/backup/verify.h"
#include "eventstore/checkpoint_writer.h"
#include "tests/support/folder_faults.h"
#include "tests/support/log_folder.h"

namespace hometime::test {

inline constexpr UtcTime kBackupTime = from_unix_micros(1'795'516'200'000'000);  // 2026-11-24T10:30:00Z

class StoppedFolder {
public:
    StoppedFolder() { grow(120); }

    /// Adds facts to both schools, signs, and closes the folder again.
    void grow(std::uint64_t count) {
        auto outcome = open_folder(data_.root, random_).value();
        extend(*outcome.log, kSchool, count);
        extend(*outcome.log, kOtherSchool, 3);
        heads_ = outcome.log->heads();
        ASSERT_TRUE(CheckpointWriter(*outcome.log, data_).write_changed());
    }
    [[nodiscard]] const DataFolder& data() const { return data_; }
    [[nodiscard]] const std::vector<LogHead>& heads() const { return heads_; }
    [[nodiscard]] const std::filesystem::path& root() const { return folder_.path(); }
    [[nodiscard]] BackupRepository repository(FileSystem& files = posix_files()) const {
        return BackupRepository(folder_ / "backups", files);
    }
    [[nodiscard]] Result<MadeBackup> back_up(FileSystem& files = posix_files()) const {
        auto writer = BackupWriter::open(repository(files));
        if (!writer) return tl::unexpected(writer.error());
        const auto moment = moment_of_stopped(posix_files(), data_, kBackupTime);
        if (!moment) return tl::unexpected(moment.error());
        return make_backup(*writer, *moment, "test");
    }

private:
    TempDir folder_;
    DataFolder data_{folder_ / "data"};
    SeededRandom random_{7};
    std::vector<LogHead> heads_;
};

}  // namespace hometime::test
