// A read-only window onto one school's decision state, and the overlay by which a batch that is being
// built sees its own changes before they are committed.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/log.h"
#include "projections/state/keys.h"
#include "projections/state/rows.h"

namespace hometime {

/// Where rows come from: the log database, a map in memory (tests, replay), or an overlay on either.
/// A source that cannot answer (a failing disk, a row that does not decode) throws StateError: the
/// process then stops. A decision has no other way to fail.
class RowSource {
public:
    virtual ~RowSource() = default;
    [[nodiscard]] virtual std::shared_ptr<const Row> find(const std::string& key) const = 0;
    /// Rows whose keys begin with `prefix`, in key order.
    virtual void scan(
        const std::string& prefix,
        const std::function<bool(const std::string& key, const std::shared_ptr<const Row>& row)>& visit) const = 0;
};

struct StateError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Rows that a fold may change. `put` of an empty row deletes; reads see a put at once.
class MutableRows : public RowSource {
public:
    virtual void put(const std::string& key, std::shared_ptr<const Row> row) = 0;
};

/// Rows in memory. For tests, for replay, and as the auditor's rebuilt state.
class MemoryRows final : public MutableRows {
public:
    [[nodiscard]] std::shared_ptr<const Row> find(const std::string& key) const override;
    void scan(const std::string& prefix,
              const std::function<bool(const std::string&, const std::shared_ptr<const Row>&)>& visit) const override;
    void put(const std::string& key, std::shared_ptr<const Row> row) override;
    [[nodiscard]] const std::map<std::string, std::shared_ptr<const Row>>& all() const { return rows_; }

private:
    std::map<std::string, std::shared_ptr<const Row>> rows_;
};

/// Rows of the log database behind a bounded cache of decoded rows. One thread only.
/// The sequencer is the only writer, so absorbing what it decided keeps the cache exact, and ahead of the log by the
/// batches that are on their way to the disk.
class CachedRows final : public RowSource {
public:
    explicit CachedRows(const EventLog& log, std::size_t rows_max = 200'000);
    ~CachedRows() override;
    [[nodiscard]] std::shared_ptr<const Row> find(const std::string& key) const override;
    void scan(const std::string& prefix,
              const std::function<bool(const std::string&, const std::shared_ptr<const Row>&)>& visit) const override;
    /// Takes over what a batch changes; batches are numbered upwards from 1. `row` empty: deleted. Kept, whatever the
    /// bound, until the log shows it.
    void absorb(std::uint64_t batch, const std::string& key, std::shared_ptr<const Row> row);
    /// The log now shows all batches up to `batch`.
    void shown(std::uint64_t batch);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Changes on top of another source. Later writes win; reads see them at once.
class Overlay final : public MutableRows {
public:
    explicit Overlay(const RowSource& below) : below_(below) {}
    [[nodiscard]] std::shared_ptr<const Row> find(const std::string& key) const override;
    void scan(const std::string& prefix,
              const std::function<bool(const std::string&, const std::shared_ptr<const Row>&)>& visit) const override;
    void put(const std::string& key, std::shared_ptr<const Row> row) override;
    [[nodiscard]] const std::map<std::string, std::shared_ptr<const Row>>& changes() const { return changes_; }
    /// The changes, which are then no longer seen through this.
    [[nodiscard]] std::map<std::string, std::shared_ptr<const Row>> take() { return std::exchange(changes_, {}); }

private:
    const RowSource& below_;
    std::map<std::string, std::shared_ptr<const Row>> changes_;
};

/// Typed reads of one school. Returned pointers stay valid as long as they are held.
class School {
public:
    School(SchoolId id, const RowSource& rows) : id_(id), rows_(rows) {}
    [[nodiscard]] SchoolId id() const { return id_; }
    /// What lies below, for a decision that looks at its own consequences through an overlay.
    [[nodiscard]] const RowSource& rows() const { return rows_; }

    [[nodiscard]] std::shared_ptr<const SchoolRow> school() const;  ///< empty: no such school
    [[nodiscard]] std::shared_ptr<const PolicyRow> policy() const;  ///< the one in force
    [[nodiscard]] std::shared_ptr<const SchoolCalendarRow> calendar() const;
    [[nodiscard]] std::shared_ptr<const StaffCalendarRow> calendar(StaffId staff) const;
    [[nodiscard]] std::shared_ptr<const ClassRow> school_class(ClassId id) const;
    [[nodiscard]] std::shared_ptr<const StaffRow> staff(StaffId id) const;
    [[nodiscard]] std::shared_ptr<const PupilRow> pupil(PupilId id) const;
    [[nodiscard]] std::shared_ptr<const GuardianRow> guardian(GuardianId id) const;
    [[nodiscard]] std::shared_ptr<const InviteRow> invite(InviteId id) const;
    [[nodiscard]] std::shared_ptr<const StaffCodeRow> staff_code(StaffCodeId id) const;
    [[nodiscard]] std::shared_ptr<const SelectorRow> selector(std::string_view selector) const;
    [[nodiscard]] std::uint64_t external(ExternalKind kind, std::string_view external_id) const;  ///< 0: unknown
    [[nodiscard]] std::shared_ptr<const ThreadRow> thread(ThreadId id) const;
    [[nodiscard]] ThreadId thread_between(GuardianId guardian, StaffId staff, PupilId pupil) const;  ///< 0: none yet
    [[nodiscard]] std::shared_ptr<const HeldRow> held(StaffId staff, MessageId message) const;
    [[nodiscard]] std::vector<std::shared_ptr<const HeldRow>> held_of(StaffId staff) const;  ///< oldest first
    /// Held messages of the whole school, by staff, until `visit` returns false.
    void each_held(const std::function<bool(const HeldRow&)>& visit) const;
    [[nodiscard]] std::uint32_t digests_sealed(StaffId staff, const Occurrence& occurrence) const;
    [[nodiscard]] std::shared_ptr<const DigestRow> digest(DigestId id) const;
    [[nodiscard]] std::shared_ptr<const AwardRow> award(AwardId id) const;
    [[nodiscard]] std::shared_ptr<const ReportRow> report(ReportId id) const;
    [[nodiscard]] std::shared_ptr<const MeetingRow> meeting(MeetingId id) const;
    [[nodiscard]] MeetingId meeting_of(ThreadId thread) const;  ///< the newest; 0: none yet
    [[nodiscard]] bool withdrawn(MessageId message) const;
    [[nodiscard]] bool undelivered(MessageId message) const;
    /// Its teacher will never be shown it.
    [[nodiscard]] bool never_shown(MessageId message) const { return withdrawn(message) || undelivered(message); }
    [[nodiscard]] std::shared_ptr<const ConcernRow> concern(ConcernId id) const;
    [[nodiscard]] std::shared_ptr<const ConductRow> conduct(GuardianId guardian) const;      ///< empty: never marked
    [[nodiscard]] MarkId marked(MessageId message) const;                                    ///< 0: not
    [[nodiscard]] PolicyVersion accepted(PersonKind kind, std::uint64_t person) const;       ///< the last; 0: none
    [[nodiscard]] std::shared_ptr<const RestrictionsRow> restrictions(PupilId pupil) const;  ///< empty: never any
    [[nodiscard]] std::shared_ptr<const DisputeRow> dispute(MessageId message) const;  ///< empty: nobody doubts it
    [[nodiscard]] std::shared_ptr<const HeldReplyRow> held_reply(GuardianId guardian, ReplyId reply) const;
    [[nodiscard]] std::vector<std::shared_ptr<const HeldReplyRow>> held_replies_of(GuardianId guardian) const;
    /// Held replies of the whole school, by guardian, until `visit` returns false.
    void each_held_reply(const std::function<bool(const HeldReplyRow&)>& visit) const;
    [[nodiscard]] bool undelivered(ReplyId reply) const;
    [[nodiscard]] std::shared_ptr<const PreferencesRow> preferences(GuardianId guardian) const;  ///< empty: never set
    void each_preferences(const std::function<bool(const PreferencesRow&)>& visit) const;
    [[nodiscard]] std::shared_ptr<const CoversRow> covers(StaffId absent) const;  ///< empty: never any
    void each_covers(const std::function<bool(const CoversRow&)>& visit) const;
    [[nodiscard]] std::shared_ptr<const PostRow> post(PostId id) const;
    [[nodiscard]] GuardianId calendar_link(std::string_view secret_hash) const;        ///< 0: there is no such link
    [[nodiscard]] std::shared_ptr<const HandledRow> handled(MessageId message) const;  ///< empty: not
    [[nodiscard]] std::shared_ptr<const AwayRow> away(AwayId id) const;
    void each_away(const std::function<bool(const AwayRow&)>& visit) const;
    [[nodiscard]] std::shared_ptr<const PupilCodeRow> pupil_code(PupilCodeId id) const;
    [[nodiscard]] std::shared_ptr<const LegalHoldRow> legal_hold(LegalHoldId id) const;
    void each_legal_hold(const std::function<bool(const LegalHoldRow&)>& visit) const;
    [[nodiscard]] std::shared_ptr<const ErasureRow> erasure(ErasureId id) const;
    void each_erasure(const std::function<bool(const ErasureRow&)>& visit) const;
    [[nodiscard]] bool destroyed(std::uint64_t key) const;
    void each_destroyed_key(const std::function<bool(const DestroyedKeyRow&)>& visit) const;
    [[nodiscard]] KeyStoreRow key_store() const;
    [[nodiscard]] PostId seen(PersonKind kind, std::uint64_t person, ClassId feed) const;
    [[nodiscard]] PostId newest_post(ClassId feed) const;
    [[nodiscard]] std::shared_ptr<const SeenRow> seen_row(PersonKind kind, std::uint64_t person, ClassId feed) const;
    [[nodiscard]] std::shared_ptr<const FeedRow> feed(ClassId feed) const;  ///< empty: nothing was ever posted
    [[nodiscard]] std::shared_ptr<const AccountRow> account(std::uint64_t account) const;
    void each_staff(const std::function<bool(const StaffRow&)>& visit) const;
    void each_class(const std::function<bool(const ClassRow&)>& visit) const;
    void each_pupil(const std::function<bool(const PupilRow&)>& visit) const;
    void each_guardian(const std::function<bool(const GuardianRow&)>& visit) const;
    void each_concern(const std::function<bool(const ConcernRow&)>& visit) const;
    void each_conduct(const std::function<bool(const ConductRow&)>& visit) const;
    void each_report(const std::function<bool(const ReportRow&)>& visit) const;
    void each_digest_to_deliver(const std::function<bool(const DigestRow&)>& visit) const;
    [[nodiscard]] std::shared_ptr<const OutboxRow> outbox(PersonKind kind, std::uint64_t person) const;
    void each_outbox(const std::function<bool(const OutboxRow&)>& visit) const;
    [[nodiscard]] std::shared_ptr<const NotificationRow> notification(NotificationId id) const;
    /// Those of which nothing came yet.
    void each_notification(const std::function<bool(const NotificationRow&)>& visit) const;
    [[nodiscard]] std::shared_ptr<const DeadLetterRow> dead_letter(NotificationId id) const;
    void each_dead_letter(const std::function<bool(const DeadLetterRow&)>& visit) const;

private:
    SchoolId id_;
    const RowSource& rows_;
};

/// A row as it is stored, and back. Errors: `corrupt`.
[[nodiscard]] std::string encode_row(const Row& row);
[[nodiscard]] Result<Row> decode_row(RowKind kind, std::string_view text);

/// Folds one fact into the rows. Total: never refuses, never throws of itself, touches nothing else.
void evolve(MutableRows& rows, SchoolId school, const RecordHeader& header, const Event& event);

}  // namespace hometime
