#include "eventstore/rocks_logger.h"

#include <rocksdb/env.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>

namespace hometime {

namespace {

constexpr std::size_t kMessageBytesMax = 300;

class RocksLogger final : public rocksdb::Logger {
public:
    RocksLogger() : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {}

    using rocksdb::Logger::Logv;
    void Logv(const char* format, va_list arguments) override {
        // Messages of no level are the header lines of a log file.
        Logv(rocksdb::InfoLogLevel::INFO_LEVEL, format, arguments);
    }
    void Logv(const rocksdb::InfoLogLevel level, const char* format, va_list arguments) override {
        if (level < rocksdb::InfoLogLevel::WARN_LEVEL || level == rocksdb::InfoLogLevel::HEADER_LEVEL) return;
        char text[1024];
        const int length = std::vsnprintf(text, sizeof text, format, arguments);
        if (length < 0) return;
        const auto message = without_keys({text, std::min(static_cast<std::size_t>(length), sizeof text - 1)});
        // Once a second while the disk is nearly full; the space guard has said why.
        if (message.find("Compaction too large") != std::string::npos) return;
        if (level == rocksdb::InfoLogLevel::WARN_LEVEL) {
            spdlog::warn("rocksdb: {}", message);
        } else {
            spdlog::error("rocksdb: {}", message);
        }
    }
};

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::shared_ptr<rocksdb::Logger> make_rocks_logger() {
    return std::make_shared<RocksLogger>();
}

std::string without_keys(std::string_view message) {
    constexpr std::string_view kKey = "key";
    const auto key = std::search(message.begin(), message.end(), kKey.begin(), kKey.end(),
                                 [](char a, char b) { return lower(a) == b; });
    std::string kept(message.begin(), key == message.end() ? key : key + kKey.size());
    kept.resize(std::min(kept.size(), kMessageBytesMax));
    std::erase_if(kept, [](char c) { return c < ' ' || c > '~'; });
    return kept;
}

}  // namespace hometime
