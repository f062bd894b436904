#include "eventstore/open_evidence.h"

#include <utility>

#include "eventstore/head_file.h"
#include "eventstore/kek.h"
#include "eventstore/key_generation.h"

namespace hometime {

namespace {

void append(Findings& all, Findings more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

class Looking {
public:
    Looking(const OpenOptions& options, Random& random)
        : options_(options),
          folder_{options.folder},
          files_(options.files == nullptr ? posix_files() : *options.files),
          random_(random) {}

    Result<EvidenceOutcome> run();

private:
    [[nodiscard]] Result<std::unique_ptr<RocksDb>> database(std::string& damage) const;
    [[nodiscard]] Result<Head> head() const;
    [[nodiscard]] Findings compare_with(const Result<Head>& head, const RocksReader& reader) const;
    [[nodiscard]] Result<std::unique_ptr<KeyRing>> ring(const Result<Head>& head) const;

    const OpenOptions& options_;
    DataFolder folder_;
    FileSystem& files_;
    Random& random_;
};

/// As it was written, or what stands before the damage, which `damage` then names.
Result<std::unique_ptr<RocksDb>> Looking::database(std::string& damage) const {
    auto whole = RocksDb::open({folder_.log(), DbMode::read_only, {}, options_.env});
    if (whole || whole.error().code != ErrorCode::corrupt) return whole;
    damage = whole.error().detail;
    return RocksDb::open({folder_.log(), DbMode::salvage, {}, options_.env});
}

Result<Head> Looking::head() const {
    const auto file = HeadFile::open(files_, folder_.head(), OpenMode::read);
    if (!file) return tl::unexpected(file.error());
    return file->read();
}

/// Without HEAD nobody can tell whether what is there is all there was.
Findings Looking::compare_with(const Result<Head>& head, const RocksReader& reader) const {
    Findings findings;
    if (!head) {
        const bool missing = head.error().code == ErrorCode::not_found;
        const std::string what = missing ? "HEAD is missing" : head.error().detail;
        findings.push_back({{}, {}, {}, what});
        for (const auto& log : reader.heads()) findings.push_back({log.school, Sequence{1}, Sequence{log.size}, what});
    } else if (const auto state = read_state(reader); state) {
        append(findings, compare(*head, *state, reader, false));
    } else {
        append(findings, all_of(*head, state.error().detail));
    }
    append(findings, against_checkpoints(read_checkpoints(files_, folder_), reader));
    return findings;
}

Result<std::unique_ptr<KeyRing>> Looking::ring(const Result<Head>& head) const {
    const auto kek = load_kek(files_, {options_.kek_credential, folder_.kek()}, random_, false);
    if (!kek) return tl::unexpected(kek.error());
    const auto vouched = head ? std::optional(head->keys.length) : std::nullopt;
    auto store = open_key_store(files_, folder_, kek->key, vouched, false);
    if (!store) return tl::unexpected(store.error());
    return std::make_unique<KeyRing>(std::move(*store), random_);
}

Result<EvidenceOutcome> Looking::run() {
    const auto there = files_.exists(folder_.log());
    if (!there) return tl::unexpected(there.error());
    if (!*there) return fail(ErrorCode::not_found, "there is no log in this folder");
    auto lock = FolderLock::share(folder_.lock());
    if (!lock) return tl::unexpected(lock.error());
    const auto fenced = head();
    std::string damage;
    auto db = database(damage);
    if (!db) return tl::unexpected(db.error());
    auto heads = read_edges(**db);
    if (!heads) return tl::unexpected(heads.error());
    auto keys = ring(fenced);
    EvidenceOutcome outcome{std::move(*lock), nullptr, {}, keys.has_value(), {}};
    if (!keys) outcome.keys_closed_because = keys.error().detail;
    outcome.reader =
        std::make_unique<RocksReader>(std::move(*db), keys ? std::move(*keys) : nullptr, std::move(*heads));
    if (!damage.empty()) outcome.findings.push_back({{}, {}, {}, damage});
    append(outcome.findings, compare_with(fenced, *outcome.reader));
    if (!keys && keys.error().code == ErrorCode::corrupt) {
        outcome.findings.push_back({{}, {}, {}, "key store: " + keys.error().detail});
    }
    return outcome;
}

}  // namespace

Result<EvidenceOutcome> open_evidence(const OpenOptions& options, Random& random) {
    return Looking(options, random).run();
}

}  // namespace hometime
