#include "daemon/backup/backups.h"

#include <spdlog/spdlog.h>

#include "eventstore/base/mutants.h"
#include "eventstore/checkpoint.h"
#include "eventstore/head_file.h"
#include "eventstore/wal_tail.h"

namespace hometime {

namespace {

Result<Head> read_head(FileSystem& files, const DataFolder& folder) {
    const auto file = HeadFile::open(files, folder.head(), OpenMode::read);
    if (!file) return tl::unexpected(file.error());
    return file->read();
}

}  // namespace

Backups::Backups(BackupSettings settings, Parts parts) : settings_(std::move(settings)), parts_(std::move(parts)) {
    if (!settings_.configured()) return;
    if (const auto newest = BackupRepository(settings_.folder, files_).newest()) newest_ = newest->made_at;
}

Backups::~Backups() {
    stop();
}

Result<UtcTime> Backups::begin() {
    if (!settings_.configured()) return fail(ErrorCode::invalid, "no folder for backups is configured");
    const std::scoped_lock lock(mutex_);
    if (stopping_) return fail(ErrorCode::busy, "the daemon is stopping");
    if (running_) return *running_;
    if (thread_.joinable()) thread_.join();  // It has told its outcome, and ends.
    running_ = parts_.clock.now();
    thread_ = std::thread([this, began_at = *running_] { run(began_at); });
    return *running_;
}

std::optional<UtcTime> Backups::running() const {
    const std::scoped_lock lock(mutex_);
    return running_;
}

std::optional<BackupOutcome> Backups::last() const {
    const std::scoped_lock lock(mutex_);
    return last_;
}

std::optional<UtcTime> Backups::newest() const {
    const std::scoped_lock lock(mutex_);
    return newest_;
}

std::vector<BackupManifest> Backups::list() const {
    std::vector<BackupManifest> found;
    if (!settings_.configured()) return found;
    const BackupRepository repository(settings_.folder, files_);
    for (const auto& id : repository.ids()) {
        if (auto manifest = repository.read(id)) found.push_back(std::move(*manifest));
    }
    return found;
}

void Backups::stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
}

void Backups::run(UtcTime began_at) {
    auto made = make_or_say_why(began_at);
    std::ignore = files_.remove_folder(parts_.folder.backup_moment());  // The next backup does it too.
    BackupOutcome outcome;
    if (made) {
        outcome = std::move(*made);
    } else {
        outcome.began_at = began_at;
        outcome.failure = made.error();
    }
    tell(outcome);
    const std::scoped_lock lock(mutex_);
    if (const auto newest = BackupRepository(settings_.folder, files_).newest()) newest_ = newest->made_at;
    last_ = std::move(outcome);
    running_.reset();
}

/// A disk that is not there any more shows in many ways, and none of them may end the daemon.
Result<BackupOutcome> Backups::make_or_say_why(UtcTime began_at) try {
    return make(began_at);
} catch (const std::exception& error) {
    return fail(ErrorCode::unavailable, error.what());
}

void Backups::tell(const BackupOutcome& outcome) const {
    if (outcome.failure) {
        spdlog::error("backup {}: {} ({})", outcome.backup.empty() ? "not made" : outcome.backup,
                      outcome.failure->detail, to_string(outcome.failure->code));
        return;
    }
    spdlog::info("backup {}: verified, {} bytes were new", outcome.backup, outcome.copied_bytes);
    if (!outcome.kek_copied) return;
    spdlog::warn(
        "backup {}: the key-encrypting key is a file of the data folder, and is copied to the keys' folder: whoever "
        "has "
        "both folders reads everything. Give it as a credential instead (docs/operations.md)",
        outcome.backup);
}

/// Keys first: a backup of the log whose keys are nowhere is of no use to anybody.
Result<BackupOutcome> Backups::make(UtcTime began_at) {
    auto writer = BackupWriter::open(BackupRepository(settings_.folder, files_));
    if (!writer) return tl::unexpected(writer.error());
    KeyFiles keys;
    auto moment = take_moment(keys);
    if (!moment) return tl::unexpected(moment.error());
    const KeyCopies copies(settings_.keys_folder, files_);
    const auto copy = copies.add(keys, began_at, settings_.keys_kept);
    if (!copy) return tl::unexpected(copy.error());
    // Whatever becomes of the rest: the day on which a copy goes was told to families.
    const auto expired = copies.expire(began_at);
    const auto made = make_backup(*writer, *moment, HOMETIME_VERSION, [this] { return stopping_.load(); });
    if (!made) {
        std::ignore = writer->forget({});  // What was copied for it must not fill the disk.
        return tl::unexpected(made.error());
    }
    BackupOutcome outcome{began_at, made->manifest.id, made->copied_bytes, copy->id, keys.holds_kek(), {}};
    if (!expired) outcome.failure = expired.error();
    return outcome;
}

/// Most of what is in memory is flushed before, so that the moment in which nobody is answered stays short.
Result<BackupMoment> Backups::take_moment(KeyFiles& keys) {
    const auto& staging = parts_.folder.backup_moment();
    if (auto gone = files_.remove_folder(staging); !gone) return tl::unexpected(gone.error());
    if (auto made = files_.create_folders(staging); !made) return tl::unexpected(made.error());
    BackupMoment moment;
    moment.log = staging / "log";
    moment.accounts = staging / "accounts";
    moment.public_key = parts_.folder.public_key();
    if (mutant(Mutant::backup_head_early)) moment.head = read_head(files_, parts_.folder).value_or(Head{});
    if (auto flushed = parts_.log.database().flush(); !flushed) return tl::unexpected(flushed.error());
    Result<void> linked = fail(ErrorCode::busy, "the daemon is stopping");
    const bool quiet = parts_.sequencer.while_quiet([&] {
        try {
            linked = link_moment(moment, keys);
        } catch (const std::exception& error) {
            linked = fail(ErrorCode::unavailable, error.what());
        }
    });
    if (!quiet || !linked) return tl::unexpected(linked.error());
    // After the log: a row is written before the fact that mentions it, so that no fact here lacks its row.
    if (auto copied = parts_.accounts.checkpoint(moment.accounts); !copied) return tl::unexpected(copied.error());
    if (auto noted = sign(moment); !noted) return tl::unexpected(noted.error());
    return moment;
}

/// Between two commits: HEAD, the key store and the database are of one moment.
Result<void> Backups::link_moment(BackupMoment& moment, KeyFiles& keys) const {
    if (!mutant(Mutant::backup_head_early)) {
        auto head = read_head(files_, parts_.folder);
        if (!head) return tl::unexpected(head.error());
        moment.head = std::move(*head);
    }
    auto read = read_key_files(files_, parts_.folder, !parts_.kek_is_credential);
    if (!read) return tl::unexpected(read.error());
    keys = std::move(*read);
    if (auto linked = parts_.log.database().checkpoint(moment.log); !linked) return linked;
    moment.head.wal = newest_wal(moment.log);
    moment.at = parts_.clock.now();
    return {};
}

Result<void> Backups::sign(BackupMoment& moment) const {
    for (const auto& head : moment.head.schools) {
        BackupLog log{head.school, head.log, head.size, hex(head.root), {}};
        auto note = sign_checkpoint({log_origin(head.school), head.size, head.root}, parts_.log.signer(head.school));
        if (!note) return tl::unexpected(note.error());
        log.checkpoint = std::move(*note);
        moment.schools.push_back(std::move(log));
    }
    return {};
}

}  // namespace hometime
