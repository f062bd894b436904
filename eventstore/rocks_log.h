// The log on disk: RocksDB beside HEAD and the key store. eventstore/open.h opens it.
#pragma once

#include <atomic>
#include <map>
#include <memory>

#include "eventstore/folder_lock.h"
#include "eventstore/head_file.h"
#include "eventstore/merkle.h"
#include "eventstore/rocks_reader.h"

namespace hometime {

/// What a school's log goes on from.
struct Branch {
    Uuid log;
    UtcTime newest;  ///< recorded_at of the last record
    MerkleTree tree;
};

class RocksLog final : public RocksReader {
public:
    struct Parts {
        FolderLock lock;
        std::unique_ptr<RocksDb> db;  ///< open to write
        std::unique_ptr<KeyRing> ring;
        HeadFile head_file;
        Head head;  ///< as it stands in the file, and as the database is
        std::map<SchoolId, Branch> branches;
    };
    explicit RocksLog(Parts parts);

    /// A commit in this order: new keys synced (prepare); one synced write of records, rows, replies, edges and tiles
    /// (write); HEAD synced, and only then can readers see any of it, and the caller answer (fence).
    /// A school's first record is LogOpened and names the school and its log. `log`, `tag` and `schema` of every
    /// header are filled in.
    [[nodiscard]] Result<std::unique_ptr<PendingCommit>> prepare(CommitBatch batch) override;

    /// The keys of this log, for whoever destroys or rotates them. Any thread.
    [[nodiscard]] KeyRing& keys() { return ring(); }
    /// Signs the checkpoints of a school. Any thread.
    [[nodiscard]] NoteSigner signer(SchoolId school) const { return ring().signer(school); }

private:
    struct Framed;
    class Commit;
    [[nodiscard]] Result<void> check(const CommitBatch& batch) const;
    [[nodiscard]] Result<void> frame_all(Commit& commit);
    [[nodiscard]] Result<void> number(Commit& commit);
    void grow(const Commit& commit);
    void fill(Commit& commit);
    void fill_edges(Commit& commit);
    [[nodiscard]] Result<void> write(Commit& commit);
    [[nodiscard]] Result<void> fence(Commit& commit);

    FolderLock lock_;
    // Each step keeps its own, so that the steps of different commits need no lock between them.
    std::uint64_t prepared_ = 0;           ///< number of the newest commit that was prepared
    std::map<SchoolId, Branch> branches_;  ///< as after that commit
    std::uint64_t written_ = 0;            ///< number of the newest commit that was written
    HeadFile head_file_;
    Head head_;                         ///< as after the newest commit that was fenced
    std::atomic<bool> failed_ = false;  ///< a write or a sync failed: nothing more is tried
};

}  // namespace hometime
