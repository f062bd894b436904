#include "eventstore/open.h"

#include <utility>

#include "eventstore/base/mutants.h"
#include "eventstore/kek.h"
#include "eventstore/key_generation.h"
#include "eventstore/wal_tail.h"

namespace hometime {

namespace {

/// A database that was opened for reading, and what was found in it.
struct Examined {
    std::unique_ptr<RocksReader> reader;
    DatabaseState state;
    Findings findings;
};

class Opening {
public:
    Opening(const OpenOptions& options, Random& random)
        : options_(options),
          folder_{options.folder},
          files_(options.files == nullptr ? posix_files() : *options.files),
          random_(random) {}

    Result<OpenOutcome> run();

private:
    [[nodiscard]] KekSource kek_source() const { return {options_.kek_credential, folder_.kek()}; }
    Result<OpenOutcome> run_without_head();
    Result<OpenOutcome> run_with(const Head& head);

    Result<void> create();
    OpenOutcome unfenced(const std::string& what);

    [[nodiscard]] Result<std::unique_ptr<RocksReader>> reader(const std::filesystem::path& log, DbMode mode) const;
    [[nodiscard]] Result<Examined> examine(const std::filesystem::path& log, const Head& head) const;
    [[nodiscard]] Result<Examined> examine_or_cut(const Head& head);
    [[nodiscard]] std::optional<std::string> keys_at_fault(const Head& head) const;
    [[nodiscard]] Findings findings_of_keys(const std::string& fault, const RocksReader& reader) const;

    [[nodiscard]] Result<std::unique_ptr<KeyRing>> ring(const Head& head);
    Result<OpenOutcome> serve(Head head, DatabaseState state);
    OpenOutcome evidence(Findings findings, std::unique_ptr<RocksReader> reader);

    const OpenOptions& options_;
    DataFolder folder_;
    FileSystem& files_;
    Random& random_;
    std::optional<FolderLock> lock_;
    OpenOutcome outcome_;
};

Result<OpenOutcome> Opening::run() {
    if (auto made = files_.create_folders(folder_.root); !made) return tl::unexpected(made.error());
    auto lock = FolderLock::take(folder_.lock());
    if (!lock) return tl::unexpected(lock.error());
    lock_.emplace(std::move(*lock));
    auto file = HeadFile::open(files_, folder_.head(), OpenMode::read);
    if (!file && file.error().code == ErrorCode::not_found) return run_without_head();
    if (!file) return tl::unexpected(file.error());
    const auto head = file->read();
    if (head) return run_with(*head);
    if (head.error().code != ErrorCode::corrupt) return tl::unexpected(head.error());
    return unfenced(head.error().detail);
}

Result<OpenOutcome> Opening::run_without_head() {
    if (database_holds_anything(folder_.log())) return unfenced("HEAD is missing");
    const auto keys = read_key_store(files_, folder_.key_store(), std::nullopt);
    if (keys && !keys->scopes.empty()) return unfenced("HEAD and the log are missing beside keys");
    if (!keys && keys.error().code == ErrorCode::corrupt) return unfenced(keys.error().detail);
    if (!keys && keys.error().code != ErrorCode::not_found) return tl::unexpected(keys.error());
    if (auto created = create(); !created) return tl::unexpected(created.error());
    const auto file = HeadFile::open(files_, folder_.head(), OpenMode::read);
    if (!file) return tl::unexpected(file.error());
    const auto head = file->read();
    if (!head) return tl::unexpected(head.error());
    return run_with(*head);
}

/// Without HEAD nobody can tell whether what is there is all there was.
OpenOutcome Opening::unfenced(const std::string& what) {
    auto rest = reader(folder_.log(), DbMode::salvage);
    Findings findings{{{}, {}, {}, what}};
    if (!rest) return evidence(std::move(findings), nullptr);
    for (const auto& head : (*rest)->heads()) findings.push_back({head.school, Sequence{1}, Sequence{head.size}, what});
    return evidence(std::move(findings), std::move(*rest));
}

/// Key first, HEAD last: a start that dies in between is simply repeated.
Result<void> Opening::create() {
    if (auto made = files_.create_folders(folder_.keys()); !made) return made;
    const auto there = files_.exists(folder_.key_store());
    if (!there) return tl::unexpected(there.error());
    const auto kek = load_kek(files_, kek_source(), random_, !*there);
    if (!kek) return tl::unexpected(kek.error());
    outcome_.kek_created = kek->created;
    auto keys = *there ? open_key_store(files_, folder_, kek->key, std::nullopt, false)
                       : KeyStore::create(files_, folder_.key_store(), kek->key, random_);
    if (!keys) return tl::unexpected(keys.error());
    Head head;
    head.keys = {keys->generation(), keys->length()};
    // Half a database: nothing was ever written to it.
    if (auto removed = files_.remove_folder(folder_.log()); !removed) return removed;
    if (auto made = files_.create_folders(folder_.log()); !made) return made;
    {
        auto db = RocksDb::open({folder_.log(), DbMode::write, {}, options_.env});
        if (!db) return tl::unexpected(db.error());
        const auto wal = (*db)->wal();
        if (!wal) return tl::unexpected(wal.error());
        head.wal = *wal;
    }
    for (const auto& path : {folder_.log(), folder_.root}) {
        if (auto synced = files_.sync_folder(path); !synced) return synced;
    }
    return HeadFile::create(files_, folder_.head(), head).map([](const HeadFile&) {});
}

Result<std::unique_ptr<RocksReader>> Opening::reader(const std::filesystem::path& log, DbMode mode) const {
    auto db = RocksDb::open({log, mode, {}, options_.env});
    if (!db) return tl::unexpected(db.error());
    auto heads = read_edges(**db);
    if (!heads) return tl::unexpected(heads.error());
    return std::make_unique<RocksReader>(std::move(*db), nullptr, std::move(*heads));
}

Result<Examined> Opening::examine(const std::filesystem::path& log, const Head& head) const {
    auto opened = reader(log, DbMode::read_only);
    if (!opened) return tl::unexpected(opened.error());
    auto state = read_state(**opened);
    if (!state) return tl::unexpected(state.error());
    auto findings = compare(head, *state, **opened, false);
    if (findings.empty()) findings = against_checkpoints(read_checkpoints(files_, folder_), **opened);
    return Examined{std::move(*opened), std::move(*state), std::move(findings)};
}

/// examine(); a database that refuses to open because of bytes that HEAD does not vouch for is tried without them.
Result<Examined> Opening::examine_or_cut(const Head& head) {
    auto found = examine(folder_.log(), head);
    if (!found && found.error().code != ErrorCode::corrupt) return found;
    const auto tails = unvouched_tails(folder_.log(), head.wal);
    if (tails.empty()) return found;
    if (!found) {
        const auto trial = TrialCopy::make(files_, folder_, tails);
        if (!trial) return tl::unexpected(trial.error());
        const auto without = examine(trial->path(), head);
        if (!without || !without->findings.empty()) return found;
    } else if (!found->findings.empty() || found->state.commit != head.commit) {
        return found;  // Evidence, or a durable commit that stays.
    }
    const auto bytes = save_and_cut(files_, folder_, tails);
    if (!bytes) return tl::unexpected(bytes.error());
    outcome_.cut_bytes = *bytes;
    return found ? std::move(found) : examine(folder_.log(), head);
}

/// What is wrong with the key store, by what HEAD says of it.
std::optional<std::string> Opening::keys_at_fault(const Head& head) const {
    const auto keys = read_key_store(files_, folder_.key_store(), head.keys.length);
    if (!keys) return keys.error().detail;
    if (!may_follow(head.keys.number, keys->generation)) return "the key store is of another generation than HEAD's";
    return std::nullopt;
}

Findings Opening::findings_of_keys(const std::string& fault, const RocksReader& reader) const {
    const auto keys = read_key_store(files_, folder_.key_store(), kKeyStoreHeaderBytes);
    auto findings = without_keys_of(keys.value_or(KeyStoreIndex{}), reader);
    findings.push_back({{}, {}, {}, "key store: " + fault});
    return findings;
}

Result<OpenOutcome> Opening::run_with(const Head& head) {
    auto found = examine_or_cut(head);
    if (!found && found.error().code != ErrorCode::corrupt) return tl::unexpected(found.error());
    if (!found) {
        auto rest = reader(folder_.log(), DbMode::salvage);
        return evidence(all_of(head, found.error().detail), rest ? std::move(*rest) : nullptr);
    }
    if (!found->findings.empty()) return evidence(std::move(found->findings), std::move(found->reader));
    if (const auto fault = keys_at_fault(head)) {
        auto findings = findings_of_keys(*fault, *found->reader);
        return evidence(std::move(findings), std::move(found->reader));
    }
    found->reader.reset();
    return serve(head, std::move(found->state));
}

Result<std::unique_ptr<KeyRing>> Opening::ring(const Head& head) {
    const auto kek = load_kek(files_, kek_source(), random_, false);
    if (!kek) return tl::unexpected(kek.error());
    auto store = open_key_store(files_, folder_, kek->key, head.keys.length, true);
    if (!store) return tl::unexpected(store.error());
    if (auto done = finish_generation(files_, folder_, store->generation()); !done) return tl::unexpected(done.error());
    if (store->torn_bytes() > 0) {
        if (auto cut = store->cut_torn_tail(); !cut) return tl::unexpected(cut.error());
    }
    auto keys = std::make_unique<KeyRing>(std::move(*store), random_);
    const auto line = keys->public_key_file();
    const auto there = read_file(files_, folder_.public_key(), line.size());
    if (there && *there == line) return keys;
    if (auto written = write_file_atomically(files_, folder_.public_key(), as_bytes(line)); !written) {
        return tl::unexpected(written.error());
    }
    return keys;
}

Result<OpenOutcome> Opening::serve(Head head, DatabaseState state) {
    auto keys = ring(head);
    if (!keys && keys.error().code == ErrorCode::corrupt) return evidence(all_of(head, keys.error().detail), nullptr);
    if (!keys) return tl::unexpected(keys.error());
    auto db = RocksDb::open({folder_.log(), DbMode::write, {}, options_.env});
    if (!db && db.error().code == ErrorCode::corrupt) return evidence(all_of(head, db.error().detail), nullptr);
    if (!db) return tl::unexpected(db.error());
    const auto heads = read_edges(**db);
    if (!heads || *heads != state.heads) {
        return evidence(all_of(head, "the database changed while it was opened"), nullptr);
    }
    const auto wal = (*db)->wal();
    auto file = HeadFile::open(files_, folder_.head(), OpenMode::write);
    if (!wal || !file) return tl::unexpected(!wal ? wal.error() : file.error());
    outcome_.adopted = state.commit - head.commit;
    head.commit = state.commit;
    head.schools = std::move(state.heads);
    head.wal = *wal;
    head.keys = {(*keys)->generation(), (*keys)->length()};
    if (!mutant(Mutant::adopted_unfenced)) {
        if (auto fenced = file->write(head); !fenced) return tl::unexpected(fenced.error());
    }
    outcome_.log =
        std::make_unique<RocksLog>(RocksLog::Parts{std::move(*lock_), std::move(*db), std::move(*keys),
                                                   std::move(*file), std::move(head), std::move(state.branches)});
    return std::move(outcome_);
}

OpenOutcome Opening::evidence(Findings findings, std::unique_ptr<RocksReader> reader) {
    outcome_.findings = std::move(findings);
    outcome_.evidence = std::move(reader);
    return std::move(outcome_);
}

}  // namespace

Result<OpenOutcome> open_log(const OpenOptions& options, Random& random) {
    return Opening(options, random).run();
}

}  // namespace hometime
