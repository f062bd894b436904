// A log in memory for tests of what follows a log: facts are appended by hand, and their place is the id of
// what they created. It is read by position and scanned; what followers never ask for throws. Any thread.
#pragma once

#include <map>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "eventstore/log.h"

namespace hometime::test {

inline constexpr SchoolId kSchool{0x1234567890};
inline constexpr SchoolId kOtherSchool{0x1234567891};

inline Uuid log_of(SchoolId school) {
    Uuid log{{1, 2, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, 14, 15, 0}};
    log.bytes[15] = static_cast<std::uint8_t>(school.value);
    return log;
}

/// "2026-11-24T15:30:00Z". A text that is no instant ends the test.
inline UtcTime instant(std::string_view text) {
    const auto time = parse_utc_time(text);
    if (!time) throw std::invalid_argument("not an instant: " + std::string(text));
    return *time;
}

class FactLog : public EventLog {
public:
    explicit FactLog(UtcTime now = instant("2026-11-24T09:00:00Z")) : now_(now) {}

    /// When the next facts are recorded.
    void at(std::string_view time) {
        const std::scoped_lock lock(mutex_);
        now_ = instant(time);
    }
    void at(UtcTime time) {
        const std::scoped_lock lock(mutex_);
        now_ = time;
    }
    [[nodiscard]] UtcTime now() const {
        const std::scoped_lock lock(mutex_);
        return now_;
    }
    /// Records one fact.
    Sequence append(Event event, SchoolId school = kSchool) {
        const std::scoped_lock lock(mutex_);
        auto& facts = facts_[school];
        auto logged = std::make_shared<LoggedRecord>();
        logged->school = school;
        logged->record.header.log = epoch(school);
        logged->record.header.sequence = Sequence{facts.size() + 1};
        logged->record.header.recorded_at = now_;
        logged->record.header.tag = std::visit([](const auto& e) { return e.kTag; }, event);
        logged->record.event = std::move(event);
        facts.push_back(logged);
        return logged->record.header.sequence;
    }
    /// Records one fact whose first private text the key seals.
    Sequence append_sealed(Event event, std::uint64_t key, SchoolId school = kSchool) {
        const auto sequence = append(std::move(event), school);
        const std::scoped_lock lock(mutex_);
        auto sealed = std::make_shared<LoggedRecord>(*facts_[school].back());
        sealed->record.sealed.push_back({1, key, {}});
        facts_[school].back() = std::move(sealed);
        return sequence;
    }
    /// Records one fact as it was recorded elsewhere, at its place.
    void append(const RecordHeader& header, Event event, SchoolId school) {
        const std::scoped_lock lock(mutex_);
        auto logged = std::make_shared<LoggedRecord>();
        logged->school = school;
        logged->record.header = header;
        logged->record.header.log = epoch(school);
        logged->record.event = std::move(event);
        facts_[school].push_back(std::move(logged));
    }
    /// Records one fact and names what it created.
    template <class AnyId>
    AnyId add(Event event, SchoolId school = kSchool) {
        return AnyId::at(append(std::move(event), school));
    }
    /// The facts behind `from`, as a tail would hand them over.
    [[nodiscard]] std::vector<std::shared_ptr<const LoggedRecord>> after(Sequence from = {},
                                                                         SchoolId school = kSchool) const {
        const std::scoped_lock lock(mutex_);
        const auto found = facts_.find(school);
        if (found == facts_.end()) return {};
        return {found->second.begin() + static_cast<std::ptrdiff_t>(from.value), found->second.end()};
    }
    /// Another incarnation of the log, as after a restore from a backup: `size` facts are left.
    void restore(SchoolId school, std::size_t size) {
        const std::scoped_lock lock(mutex_);
        auto& facts = facts_[school];
        facts.resize(size);
        epochs_[school] = Uuid{{9, 9, 9}};
        for (auto& fact : facts) {
            auto moved = std::make_shared<LoggedRecord>(*fact);
            moved->record.header.log = epochs_[school];
            fact = std::move(moved);
        }
    }

    [[nodiscard]] std::vector<LogHead> heads() const override {
        const std::scoped_lock lock(mutex_);
        std::vector<LogHead> heads;
        for (const auto& [school, facts] : facts_) heads.push_back({school, epoch(school), facts.size(), {}});
        return heads;
    }
    [[nodiscard]] std::optional<LogHead> head(SchoolId school) const override {
        const std::scoped_lock lock(mutex_);
        const auto found = facts_.find(school);
        if (found == facts_.end()) return std::nullopt;
        return LogHead{school, epoch(school), found->second.size(), {}};
    }
    [[nodiscard]] Result<Record> read(Position position) const override {
        const std::scoped_lock lock(mutex_);
        const auto found = facts_.find(position.school);
        if (found == facts_.end() || position.sequence.value == 0 || position.sequence.value > found->second.size()) {
            return fail(ErrorCode::not_found, "beyond the head");
        }
        return found->second[position.sequence.value - 1]->record;
    }
    [[nodiscard]] Result<void> scan(SchoolId school, Sequence from,
                                    const std::function<bool(const Record&)>& visit) const override {
        for (const auto& fact : after(Sequence{from.value - 1}, school)) {
            if (!visit(fact->record)) return {};
        }
        return {};
    }

    [[nodiscard]] Result<std::unique_ptr<PendingCommit>> prepare(CommitBatch) override { throw unasked(); }
    [[nodiscard]] Result<Hash> leaf(Position) const override { throw unasked(); }
    [[nodiscard]] Result<std::string> unseal(SchoolId, const Record&, std::uint8_t) const override { throw unasked(); }
    [[nodiscard]] Result<std::optional<std::string>> row(std::string_view) const override { throw unasked(); }
    [[nodiscard]] Result<void> rows(std::string_view,
                                    const std::function<bool(std::string_view, std::string_view)>&) const override {
        throw unasked();
    }
    [[nodiscard]] Result<std::optional<StoredReply>> reply(const ReplyKey&) const override { throw unasked(); }
    [[nodiscard]] Hash request_mac(ByteView) const override { throw unasked(); }
    [[nodiscard]] Hash derived_key(std::string_view) const override { throw unasked(); }

private:
    static std::logic_error unasked() { return std::logic_error("views do not ask for this"); }
    [[nodiscard]] Uuid epoch(SchoolId school) const {
        const auto found = epochs_.find(school);
        return found == epochs_.end() ? log_of(school) : found->second;
    }

    mutable std::mutex mutex_;
    UtcTime now_;
    std::map<SchoolId, std::vector<std::shared_ptr<const LoggedRecord>>> facts_;
    std::map<SchoolId, Uuid> epochs_;
};

}  // namespace hometime::test
