// The option set of the log's database: rocks_options.cpp gives each option's reason beside it.
// Included by rocks_db.cpp, by the views (read_in_parts), and by the benchmark, which measures RocksDB with the same
// options.
#pragma once

#include <memory>

#include "eventstore/rocks_db.h"

namespace rocksdb {
class Cache;
struct BlockBasedTableOptions;
struct ColumnFamilyOptions;
struct DBOptions;
struct WriteOptions;
}  // namespace rocksdb

namespace hometime {

[[nodiscard]] rocksdb::DBOptions database_options(DbMode mode);
[[nodiscard]] rocksdb::ColumnFamilyOptions table_options(Table table, const std::shared_ptr<rocksdb::Cache>& cache);
/// Blocks kept in memory, all tables together.
[[nodiscard]] std::shared_ptr<rocksdb::Cache> block_cache();
/// Indexes and filters in blocks of 4 KiB. Whole ones grow with their file, up to a MiB: more than any shard of a small
/// cache takes, so that each look would read and check all of it, and a command would cost the more the longer the log.
void read_in_parts(rocksdb::BlockBasedTableOptions& blocks);
[[nodiscard]] rocksdb::WriteOptions durable_write();

}  // namespace hometime
