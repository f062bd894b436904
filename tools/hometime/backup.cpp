#include "tools/hometime/backup.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "daemon/backup/restore.h"
#include "eventstore/backup/create.h"
#include "eventstore/backup/key_copies.h"
#include "eventstore/backup/verify.h"
#include "eventstore/folder_lock.h"

namespace hometime::tools {

namespace {

/// How often the daemon is asked whether its backup is made.
constexpr std::chrono::milliseconds kAskAgain{250};

Failure failure(const Error& error) {
    switch (error.code) {
        case ErrorCode::not_found: return {Exit::no_input, error.detail};
        case ErrorCode::conflict: return {Exit::cannot_create, error.detail};
        case ErrorCode::invalid: return {Exit::usage, error.detail};
        case ErrorCode::key_missing: return {Exit::config, error.detail};
        case ErrorCode::busy: return {Exit::temporary, error.detail};
        case ErrorCode::permission: return {Exit::permission, error.detail};
        case ErrorCode::unavailable: return {Exit::io, error.detail};
        default: return {Exit::data, error.detail};
    }
}

template <class T>
T require(Result<T> result) {
    if (!result) throw failure(result.error());
    return std::move(*result);
}

std::string size_in_words(std::uint64_t bytes) {
    constexpr std::array<const char*, 4> kUnits{"bytes", "KiB", "MiB", "GiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 1024 && unit + 1 < kUnits.size(); ++unit) value /= 1024;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
    return text.data();
}

BackupRepository repository_at(const std::filesystem::path& folder) {
    BackupRepository repository(folder);
    if (repository.exists()) return repository;
    throw Failure(Exit::no_input, folder.string() + " holds no backups: name the folder with --from");
}

std::string newest_unless_named(const BackupRepository& repository, const std::string& id) {
    const auto all = repository.ids();
    if (!id.empty()) return id;
    if (all.empty()) throw Failure(Exit::no_input, "there is no backup yet");
    return all.back();
}

boost::json::object summary(const BackupManifest& manifest) {
    return {{"backup", manifest.id},
            {"made_at", to_string(manifest.made_at)},
            {"records", records_of(manifest)},
            {"files", manifest.files.size()},
            {"bytes", bytes_of(manifest)}};
}

void create_of_stopped(const Shell& shell, const BackupOptions& options) {
    if (options.to.empty()) throw Failure(Exit::usage, "name the folder of backups with --to");
    auto& files = posix_files();
    const DataFolder folder{options.data};
    if (!std::filesystem::exists(folder.head())) {
        throw Failure(Exit::no_input, options.data.string() + " is no data folder: it holds no HEAD");
    }
    auto lock = FolderLock::take(folder.lock());
    if (!lock && lock.error().code == ErrorCode::busy) {
        throw Failure(Exit::temporary,
                      "the daemon runs on that folder: leave --data out, and it makes the backup itself");
    }
    if (!lock) throw failure(lock.error());
    const auto now = SystemClock{}.now();
    auto writer = require(BackupWriter::open(BackupRepository(options.to)));
    const auto moment = require(moment_of_stopped(files, folder, now));
    std::string key_copy;
    if (!options.keys.empty()) {
        const KeyCopies copies(options.keys);
        const auto keys = require(read_key_files(files, folder, true));
        key_copy = require(copies.add(keys, now, std::chrono::days{kKeyCopyDays})).id;
        std::ignore = require(copies.expire(now));
    }
    const auto made = require(make_backup(writer, moment, HOMETIME_VERSION));
    auto told = summary(made.manifest);
    told["copied_bytes"] = made.copied_bytes;
    told["key_copy"] = key_copy;
    if (shell.out().json()) return shell.out().object(told);
    shell.out().say("Backup " + made.manifest.id + " is verified: " + std::to_string(records_of(made.manifest)) +
                    " records; " + size_in_words(made.copied_bytes) + " were new.");
    if (key_copy.empty()) shell.out().say("The key store was not copied: without it no text can be read. See --keys.");
}

/// Waits until the backup that was begun at `began_at` is made, or is not.
boost::json::object outcome_of(const HttpClient& client, const std::string& began_at) {
    for (;;) {
        const auto state = client.call("GET", "/v1/backups");
        if (const auto* last = state.as_object().if_contains("last")) {
            if (std::string_view(last->at("began_at").as_string()) == began_at) return last->as_object();
        }
        if (!state.at("running").as_bool()) {
            throw Failure(Exit::unavailable, "the daemon was started again meanwhile: no backup was made");
        }
        std::this_thread::sleep_for(kAskAgain);
    }
}

void create_by_daemon(const Shell& shell) {
    const auto begun = shell.client().call("POST", "/v1/backups");
    const auto outcome = outcome_of(shell.client(), std::string(begun.at("began_at").as_string()));
    const bool good = outcome.at("outcome") == "verified";
    if (shell.out().json()) shell.out().object(outcome);
    if (!good) {
        const bool damaged = outcome.at("reason") == "corrupt";
        throw Failure(damaged ? Exit::data : Exit::io,
                      "no backup that can be relied on was made; journalctl -u hometimed says why");
    }
    shell.out().say("Backup " + cell(outcome.at("backup")) + " is verified; " +
                    size_in_words(outcome.at("copied_bytes").to_number<std::uint64_t>()) + " were new.");
    if (!outcome.at("kek_copied").as_bool() || shell.out().json()) return;
    shell.out().say(
        "The key-encrypting key is a file of the data folder, and is now in the keys' folder too: whoever has both "
        "folders reads everything. Give it as a credential instead (docs/operations.md).");
}

class TemporaryFolder {
public:
    explicit TemporaryFolder(const std::filesystem::path& parent) {
        auto name = (parent / "hometime-drill-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw Failure(Exit::cannot_create, "no folder can be made in " + parent.string());
        }
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

RestoreOptions restore_options(const Shell& shell, const BackupOptions& options) {
    RestoreOptions wanted;
    wanted.backups = repository_at(options.from).root();
    wanted.backup = options.backup;
    wanted.target = options.to;
    if (!options.keys.empty()) wanted.keys = options.keys;
    if (!options.kek.empty()) wanted.kek = options.kek;
    wanted.lost_from = options.lost_from;
    if (!options.at) return wanted;
    const auto school = parse_school_id(shell.school());
    if (!school) throw Failure(Exit::usage, "--at needs --school: each school's log is cut by itself");
    wanted.at = Position{*school, Sequence{*options.at}};
    return wanted;
}

boost::json::array described(const std::vector<RestoredLog>& logs) {
    boost::json::array schools;
    for (const auto& log : logs) {
        boost::json::object one{{"school", to_string(log.school)},
                                {"records", log.size},
                                {"root", log.root},
                                {"epoch", to_string(log.epoch)}};
        if (log.lost() > 0) one["lost"] = {{"first", log.size + 1}, {"last", *log.known_size}};
        schools.push_back(std::move(one));
    }
    return schools;
}

}  // namespace

void backup_create(const Shell& shell, const BackupOptions& options) {
    options.data.empty() ? create_by_daemon(shell) : create_of_stopped(shell, options);
}

void backup_list(const Shell& shell, const BackupOptions& options) {
    boost::json::array rows;
    if (options.from.empty()) {
        rows = shell.client().call("GET", "/v1/backups").at("backups").as_array();
    } else {
        const auto repository = repository_at(options.from);
        for (const auto& id : repository.ids()) {
            const auto manifest = repository.read(id);
            rows.push_back(manifest ? summary(*manifest)
                                    : boost::json::object{{"backup", id}, {"made_at", manifest.error().detail}});
        }
    }
    shell.out().table(rows, {"backup", "made_at", "records", "files", "bytes"});
    if (options.keys.empty()) return;
    boost::json::array copies;
    for (const auto& copy : KeyCopies(options.keys).list()) {
        copies.push_back({{"copy", copy.id},
                          {"made_at", to_string(copy.made_at)},
                          {"expires_at", to_string(copy.expires_at)},
                          {"generation", copy.generation}});
    }
    shell.out().table(copies, {"copy", "made_at", "expires_at", "generation"});
}

void backup_verify(const Shell& shell, const BackupOptions& options) {
    const auto repository = repository_at(options.from);
    auto ids =
        options.all ? repository.ids() : std::vector<std::string>{newest_unless_named(repository, options.backup)};
    boost::json::array rows;
    for (const auto& id : ids) rows.push_back(summary(require(verify_backup(repository, id))));
    if (shell.out().json()) return shell.out().table(rows, {});
    for (const auto& row : rows) {
        shell.out().say("OK: backup " + cell(row.at("backup")) + ": " + cell(row.at("files")) + " files, " +
                        cell(row.at("records")) + " records");
    }
}

void backup_restore(const Shell& shell, const BackupOptions& options) {
    SystemRandom random;
    const auto restored = require(restore_backup(restore_options(shell, options), SystemClock{}, random));
    if (shell.out().json()) {
        return shell.out().object(boost::json::object{{"backup", restored.backup},
                                                      {"made_at", to_string(restored.made_at)},
                                                      {"records", restored.records},
                                                      {"key_copy", restored.key_copy},
                                                      {"replies_dropped", restored.replies_dropped},
                                                      {"schools", described(restored.schools)}});
    }
    shell.out().say("Backup " + restored.backup + " is restored and verified: " + std::to_string(restored.records) +
                    " records, as they were at " + to_string(restored.made_at) + ".");
    bool any = false;
    for (const auto& log : restored.schools) {
        if (log.lost() == 0) continue;
        any = true;
        shell.out().say("LOST: " + what_is_lost(log));
    }
    if (!any && options.lost_from.empty()) {
        shell.out().say(
            "What came after it is lost. --lost-from says exactly what, from a damaged folder or from notes.");
    }
    shell.out().say(
        "A new epoch begins: it is recorded in every log. Start the daemon on the folder; views are rebuilt.");
}

void backup_prune(const Shell& shell, const BackupOptions& options) {
    const auto now = SystemClock{}.now();
    auto writer = require(BackupWriter::open(repository_at(options.from)));
    const auto ids = writer.repository().ids();
    std::vector<std::string> old;
    for (std::size_t i = 0; i + options.keep_at_least < ids.size(); ++i) {
        const auto manifest = require(writer.repository().read(ids[i]));
        if (manifest.made_at + std::chrono::days{options.keep_days} <= now) old.push_back(ids[i]);
    }
    const auto bytes = require(writer.forget(old));
    std::size_t copies = 0;
    if (!options.keys.empty()) copies = require(KeyCopies(options.keys).expire(now));
    if (shell.out().json()) {
        return shell.out().object(
            boost::json::object{{"forgotten", old.size()}, {"freed_bytes", bytes}, {"key_copies_removed", copies}});
    }
    shell.out().say(std::to_string(old.size()) + " backups were forgotten, " + size_in_words(bytes) + " freed, " +
                    std::to_string(copies) + " copies of the key store removed.");
}

void backup_drill(const Shell& shell, const BackupOptions& options) {
    const auto began = std::chrono::steady_clock::now();
    const TemporaryFolder folder(options.to.empty() ? std::filesystem::temp_directory_path() : options.to);
    auto wanted = restore_options(shell, options);
    wanted.target = folder.path() / "data";
    wanted.drill = true;
    SystemRandom random;
    const auto restored = require(restore_backup(wanted, SystemClock{}, random));
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    if (shell.out().json()) {
        return shell.out().object(boost::json::object{{"backup", restored.backup},
                                                      {"records", restored.records},
                                                      {"keys_opened", restored.keys_opened},
                                                      {"milliseconds", took.count()}});
    }
    shell.out().say("Drill: backup " + restored.backup + " came back and verifies: " +
                    std::to_string(restored.records) + " records in " + std::to_string(took.count()) + " ms; " +
                    (restored.keys_opened ? "its keys open." : "its keys were not tried."));
}

}  // namespace hometime::tools
