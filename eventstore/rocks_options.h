// The option set of the log's database: rocks_options.cpp gives each option's reason beside it.
// Included by rocks_db.cpp, and by the benchmark, which measures RocksDB with the same options.
#pragma once

#include <memory>

#include "eventstore/rocks_db.h"

namespace rocksdb {
class Cache;
struct ColumnFamilyOptions;
struct DBOptions;
struct WriteOptions;
}  // namespace rocksdb

namespace hometime {

[[nodiscard]] rocksdb::DBOptions database_options(DbMode mode);
[[nodiscard]] rocksdb::ColumnFamilyOptions table_options(Table table, const std::shared_ptr<rocksdb::Cache>& cache);
/// Blocks kept in memory, all tables together.
[[nodiscard]] std::shared_ptr<rocksdb::Cache> block_cache();
[[nodiscard]] rocksdb::WriteOptions durable_write();

}  // namespace hometime
