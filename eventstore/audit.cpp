#include "eventstore/audit.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "eventstore/folder_lock.h"
#include "eventstore/head_file.h"
#include "eventstore/key_generation.h"

namespace hometime {

namespace {

/// The owner may finish a sorted file and drop its write-ahead log between our two reads; the next read sees the
/// new file. More often than this in a row it is no coincidence.
constexpr int kCatchUpsMax = 5;

Result<Head> read_head(FileSystem& files, const DataFolder& folder) {
    const auto file = HeadFile::open(files, folder.head(), OpenMode::read);
    if (!file) return tl::unexpected(file.error());
    return file->read();
}

struct Opened {
    std::unique_ptr<RocksReader> reader;
    Findings findings;
};

Result<Opened> read_once(const DataFolder& folder, const std::filesystem::path& scratch, const Head& head,
                         bool beside_owner) {
    auto db = RocksDb::open({folder.log(), DbMode::secondary, scratch, nullptr});
    if (!db) return tl::unexpected(db.error());
    if (auto caught_up = (*db)->catch_up(); !caught_up) return tl::unexpected(caught_up.error());
    auto heads = read_edges(**db);
    if (!heads) return tl::unexpected(heads.error());
    auto reader = std::make_unique<RocksReader>(std::move(*db), nullptr, std::move(*heads));
    const auto state = read_state(*reader);
    if (!state) return tl::unexpected(state.error());
    auto findings = compare(head, *state, *reader, beside_owner);
    return Opened{std::move(reader), std::move(findings)};
}

/// Beside its owner the store may be of any later generation: HEAD was read before.
Findings check_keys(FileSystem& files, const std::filesystem::path& path, const Head& head, bool beside_owner,
                    KeyStoreIndex& keys) {
    auto read = read_key_store(files, path, head.keys.length);
    if (!read) return {{{}, {}, {}, "key store: " + read.error().detail}};
    keys = std::move(*read);
    if (may_follow(head.keys.number, keys.generation)) return {};
    if (beside_owner && keys.generation > head.keys.number) return {};
    return {{{}, {}, {}, "the key store is of another generation than HEAD's"}};
}

void append(Findings& all, Findings more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

Result<ScratchFolder> ScratchFolder::make() {
    std::error_code error;
    const auto base = std::filesystem::temp_directory_path(error);
    auto name = (base / "hometime-audit-XXXXXX").string();
    if (error || ::mkdtemp(name.data()) == nullptr) {
        return fail(ErrorCode::unavailable, "no temporary folder could be made");
    }
    return ScratchFolder(name);
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;  // An empty folder below the system's temporary one.
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

ScratchFolder& ScratchFolder::operator=(ScratchFolder&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
}

Result<AuditLog> open_for_audit(const std::filesystem::path& root, FileSystem& files, const AuditKeys& keys) {
    const DataFolder folder{root};
    auto scratch = ScratchFolder::make();
    if (!scratch) return tl::unexpected(scratch.error());
    const bool beside_owner = is_locked(folder.lock());
    const auto head = read_head(files, folder);
    if (!head) return tl::unexpected(head.error());
    const auto checkpoints = read_checkpoints(files, folder);  // Before the database, as HEAD.
    auto opened = read_once(folder, scratch->path(), *head, beside_owner);
    for (int again = 1; beside_owner && again < kCatchUpsMax; ++again) {
        if (opened && opened->findings.empty()) break;
        opened = read_once(folder, scratch->path(), *head, beside_owner);
    }
    if (!opened) return tl::unexpected(opened.error());
    AuditLog audit{std::move(*scratch),      *head, {}, beside_owner, std::move(opened->findings),
                   std::move(opened->reader)};
    if (!keys.absent) {
        const auto path = keys.key_store.value_or(folder.key_store());
        append(audit.findings, check_keys(files, path, *head, beside_owner, audit.keys));
    }
    append(audit.findings, against_checkpoints(checkpoints, *audit.log));
    return audit;
}

}  // namespace hometime
