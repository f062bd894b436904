// One disk under RocksDB and under the event store's own files: it notes every call that changes something, and fails
// those that it is told to. What a power cut would leave of it: disk_calls.h.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "eventstore/file.h"
#include "tests/support/disk_calls.h"

namespace rocksdb {
class Env;
}

namespace hometime::test {

/// What goes wrong, and when. Unit of `call`: changing calls from now, from 0. A failing write leaves half of its
/// bytes.
struct DiskFault {
    enum class What : std::uint8_t { io_error, no_space };
    std::uint64_t call = 0;
    What what = What::io_error;  ///< no_space strikes only what needs space: writes, new files, new folders
    bool once = false;           ///< else every later call fails too
};

class DiskState;

/// Everything happens in a real folder, but no sync reaches the real disk: it costs nothing. Any thread; calls that
/// change something happen one at a time, in the order of calls().
class FaultDisk {
public:
    /// Watches `root`, which exists. What is in it counts as durable.
    explicit FaultDisk(std::filesystem::path root);
    ~FaultDisk();
    FaultDisk(const FaultDisk&) = delete;
    FaultDisk& operator=(const FaultDisk&) = delete;

    [[nodiscard]] FileSystem& files();
    [[nodiscard]] rocksdb::Env* env();

    void fail(DiskFault fault);
    void heal();
    /// Whether a call failed since fail().
    [[nodiscard]] bool has_failed() const;
    /// Notes that something happened outside the disk: an answer went out, say.
    void mark(std::uint64_t number);

    [[nodiscard]] const DiskImage& base() const;
    [[nodiscard]] std::vector<DiskCall> calls() const;

private:
    std::shared_ptr<DiskState> state_;
    std::unique_ptr<FileSystem> files_;
    std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace hometime::test
