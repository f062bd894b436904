// Where RocksDB's own messages go: warnings and errors to our log, the rest nowhere, and no file.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace rocksdb {
class Logger;
}

namespace hometime {

[[nodiscard]] std::shared_ptr<rocksdb::Logger> make_rocks_logger();

/// `message` without what may come from a row: everything after the word "key" goes, and bytes that
/// are not printable ASCII. At most 300 bytes.
[[nodiscard]] std::string without_keys(std::string_view message);

}  // namespace hometime
