// What the disk refused to RocksDB, seen at the call itself: a flush or a compaction that fails tells so only later,
// from a thread of its own, and until then somebody might be answered.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace rocksdb {
class Env;
}

namespace hometime {

class DiskRefusals {
public:
    /// Any thread. The first is kept.
    void note(const std::string& what);
    /// Quick while there is none. Any thread.
    [[nodiscard]] std::optional<std::string> first() const;

private:
    mutable std::mutex mutex_;
    std::string what_;
    std::atomic<bool> any_ = false;
};

/// `base`, with every write, sync, creation or rename in `folder` that it refuses noted before RocksDB hears of it. Not
/// noted: a file that cannot be removed is in nobody's way; and RocksDB's OPTIONS file, with the folder's sync that is
/// for it alone: nobody reads it back, and told to insist on it, Debian's build aborts.
[[nodiscard]] std::unique_ptr<rocksdb::Env> noting_refusals(rocksdb::Env& base, const std::string& folder,
                                                            std::shared_ptr<DiskRefusals> refusals);

}  // namespace hometime
