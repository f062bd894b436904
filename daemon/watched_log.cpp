#include "daemon/watched_log.h"

#include "projections/state/keys.h"

namespace hometime {

namespace {

bool is_fatal(const Error& error) {
    return error.code == ErrorCode::corrupt || error.code == ErrorCode::unavailable;
}

SchoolId school_of(std::string_view key) {
    const auto parsed = keys::parse(key);
    return parsed ? parsed->school : SchoolId{};
}

}  // namespace

template <class T>
Result<T> WatchedLog::watch(Result<T> read) const {
    if (!read && is_fatal(read.error())) on_fatal_(read.error());
    return read;
}

template <class T>
Result<T> WatchedLog::watch(std::string_view what, SchoolId school, Result<T> read) const {
    if (!read && is_fatal(read.error())) {
        const auto head = log_.head(school);
        const auto size = head ? head->size : 0;
        read.error().detail = std::string(what) + " of " + to_string(school) + " (records 1 to " +
                              std::to_string(size) + "): " + read.error().detail;
    }
    return watch(std::move(read));
}

Result<std::unique_ptr<PendingCommit>> WatchedLog::prepare(CommitBatch batch) {
    return log_.prepare(std::move(batch));  // Whoever commits hears of its errors, and stops the process.
}

Result<Record> WatchedLog::read(Position position) const {
    return watch(log_.read(position));
}

Result<void> WatchedLog::read_each(SchoolId school, std::span<const Sequence> ascending,
                                   const std::function<bool(Record&&)>& visit) const {
    return watch(log_.read_each(school, ascending, visit));
}

Result<Hash> WatchedLog::leaf(Position position) const {
    return watch(log_.leaf(position));
}

Result<void> WatchedLog::scan(SchoolId school, Sequence from, const std::function<bool(const Record&)>& visit) const {
    return watch(log_.scan(school, from, visit));
}

Result<std::string> WatchedLog::unseal(SchoolId school, const Record& record, std::uint8_t part) const {
    if (!keys_open_) return fail(ErrorCode::unavailable, "the key store is not open here");
    return watch(log_.unseal(school, record, part));
}

Result<std::optional<std::string>> WatchedLog::row(std::string_view key) const {
    return watch("decision state", school_of(key), log_.row(key));
}

Result<void> WatchedLog::rows(std::string_view prefix,
                              const std::function<bool(std::string_view key, std::string_view value)>& visit) const {
    return watch("decision state", school_of(prefix), log_.rows(prefix, visit));
}

Result<std::optional<StoredReply>> WatchedLog::reply(const ReplyKey& key) const {
    return watch("stored replies", key.school, log_.reply(key));
}

}  // namespace hometime
