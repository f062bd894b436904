#include "eventstore/backup/create.h"

#include <algorithm>

#include "eventstore/backup/verify.h"
#include "eventstore/base/mutants.h"
#include "eventstore/head_file.h"

namespace hometime {

namespace {

/// A checkpoint is a few lines; more than this is none. Bytes.
constexpr std::uint64_t kNoteBytesMax = 16 * 1024;

/// A database's files, but for its lock and what it tells of itself.
std::vector<std::filesystem::path> database_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> found;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
        const auto name = entry.path().filename().string();
        if (entry.is_regular_file(none) && !name.starts_with("LOCK") && !name.starts_with("LOG")) {
            found.push_back(entry.path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

tl::unexpected<Error> cancelled_error() {
    return fail(ErrorCode::busy, "the backup was broken off");
}

class Making {
public:
    Making(BackupWriter& writer, const BackupMoment& moment, const BackupCancelled& cancelled)
        : writer_(writer), moment_(moment), cancelled_(cancelled) {}

    Result<MadeBackup> run(const std::string& program) {
        const auto slot = encode_head(moment_.head);
        if (!slot) return tl::unexpected(slot.error());
        manifest_.id = writer_.draw_id(moment_.at);
        manifest_.made_at = moment_.at;
        manifest_.program = program;
        manifest_.head = base64(as_bytes(*slot));
        manifest_.schools = moment_.schools;
        const auto before = writer_.copied_bytes();
        if (auto kept = keep_all(); !kept) return tl::unexpected(kept.error());
        if (!mutant(Mutant::backup_unverified)) {
            if (auto checked = check(); !checked) return tl::unexpected(checked.error());
        }
        if (is_cancelled()) return cancelled_error();
        if (auto published = writer_.publish(manifest_); !published) return tl::unexpected(published.error());
        return MadeBackup{std::move(manifest_), writer_.copied_bytes() - before};
    }

private:
    [[nodiscard]] bool is_cancelled() const { return cancelled_ && cancelled_(); }

    Result<void> keep(const std::string& name, const std::filesystem::path& source) {
        if (is_cancelled()) return cancelled_error();
        auto file = writer_.keep(name, source);
        if (!file) return tl::unexpected(file.error());
        manifest_.files.push_back(std::move(*file));
        return {};
    }

    Result<void> keep_all() {
        for (const auto& path : database_files(moment_.accounts)) {
            if (auto kept = keep("accounts/" + path.filename().string(), path); !kept) return kept;
        }
        if (auto kept = keep("checkpoint.pub", moment_.public_key); !kept) return kept;
        for (const auto& path : database_files(moment_.log)) {
            if (auto kept = keep("log/" + path.filename().string(), path); !kept) return kept;
        }
        return {};
    }

    /// What was copied, not what it was copied from.
    Result<void> check() {
        const auto scratch = writer_.scratch();
        if (!scratch) return tl::unexpected(scratch.error());
        return check_logs(writer_.repository(), manifest_, *scratch);
    }

    BackupWriter& writer_;
    const BackupMoment& moment_;
    const BackupCancelled& cancelled_;
    BackupManifest manifest_;
};

}  // namespace

Result<MadeBackup> make_backup(BackupWriter& writer, const BackupMoment& moment, const std::string& program,
                               const BackupCancelled& cancelled) {
    return Making(writer, moment, cancelled).run(program);
}

Result<BackupMoment> moment_of_stopped(FileSystem& files, const DataFolder& folder, UtcTime now) {
    const auto file = HeadFile::open(files, folder.head(), OpenMode::read);
    if (!file && file.error().code == ErrorCode::not_found) return fail(ErrorCode::not_found, "there is no HEAD");
    if (!file) return tl::unexpected(file.error());
    auto head = file->read();
    if (!head) return tl::unexpected(head.error());
    BackupMoment moment{now, folder.log(), folder.accounts(), folder.public_key(), std::move(*head), {}};
    for (const auto& school : moment.head.schools) {
        BackupLog log{school.school, school.log, school.size, hex(school.root), {}};
        auto note = read_file(files, folder.checkpoint(school.school), kNoteBytesMax);
        if (note) log.checkpoint = std::move(*note);
        moment.schools.push_back(std::move(log));
    }
    return moment;
}

}  // namespace hometime
