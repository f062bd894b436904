// The log as the daemon's parts read it. Damage that any of them meets ends the process, so that nobody is told less
// than there is, and a person learns which school and which range it is.
#pragma once

#include <functional>

#include "eventstore/log.h"

namespace hometime {

class WatchedLog final : public EventLog {
public:
    /// `on_fatal` is called by whatever thread met it, before the error is returned: `corrupt` bytes that are not what
    /// was written, with the school and the range; `unavailable` the disk refused a read. `log` must outlive it.
    WatchedLog(EventLog& log, std::function<void(const Error&)> on_fatal) : log_(log), on_fatal_(std::move(on_fatal)) {}

    /// The key store is not open: from now on unseal() says `unavailable`, so that nobody takes a text that cannot be
    /// read here for one that was erased. Before anybody reads.
    void keys_are_closed() { keys_open_ = false; }

    [[nodiscard]] Result<std::unique_ptr<PendingCommit>> prepare(CommitBatch batch) override;
    [[nodiscard]] std::vector<LogHead> heads() const override { return log_.heads(); }
    [[nodiscard]] std::optional<LogHead> head(SchoolId school) const override { return log_.head(school); }
    [[nodiscard]] Result<Record> read(Position position) const override;
    [[nodiscard]] Result<void> read_each(SchoolId school, std::span<const Sequence> ascending,
                                         const std::function<bool(Record&&)>& visit) const override;
    [[nodiscard]] Result<Hash> leaf(Position position) const override;
    [[nodiscard]] Result<void> scan(SchoolId school, Sequence from,
                                    const std::function<bool(const Record&)>& visit) const override;
    [[nodiscard]] Result<std::string> unseal(SchoolId school, const Record& record,
                                             std::uint8_t part = 1) const override;
    [[nodiscard]] Result<std::optional<std::string>> row(std::string_view key) const override;
    [[nodiscard]] Result<void> rows(
        std::string_view prefix,
        const std::function<bool(std::string_view key, std::string_view value)>& visit) const override;
    [[nodiscard]] Result<std::optional<StoredReply>> reply(const ReplyKey& key) const override;
    [[nodiscard]] Hash request_mac(ByteView request) const override { return log_.request_mac(request); }
    [[nodiscard]] Hash derived_key(std::string_view purpose) const override { return log_.derived_key(purpose); }

private:
    template <class T>
    [[nodiscard]] Result<T> watch(Result<T> read) const;
    /// watch(), for what is derived from a school's records: they are the range.
    template <class T>
    [[nodiscard]] Result<T> watch(std::string_view what, SchoolId school, Result<T> read) const;

    EventLog& log_;
    std::function<void(const Error&)> on_fatal_;
    bool keys_open_ = true;
};

}  // namespace hometime
