#include "tools/audit/evidence/log_check.h"

#include <memory>
#include <thread>
#include <vector>

#include "tools/audit/evidence/belt.h"
#include "tools/audit/evidence/frames.h"

namespace hometime::evidence {

namespace {

/// Bytes handed over at once: enough to make the hand-over cheap, few enough to stay in the cores' caches.
constexpr std::size_t kBatchBytes = std::size_t{128} << 10;
/// Batches that wait for each of those who work on them. Bounds the memory.
constexpr std::size_t kBatchesAhead = 8;

/// Records that stand together; the views of `records` point into `bytes`, which never grows beyond what was reserved.
struct Batch {
    std::string bytes;
    std::vector<FramedRecord> records;
    std::vector<std::string_view> leaves;
    Batch() { bytes.reserve(kBatchBytes); }
    [[nodiscard]] bool has_room(std::size_t more) const { return bytes.size() + more <= bytes.capacity(); }
};
using SharedBatch = std::shared_ptr<const Batch>;

/// What one of the threads found, at which record.
struct Found {
    std::uint64_t sequence = UINT64_MAX;
    std::string what;
    [[nodiscard]] bool any() const { return sequence != UINT64_MAX; }
};

/// Reads records, checks what they say of each other, and puts them on the belts. Its thread ends with it.
class Reader {
public:
    Reader(const FrameScan& scan, const LogQuestion& question, std::vector<Belt<SharedBatch>*> belts)
        : question_(question),
          check_(question.log, question.has_key, true),
          belts_(std::move(belts)),
          thread_([this, &scan] {
              outcome_ = read(scan);
              for (auto* belt : belts_) belt->end();
          }) {}
    ~Reader() {
        for (auto* belt : belts_) belt->want_no_more();
        if (thread_.joinable()) thread_.join();
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// After all belts have ended.
    [[nodiscard]] Result<void> outcome() {
        thread_.join();
        return outcome_;
    }
    [[nodiscard]] const FrameCheck& check() const { return check_; }
    [[nodiscard]] const Found& found() const { return found_; }
    void give(LogAnswer& answer) {
        answer.size = read_;
        answer.missing_keys = check_.missing_keys();
        answer.destroyed_keys = std::move(destroyed_);
        answer.restored = std::move(restored_);
    }

private:
    Result<void> read(const FrameScan& scan) {
        auto batch = std::make_shared<Batch>();
        const auto hand_over = [&] {
            const SharedBatch full = std::exchange(batch, std::make_shared<Batch>());
            bool wanted = true;
            for (auto* belt : belts_) wanted = belt->put(full) && wanted;
            return wanted;
        };
        const auto scanned = scan([&](Sequence sequence, std::string_view bytes) {
            if (sequence.value > question_.size) return false;
            if (!batch->has_room(bytes.size()) && !hand_over()) return false;
            return add(*batch, sequence, bytes);
        });
        if (!batch->records.empty()) hand_over();
        return scanned;
    }

    bool add(Batch& batch, Sequence sequence, std::string_view bytes) {
        const auto begin = batch.bytes.size();
        batch.bytes += bytes;
        const auto kept = std::string_view(batch.bytes).substr(begin);
        auto& record = batch.records.emplace_back();
        if (auto wrong = check_.next(sequence, kept, record); !wrong.empty()) {
            batch.records.pop_back();
            found_ = {sequence.value, std::move(wrong)};
            return false;
        }
        batch.leaves.push_back(as_text(leaf_bytes(kept)));
        ++read_;
        note_what_concerns_the_log(record);
        return true;
    }

    /// Few facts speak of the log itself; one that does not decode is found by whoever folds.
    void note_what_concerns_the_log(const FramedRecord& record) {
        const auto& header = record.header;
        if (header.tag != EventTag::key_destroyed && header.tag != EventTag::log_restored) return;
        const auto event = decode_event(header.tag, header.schema, record.clear);
        if (!event) return;
        if (const auto* key = std::get_if<KeyDestroyed>(&*event)) destroyed_.insert(key->key);
        if (const auto* back = std::get_if<LogRestored>(&*event)) restored_.push_back({header.sequence, back->size});
    }

    const LogQuestion& question_;
    FrameCheck check_;
    std::vector<Belt<SharedBatch>*> belts_;
    Found found_;
    std::set<std::uint64_t> destroyed_;
    std::vector<RestoredFrom> restored_;
    std::uint64_t read_ = 0;
    Result<void> outcome_;
    std::thread thread_;  ///< last: everything above is there before it runs
};

/// Hashes what comes along and holds it to the tiles that were stored.
class Hasher {
public:
    Hasher(const LogQuestion& question, LogAnswer& answer)
        : question_(question),
          answer_(answer),
          next_size_(question.sizes.begin()),
          tree_([this](unsigned level, std::uint64_t index, std::string_view hashes) {
              compare(level, index, hashes);
          }) {}

    /// False: a difference was found.
    bool take(const Batch& batch) {
        for (const auto leaf : batch.leaves) {
            tree_.add(leaf_hash(as_bytes(leaf)));
            if (next_size_ != question_.sizes.end() && *next_size_ == tree_.size()) {
                answer_.root_at[*next_size_++] = tree_.root();
            }
            if (found_.any()) return false;
        }
        return true;
    }
    /// What is left: tiles that are not full (the lowest level has none), and the root.
    void finish() {
        answer_.root = tree_.root();
        if (tree_.size() != question_.size) return;
        for (unsigned level = 1; level < kLevels && !found_.any(); ++level) {
            const auto hashes = tree_.unfinished(level);
            if (!hashes.empty()) compare(level, hashes_at_level(tree_.size(), level) / kTileWidth, hashes);
        }
    }
    [[nodiscard]] const Found& found() const { return found_; }

private:
    void compare(unsigned level, std::uint64_t index, std::string_view hashes) {
        if (!question_.stored_tile || found_.any()) return;
        const auto stored = question_.stored_tile(level, index);
        if (stored && *stored && **stored == hashes) return;
        found_ = {tree_.size(), "a tile of the tree is not what its records hash to"};
    }

    const LogQuestion& question_;
    LogAnswer& answer_;
    std::set<std::uint64_t>::const_iterator next_size_;
    Found found_;
    TreeBuilder tree_;
};

/// Decodes what comes along and gives it to the fold.
class Folder {
public:
    explicit Folder(const LogQuestion& question) : question_(question) {}
    bool take(const Batch& batch) {
        for (const auto& record : batch.records) {
            auto event = decode_event(record.header.tag, record.header.schema, record.clear);
            if (!event) {
                found_ = {record.header.sequence.value, event.error().detail};
                return false;
            }
            question_.fold(record, *event);
        }
        return true;
    }
    [[nodiscard]] const Found& found() const { return found_; }

private:
    const LogQuestion& question_;
    Found found_;
};

/// Works off a belt until it ends or a difference is found.
template <class Worker, class After>
void work_off(Belt<SharedBatch>& belt, Worker& worker, After after) {
    bool good = true;
    while (const auto batch = belt.take()) {
        if (!good) continue;  // Until whoever puts has seen that nobody wants more.
        good = worker.take(**batch);
        if (!good) belt.want_no_more();
        after((*batch)->records.size());
    }
}

/// A thread that is waited for, whatever happens; where that is an exception, `give_up` lets it end soon.
class Beside {
public:
    template <class Work>
    Beside(Work work, std::function<void()> give_up) : give_up_(std::move(give_up)), thread_(std::move(work)) {}
    ~Beside() {
        if (!thread_.joinable()) return;
        give_up_();
        thread_.join();
    }
    Beside(const Beside&) = delete;
    Beside& operator=(const Beside&) = delete;
    void wait() { thread_.join(); }

private:
    std::function<void()> give_up_;
    std::thread thread_;
};

std::string place(const LogQuestion& question, std::uint64_t sequence) {
    return question.name + " record " + std::to_string(sequence) + ": ";
}

/// The first of everything that was found.
std::string first_of(const LogQuestion& question, const Found& a, const Found& b, const Found& c) {
    const auto* first = &a;
    for (const auto* one : {&b, &c}) {
        if (one->sequence < first->sequence) first = one;
    }
    return first->any() ? place(question, first->sequence) + first->what : std::string();
}

/// What is wrong with the log as a whole, when nothing is with its records.
std::string whole(const LogQuestion& question, const LogAnswer& answer, const FrameCheck& check) {
    if (answer.size != question.size) return place(question, answer.size + 1) + "is missing";
    if (auto wrong = check.end(); !wrong.empty()) return place(question, answer.size) + wrong;
    if (answer.root != question.root) {
        return question.name + ": the tree over the records is not the one that was recorded";
    }
    return {};
}

}  // namespace

Result<LogAnswer> check_log(const FrameScan& scan, const LogQuestion& question) {
    LogAnswer answer;
    Belt<SharedBatch> to_fold(kBatchesAhead);
    Belt<SharedBatch> to_hash(kBatchesAhead);
    Hasher hasher(question, answer);
    Folder folder(question);
    std::uint64_t done = 0;
    const auto tell = [&](std::size_t more) {
        done += more;
        if (question.progress) question.progress(done);
    };
    std::vector<Belt<SharedBatch>*> belts{&to_hash};
    if (question.fold) belts.insert(belts.begin(), &to_fold);
    Reader reader(scan, question, belts);
    if (question.fold) {
        Beside hashing([&] { work_off(to_hash, hasher, [](std::size_t) {}); }, [&] { to_fold.want_no_more(); });
        work_off(to_fold, folder, tell);
        hashing.wait();
    } else {
        work_off(to_hash, hasher, tell);
    }
    const auto read = reader.outcome();
    reader.give(answer);
    hasher.finish();
    answer.difference = first_of(question, reader.found(), folder.found(), hasher.found());
    if (!answer.difference.empty()) return answer;
    if (!read && read.error().code != ErrorCode::corrupt) return tl::unexpected(read.error());
    answer.difference = read ? whole(question, answer, reader.check()) : read.error().detail;
    return answer;
}

}  // namespace hometime::evidence
