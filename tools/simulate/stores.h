// What survives the end of a process: the log's disk. In memory, or RocksDB in a folder.
#pragma once

#include <filesystem>
#include <memory>

#include "eventstore/log.h"

namespace hometime::simulation {

class Store {
public:
    virtual ~Store() = default;
    /// Opens the log as a start of the daemon does; what was durable is there. Once, until close().
    /// Errors: those of the log.
    [[nodiscard]] virtual Result<EventLog*> open() = 0;
    /// The process has ended: its log goes, what it stored does not.
    virtual void close() = 0;
};

/// Keeps the contract of the event log (each step of a commit, batch rules, rows, replies) in memory; nothing is
/// sealed.
[[nodiscard]] std::unique_ptr<Store> memory_store();
/// The log that a school runs. `folder` must be empty or not exist. `seed`: of its randomness.
[[nodiscard]] std::unique_ptr<Store> rocks_store(std::filesystem::path folder, std::uint64_t seed);

}  // namespace hometime::simulation
