#include "daemon/backup/restore.h"

#include <algorithm>

#include "eventstore/backup/check.h"
#include "eventstore/backup/cut.h"
#include "eventstore/backup/key_copies.h"
#include "eventstore/backup/known.h"
#include "eventstore/backup/verify.h"
#include "eventstore/checkpoint_writer.h"
#include "eventstore/head_file.h"
#include "eventstore/kek.h"
#include "eventstore/key_generation.h"
#include "eventstore/open.h"
#include "eventstore/wal_tail.h"
#include "projections/state/school.h"

namespace hometime {

namespace {

constexpr std::uint64_t kKeyBytesMax = 16 * 1024;
constexpr std::string_view kKeySteps =
    ". To go on: 1. find the folder of key store copies (keys_folder of the configuration, or its copy elsewhere) and "
    "name it with --keys; 2. unseal the key-encrypting key on the machine that sealed it, or type it in from the paper "
    "in the safe, and name its file with --kek; 3. restore again. Without both, the texts of this backup can be read "
    "by nobody";

tl::unexpected<Error> no_key(const std::string& what) {
    return fail(ErrorCode::key_missing, what + std::string(kKeySteps));
}

/// The rows that a log's facts fold into.
Result<std::map<std::string, std::string>> fold_rows(const RocksReader& log, SchoolId school) {
    MemoryRows rows;
    const auto scanned = log.scan_clear(school, Sequence{1}, [&](Record&& record) {
        evolve(rows, school, record.header, record.event);
        return true;
    });
    if (!scanned) return tl::unexpected(scanned.error());
    std::map<std::string, std::string> encoded;
    for (const auto& [key, row] : rows.all()) encoded.emplace(key, encode_row(*row));
    return encoded;
}

class Restoring {
public:
    Restoring(const RestoreOptions& options, const Clock& clock, Random& random)
        : options_(options), repository_(options.backups), folder_{options.target}, clock_(clock), random_(random) {}
    ~Restoring() {
        if (!began_ || finished_) return;
        std::error_code ignored;  // Half a restore is none: nobody must take it for one.
        if (!existed_) std::filesystem::remove_all(folder_.root, ignored);
        for (const auto& entry : std::filesystem::directory_iterator(folder_.root, ignored)) {
            std::filesystem::remove_all(entry.path(), ignored);
        }
    }
    Restoring(const Restoring&) = delete;
    Restoring& operator=(const Restoring&) = delete;

    Result<Restored> run() {
        using Step = Result<void> (Restoring::*)();
        for (const Step step :
             {&Restoring::choose, &Restoring::begin, &Restoring::copy_files, &Restoring::bring_keys, &Restoring::cut,
              &Restoring::check, &Restoring::compare_known, &Restoring::make_head, &Restoring::record}) {
            if (auto done = (this->*step)(); !done) return tl::unexpected(done.error());
        }
        finished_ = true;
        return std::move(restored_);
    }

private:
    Result<void> choose() {
        auto id = options_.backup;
        if (const auto all = repository_.ids(); id.empty() && !all.empty()) id = all.back();
        auto manifest = repository_.read(id);
        if (!manifest) return tl::unexpected(manifest.error());
        manifest_ = std::move(*manifest);
        auto head = head_of(manifest_);
        if (!head) return tl::unexpected(head.error());
        head_ = std::move(*head);
        restored_.backup = manifest_.id;
        restored_.made_at = manifest_.made_at;
        if (options_.at && log_of(options_.at->school) == nullptr) {
            return fail(ErrorCode::not_found, "the backup holds no " + to_string(options_.at->school));
        }
        return {};
    }

    Result<void> begin() {
        std::error_code error;
        existed_ = std::filesystem::exists(folder_.root, error);
        if (existed_ && !std::filesystem::is_empty(folder_.root, error)) {
            return fail(ErrorCode::conflict, "the folder to restore to is not empty: name one that is, or a new one");
        }
        began_ = true;
        for (const auto& path : {folder_.root, folder_.log(), folder_.accounts(), folder_.checkpoints()}) {
            if (auto made = files_.create_folders(path); !made) return made;
        }
        return {};
    }

    Result<void> copy_files() {
        for (const auto& file : manifest_.files) {
            const auto name = "files/" + file.sha256 + " (" + file.name + ")";
            const auto copied = copy_and_sync(files_, repository_.file(file.sha256), folder_.root / file.name);
            if (!copied && copied.error().code == ErrorCode::not_found) {
                return fail(ErrorCode::corrupt, name + " is missing");
            }
            if (!copied) return fail(copied.error().code, name + ": " + copied.error().detail);
            if (copied->bytes != file.bytes || hex(copied->sha256) != file.sha256) {
                return fail(ErrorCode::corrupt, name + " is not as it was written");
            }
        }
        auto key = read_file(files_, folder_.public_key(), kKeyBytesMax);
        if (!key) return tl::unexpected(key.error());
        public_key_ = std::move(*key);
        return sync_folders();
    }

    Result<void> sync_folders() {
        for (const auto& path : {folder_.log(), folder_.accounts(), folder_.checkpoints(), folder_.root}) {
            if (auto synced = files_.sync_folder(path); !synced) return synced;
        }
        return {};
    }

    /// The copy of the key store, and whether the key-encrypting key opens it: before anything is made of the rest.
    Result<void> bring_keys() {
        if (!options_.keys && options_.drill) return {};
        if (!options_.keys) return no_key("a restored log needs its key store, and no copy of it was named");
        const KeyCopies copies(*options_.keys, files_);
        const auto copy = copies.newest_for(head_.keys);
        if (!copy) return no_key("no copy of the key store there holds the keys of this backup");
        if (auto put = copies.put_back(*copy, folder_); !put) return put;
        const auto kek = load_kek(files_, {options_.kek, folder_.kek()}, random_, false);
        if (!kek)
            return kek.error().code == ErrorCode::permission ? Result<void>(tl::unexpected(kek.error()))
                                                             : no_key(kek.error().detail);
        const auto store = open_key_store(files_, folder_, kek->key, std::nullopt, false);
        if (!store && store.error().code == ErrorCode::key_missing) return no_key(store.error().detail);
        if (!store) return tl::unexpected(store.error());
        head_.keys = {store->generation(), store->length()};
        restored_.key_copy = copy->id;
        restored_.keys_opened = true;
        return {};
    }

    /// For a restore to a position: the end of one log goes, and what was signed for beyond it.
    Result<void> cut() {
        if (!options_.at) return {};
        auto* log = log_of(options_.at->school);
        if (options_.at->sequence.value == log->size) return {};
        auto db = RocksDb::open({folder_.log(), DbMode::write, {}, nullptr});
        if (!db) return tl::unexpected(db.error());
        const auto cut = cut_log(std::move(*db), options_.at->school, options_.at->sequence, fold_rows);
        if (!cut) return tl::unexpected(cut.error());
        restored_.replies_dropped = cut->replies;
        known_.push_back({log->school, log->size, {}, "the backup"});
        log->size = cut->head.size;
        log->root = hex(cut->head.root);
        log->checkpoint.reset();
        *std::ranges::find(head_.schools, log->school, &LogHead::school) = cut->head;
        ++head_.commit;
        head_.wal = newest_wal(folder_.log());
        return sync_folders();
    }

    Result<void> check() {
        const auto notes = signed_sizes(manifest_.schools, public_key_);
        if (!notes) return tl::unexpected(notes.error());
        const auto findings = check_copy(folder_.log(), head_, *notes);
        if (!findings) return tl::unexpected(findings.error());
        if (findings->empty()) return {};
        return fail(ErrorCode::corrupt, to_string(findings->front()));
    }

    /// What is known from elsewhere must be of the same history, and says what is lost.
    Result<void> compare_known() {
        for (const auto& place : options_.lost_from) {
            auto known = known_sizes(files_, place, public_key_);
            if (!known) return tl::unexpected(known.error());
            known_.insert(known_.end(), known->begin(), known->end());
        }
        auto db = RocksDb::open({folder_.log(), DbMode::read_only, {}, nullptr});
        if (!db) return tl::unexpected(db.error());
        const RocksReader reader(std::move(*db), nullptr, head_.schools);
        for (const auto& head : head_.schools) {
            if (auto compared = compare_school(reader, head); !compared) return compared;
        }
        return {};
    }

    Result<void> compare_school(const RocksReader& reader, const LogHead& head) {
        RestoredLog log{head.school, random_.uuid(), head.size, hex(head.root), {}};
        std::set<std::uint64_t> sizes;
        const auto known = known_of(known_, head.school);
        for (const auto& one : known) {
            if (one.size <= head.size) sizes.insert(one.size);
            if (one.size > head.size) log.known_size = one.size;
        }
        const auto roots = sizes.empty() ? Result<std::map<std::uint64_t, Hash>>{} : roots_of(reader, head, sizes);
        if (!roots) return tl::unexpected(roots.error());
        for (const auto& one : known) {
            if (one.size > head.size || roots->at(one.size) == one.root) continue;
            return fail(ErrorCode::corrupt, to_string(head.school) + ": " + one.source +
                                                " vouches for other records 1 to " + std::to_string(one.size) +
                                                " than the backup holds");
        }
        restored_.records += head.size;
        restored_.schools.push_back(std::move(log));
        return {};
    }

    /// From here on the folder is one that a daemon starts on: word of the restore first, HEAD last.
    Result<void> make_head() {
        if (!restored_.keys_opened) return {};
        for (const auto& log : manifest_.schools) {
            if (!log.checkpoint) continue;
            if (auto written = write_file_atomically(files_, folder_.checkpoint(log.school), as_bytes(*log.checkpoint));
                !written) {
                return written;
            }
        }
        if (auto left = leave_word(files_, folder_, {1, manifest_.id, restored_.schools}); !left) return left;
        const auto head = HeadFile::create(files_, folder_.head(), head_);
        return head ? Result<void>{} : tl::unexpected(head.error());
    }

    /// Through an ordinary start and an ordinary commit, so that what comes back is known to start.
    Result<void> record() {
        if (!restored_.keys_opened) return {};
        OpenOptions where;
        where.folder = folder_.root;
        where.kek_credential = options_.kek;
        auto opened = open_log(where, random_);
        if (!opened) return tl::unexpected(opened.error());
        if (opened->is_evidence()) return fail(ErrorCode::corrupt, to_string(opened->findings.front()));
        if (auto recorded = record_restore(*opened->log, folder_, clock_, files_); !recorded) return recorded;
        return CheckpointWriter(*opened->log, folder_, files_).write_changed().map([](std::size_t) {});
    }

    BackupLog* log_of(SchoolId school) {
        const auto found = std::ranges::find(manifest_.schools, school, &BackupLog::school);
        return found == manifest_.schools.end() ? nullptr : &*found;
    }

    const RestoreOptions& options_;
    BackupRepository repository_;
    DataFolder folder_;
    const Clock& clock_;
    Random& random_;
    FileSystem& files_ = posix_files();
    BackupManifest manifest_;
    Head head_;
    std::string public_key_;
    std::vector<KnownSize> known_;
    Restored restored_;
    bool existed_ = false;  ///< the target, which then stays
    bool began_ = false;
    bool finished_ = false;
};

}  // namespace

Result<Restored> restore_backup(const RestoreOptions& options, const Clock& clock, Random& random) {
    return Restoring(options, clock, random).run();
}

}  // namespace hometime
