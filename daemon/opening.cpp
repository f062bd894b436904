#include "daemon/opening.h"

#include <spdlog/spdlog.h>

#include "eventstore/ballast.h"
#include "eventstore/data_folder.h"
#include "eventstore/open.h"
#include "eventstore/open_evidence.h"
#include "projections/state/school.h"

namespace hometime {

namespace {

constexpr std::string_view kLoginPurpose = "logins";
/// What opening three databases writes beside the write-ahead logs that it turns into sorted files. Bytes.
constexpr std::uint64_t kOpeningBytes = std::uint64_t{4} << 20;

/// Bytes of all write-ahead logs: what is in them is written once more by a start.
std::uint64_t write_ahead_bytes(const DataFolder& folder) {
    std::uint64_t bytes = 0;
    for (const auto& part : {folder.log(), folder.views(), folder.accounts()}) {
        std::error_code none;
        for (const auto& entry : std::filesystem::directory_iterator(part, none)) {
            if (entry.path().extension() != ".log") continue;
            const auto size = entry.file_size(none);
            if (!none) bytes += size;
        }
    }
    return bytes;
}

/// So that a start comes up on a disk that somebody filled.
void make_room(const OpeningOptions& options, const DataFolder& folder) {
    const auto left = options.disk->left();
    const auto needed = write_ahead_bytes(folder) + kOpeningBytes;
    if (!left || left->free >= needed) return;
    Ballast ballast(folder.ballast(), options.space.ballast);
    if (!ballast.give(needed - left->free)) return;
    spdlog::critical("the disk is full: of the ballast {} MiB are left, so that the start has room",
                     ballast.held() >> 20);
}

void say(const OpenOutcome& opened) {
    if (opened.kek_created) {
        spdlog::warn(
            "a key-encrypting key was made in the data folder: whoever copies the folder has the key too. "
            "Give it as a credential instead (docs/operations.md)");
    }
    if (opened.adopted > 0)
        spdlog::warn("{} commits were durable but never acknowledged; they stand now", opened.adopted);
    if (opened.cut_bytes > 0) spdlog::warn("{} bytes of a torn write were put aside in lost+found", opened.cut_bytes);
}

OpenOptions where(const OpeningOptions& options) {
    OpenOptions where;
    where.folder = options.folder;
    where.kek_credential = options.kek_credential;
    return where;
}

Result<OpenedFolder> open_whole(const OpeningOptions& options, Random& random) {
    OpenedFolder folder;
    auto opened = open_log(where(options), random);
    if (!opened) return tl::unexpected(opened.error());
    if (opened->is_evidence()) {
        folder.findings = std::move(opened->findings);
        return folder;
    }
    say(*opened);
    const DataFolder names{options.folder};
    auto views = ViewStore::open({names.views(), views::all_views(), ViewAccess::owner, {}, views::readable_views()});
    if (!views) return tl::unexpected(views.error());
    if ((*views)->remade()) spdlog::warn("the views could not be read; they are built anew from the log");
    auto accounts = Accounts::open(names.accounts(), opened->log->derived_key(kLoginPurpose), random, options.sessions);
    if (!accounts) return tl::unexpected(accounts.error());
    folder.writer = opened->log.get();
    folder.log = std::move(opened->log);
    folder.views = std::move(*views);
    folder.accounts = std::move(*accounts);
    return folder;
}

/// What the log says is destroyed is not shown, although the key store may still hold its keys.
void retire_destroyed(RocksReader& log) {
    for (const auto& head : log.heads()) {
        const CachedRows rows(log);
        School(head.school, rows).each_destroyed_key([&](const DestroyedKeyRow& row) {
            log.retire(row.key);
            return true;
        });
    }
}

/// The credentials as they are, or none.
Result<std::unique_ptr<Accounts>> look_at_accounts(const OpeningOptions& options, const Hash& key, Random& random,
                                                   std::string& notes) {
    auto copied = Accounts::copy(DataFolder{options.folder}.accounts(), key, random, options.sessions);
    if (copied) return copied;
    notes += "Nobody can sign in: " + copied.error().detail + ". ";
    return Accounts::copy(std::nullopt, key, random, options.sessions);
}

}  // namespace

std::string_view to_string(Serving serving) {
    switch (serving) {
        case Serving::whole: return "ok";
        case Serving::evidence: return "evidence";
        case Serving::no_room: return "disk-full";
    }
    return "unknown";
}

Result<OpenedFolder> open_folder(const OpeningOptions& options, Random& random) {
    make_room(options, DataFolder{options.folder});
    auto opened = open_whole(options, random);
    if (opened || !says_no_space(opened.error())) return opened;
    spdlog::critical("the disk is so full that nothing can be written at all: {}", opened.error().detail);
    auto looked = open_to_look(options, random);
    if (!looked) return opened;  // Nothing there yet that could be read.
    looked->serving = Serving::no_room;
    return looked;
}

Result<OpenedFolder> open_to_look(const OpeningOptions& options, Random& random) {
    OpenedFolder folder;
    folder.serving = Serving::evidence;
    auto looked = open_evidence(where(options), random);
    if (!looked) return tl::unexpected(looked.error());
    folder.keys_open = looked->keys_open;
    if (!looked->keys_open) {
        folder.notes =
            "No text can be shown and no password checked, for the keys are not open: " + looked->keys_closed_because +
            ". ";
    }
    try {
        retire_destroyed(*looked->reader);
    } catch (const StateError& error) {
        return fail(ErrorCode::corrupt,
                    std::string("what was destroyed cannot be told, so nothing is shown: ") + error.what());
    }
    auto views = ViewStore::open({"/views", views::all_views(), ViewAccess::memory, {}});
    if (!views) return tl::unexpected(views.error());
    auto accounts = look_at_accounts(options, looked->reader->derived_key(kLoginPurpose), random, folder.notes);
    if (!accounts) return tl::unexpected(accounts.error());
    folder.lock.emplace(std::move(looked->lock));
    folder.log = std::move(looked->reader);
    folder.findings = std::move(looked->findings);
    folder.views = std::move(*views);
    folder.accounts = std::move(*accounts);
    return folder;
}

}  // namespace hometime
