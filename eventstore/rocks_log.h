// The log on disk: RocksDB beside HEAD and the key store. eventstore/open.h opens it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

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

    /// In this order: new keys synced; one synced write of records, rows, replies, edges and tiles; HEAD synced;
    /// only then can readers see any of it, and the caller answer.
    /// A school's first record is LogOpened and names the school and its log. `log`, `tag` and `schema` of every
    /// header are filled in.
    [[nodiscard]] Result<CommitReceipt> commit(const CommitBatch& batch) override;

    /// Signs the checkpoints of a school. Any thread.
    [[nodiscard]] NoteSigner signer(SchoolId school) const { return ring().signer(school); }

private:
    struct Framed;
    [[nodiscard]] Result<void> check(const CommitBatch& batch) const;
    [[nodiscard]] Result<std::vector<Framed>> frame_all(const CommitBatch& batch);
    void grow(const std::vector<Framed>& framed);
    void fill(const CommitBatch& batch, const std::vector<Framed>& framed);
    void fill_edges(const std::vector<Framed>& framed);
    [[nodiscard]] Result<void> fence();
    [[nodiscard]] Result<void> store(const CommitBatch& batch, const std::vector<Framed>& framed);
    [[nodiscard]] CommitReceipt receipt(const CommitBatch& batch, std::vector<Framed> framed) const;

    FolderLock lock_;
    HeadFile head_file_;
    Head head_;
    std::map<SchoolId, Branch> branches_;
    std::string frames_;  ///< the bytes of the batch's records, one after the other
    DbBatch writes_;
    bool failed_ = false;  ///< a write or a sync failed: nothing more is tried
};

}  // namespace hometime
