#include "projections/state/school.h"

namespace hometime {

namespace {

/// The row under a key as the type that it was written as; empty when there is none.
template <class R>
std::shared_ptr<const R> find(const RowSource& rows, const std::string& key) {
    auto row = rows.find(key);
    if (!row) return nullptr;
    const auto* typed = std::get_if<R>(row.get());
    if (typed == nullptr) throw StateError("decision state holds a row of another kind");
    return {std::move(row), typed};
}

template <class R>
void each(const RowSource& rows, const std::string& prefix, const std::function<bool(const R&)>& visit) {
    rows.scan(prefix,
              [&](const std::string&, const std::shared_ptr<const Row>& row) { return visit(std::get<R>(*row)); });
}

template <class R>
std::vector<std::shared_ptr<const R>> list(const RowSource& rows, const std::string& prefix) {
    std::vector<std::shared_ptr<const R>> found;
    rows.scan(prefix, [&](const std::string&, const std::shared_ptr<const Row>& row) {
        found.emplace_back(row, &std::get<R>(*row));
        return true;
    });
    return found;
}

}  // namespace

std::shared_ptr<const SchoolRow> School::school() const {
    return find<SchoolRow>(rows_, keys::school(id_));
}

std::shared_ptr<const PolicyRow> School::policy() const {
    const auto row = school();
    return row && row->policy ? find<PolicyRow>(rows_, keys::policy(id_, row->policy)) : nullptr;
}

std::shared_ptr<const SchoolCalendarRow> School::calendar() const {
    return find<SchoolCalendarRow>(rows_, keys::school_calendar(id_));
}
std::shared_ptr<const StaffCalendarRow> School::calendar(StaffId staff) const {
    return find<StaffCalendarRow>(rows_, keys::staff_calendar(id_, staff));
}
std::shared_ptr<const ClassRow> School::school_class(ClassId id) const {
    return find<ClassRow>(rows_, keys::school_class(id_, id));
}
std::shared_ptr<const StaffRow> School::staff(StaffId id) const {
    return find<StaffRow>(rows_, keys::staff(id_, id));
}
std::shared_ptr<const PupilRow> School::pupil(PupilId id) const {
    return find<PupilRow>(rows_, keys::pupil(id_, id));
}
std::shared_ptr<const GuardianRow> School::guardian(GuardianId id) const {
    return find<GuardianRow>(rows_, keys::guardian(id_, id));
}
std::shared_ptr<const InviteRow> School::invite(InviteId id) const {
    return find<InviteRow>(rows_, keys::invite(id_, id));
}
std::shared_ptr<const StaffCodeRow> School::staff_code(StaffCodeId id) const {
    return find<StaffCodeRow>(rows_, keys::staff_code(id_, id));
}
std::shared_ptr<const SelectorRow> School::selector(std::string_view selector) const {
    return find<SelectorRow>(rows_, keys::selector(id_, selector));
}

std::uint64_t School::external(ExternalKind kind, std::string_view external_id) const {
    const auto row = find<ExternalRow>(rows_, keys::external(id_, kind, external_id));
    return row ? row->id : 0;
}

std::shared_ptr<const ThreadRow> School::thread(ThreadId id) const {
    return find<ThreadRow>(rows_, keys::thread(id_, id));
}

ThreadId School::thread_between(GuardianId guardian, StaffId staff, PupilId pupil) const {
    const auto row = find<ThreadKeyRow>(rows_, keys::thread_key(id_, guardian, staff, pupil));
    return row ? row->thread : ThreadId{};
}

std::shared_ptr<const HeldRow> School::held(StaffId staff, MessageId message) const {
    return find<HeldRow>(rows_, keys::held(id_, staff, message));
}

std::vector<std::shared_ptr<const HeldRow>> School::held_of(StaffId staff) const {
    return list<HeldRow>(rows_, keys::held_of(id_, staff));
}

void School::each_held(const std::function<bool(const HeldRow&)>& visit) const {
    each<HeldRow>(rows_, keys::prefix(id_, RowKind::held), visit);
}

std::uint32_t School::digests_sealed(StaffId staff, const Occurrence& occurrence) const {
    const auto row = find<OccurrenceRow>(rows_, keys::occurrence(id_, staff, occurrence));
    return row ? row->digests : 0;
}

std::shared_ptr<const DigestRow> School::digest(DigestId id) const {
    return find<DigestRow>(rows_, keys::digest(id_, id));
}
std::shared_ptr<const AwardRow> School::award(AwardId id) const {
    return find<AwardRow>(rows_, keys::award(id_, id));
}
std::shared_ptr<const ReportRow> School::report(ReportId id) const {
    return find<ReportRow>(rows_, keys::report(id_, id));
}

std::shared_ptr<const MeetingRow> School::meeting(MeetingId id) const {
    return find<MeetingRow>(rows_, keys::meeting(id_, id));
}
MeetingId School::meeting_of(ThreadId thread) const {
    const auto row = find<MeetingOfThreadRow>(rows_, keys::meeting_of_thread(id_, thread));
    return row ? row->newest : MeetingId{};
}
bool School::withdrawn(MessageId message) const {
    return find<WithdrawnRow>(rows_, keys::withdrawn(id_, message)) != nullptr;
}
bool School::undelivered(MessageId message) const {
    return find<UndeliveredRow>(rows_, keys::undelivered(id_, message)) != nullptr;
}
std::shared_ptr<const ConcernRow> School::concern(ConcernId id) const {
    return find<ConcernRow>(rows_, keys::concern(id_, id));
}
std::shared_ptr<const ConductRow> School::conduct(GuardianId guardian) const {
    return find<ConductRow>(rows_, keys::conduct(id_, guardian));
}
MarkId School::marked(MessageId message) const {
    const auto row = find<MarkedRow>(rows_, keys::marked(id_, message));
    return row ? row->mark : MarkId{};
}
PolicyVersion School::accepted(PersonKind kind, std::uint64_t person) const {
    const auto row = find<AcceptanceRow>(rows_, keys::acceptance(id_, kind, person));
    return row ? row->policy : PolicyVersion{};
}
std::shared_ptr<const RestrictionsRow> School::restrictions(PupilId pupil) const {
    return find<RestrictionsRow>(rows_, keys::restrictions(id_, pupil));
}
std::shared_ptr<const DisputeRow> School::dispute(MessageId message) const {
    return find<DisputeRow>(rows_, keys::dispute(id_, message));
}

std::shared_ptr<const HeldReplyRow> School::held_reply(GuardianId guardian, ReplyId reply) const {
    return find<HeldReplyRow>(rows_, keys::held_reply(id_, guardian, reply));
}
std::vector<std::shared_ptr<const HeldReplyRow>> School::held_replies_of(GuardianId guardian) const {
    return list<HeldReplyRow>(rows_, keys::held_replies_of(id_, guardian));
}
void School::each_held_reply(const std::function<bool(const HeldReplyRow&)>& visit) const {
    each<HeldReplyRow>(rows_, keys::prefix(id_, RowKind::held_reply), visit);
}
bool School::undelivered(ReplyId reply) const {
    return find<UndeliveredReplyRow>(rows_, keys::undelivered_reply(id_, reply)) != nullptr;
}
std::shared_ptr<const PreferencesRow> School::preferences(GuardianId guardian) const {
    return find<PreferencesRow>(rows_, keys::preferences(id_, guardian));
}
void School::each_preferences(const std::function<bool(const PreferencesRow&)>& visit) const {
    each<PreferencesRow>(rows_, keys::prefix(id_, RowKind::preferences), visit);
}
std::shared_ptr<const CoversRow> School::covers(StaffId absent) const {
    return find<CoversRow>(rows_, keys::covers(id_, absent));
}
void School::each_covers(const std::function<bool(const CoversRow&)>& visit) const {
    each<CoversRow>(rows_, keys::prefix(id_, RowKind::covers), visit);
}
std::shared_ptr<const PostRow> School::post(PostId id) const {
    return find<PostRow>(rows_, keys::post(id_, id));
}
GuardianId School::calendar_link(std::string_view secret_hash) const {
    const auto row = find<CalendarLinkRow>(rows_, keys::calendar_link(id_, secret_hash));
    return row ? row->guardian : GuardianId{};
}
std::shared_ptr<const HandledRow> School::handled(MessageId message) const {
    return find<HandledRow>(rows_, keys::handled(id_, message));
}
std::shared_ptr<const AwayRow> School::away(AwayId id) const {
    return find<AwayRow>(rows_, keys::away(id_, id));
}
void School::each_away(const std::function<bool(const AwayRow&)>& visit) const {
    each<AwayRow>(rows_, keys::prefix(id_, RowKind::away), visit);
}
std::shared_ptr<const PupilCodeRow> School::pupil_code(PupilCodeId id) const {
    return find<PupilCodeRow>(rows_, keys::pupil_code(id_, id));
}
std::shared_ptr<const LegalHoldRow> School::legal_hold(LegalHoldId id) const {
    return find<LegalHoldRow>(rows_, keys::legal_hold(id_, id));
}
void School::each_legal_hold(const std::function<bool(const LegalHoldRow&)>& visit) const {
    each<LegalHoldRow>(rows_, keys::prefix(id_, RowKind::legal_hold), visit);
}
std::shared_ptr<const ErasureRow> School::erasure(ErasureId id) const {
    return find<ErasureRow>(rows_, keys::erasure(id_, id));
}
void School::each_erasure(const std::function<bool(const ErasureRow&)>& visit) const {
    each<ErasureRow>(rows_, keys::prefix(id_, RowKind::erasure), visit);
}
bool School::destroyed(std::uint64_t key) const {
    return find<DestroyedKeyRow>(rows_, keys::destroyed_key(id_, key)) != nullptr;
}
void School::each_destroyed_key(const std::function<bool(const DestroyedKeyRow&)>& visit) const {
    each<DestroyedKeyRow>(rows_, keys::prefix(id_, RowKind::destroyed_key), visit);
}
KeyStoreRow School::key_store() const {
    const auto row = find<KeyStoreRow>(rows_, keys::key_store(id_));
    return row ? *row : KeyStoreRow{};
}

PostId School::seen(PersonKind kind, std::uint64_t person, ClassId feed) const {
    const auto row = seen_row(kind, person, feed);
    return row ? row->up_to : PostId{};
}
std::shared_ptr<const SeenRow> School::seen_row(PersonKind kind, std::uint64_t person, ClassId feed) const {
    return find<SeenRow>(rows_, keys::seen(id_, kind, person, feed));
}

PostId School::newest_post(ClassId feed) const {
    const auto row = this->feed(feed);
    return row ? row->newest : PostId{};
}
std::shared_ptr<const FeedRow> School::feed(ClassId feed) const {
    return find<FeedRow>(rows_, keys::feed(id_, feed));
}

std::shared_ptr<const AccountRow> School::account(std::uint64_t account) const {
    return find<AccountRow>(rows_, keys::account(id_, account));
}

void School::each_staff(const std::function<bool(const StaffRow&)>& visit) const {
    each<StaffRow>(rows_, keys::prefix(id_, RowKind::staff), visit);
}
void School::each_class(const std::function<bool(const ClassRow&)>& visit) const {
    each<ClassRow>(rows_, keys::prefix(id_, RowKind::school_class), visit);
}
void School::each_pupil(const std::function<bool(const PupilRow&)>& visit) const {
    each<PupilRow>(rows_, keys::prefix(id_, RowKind::pupil), visit);
}
void School::each_guardian(const std::function<bool(const GuardianRow&)>& visit) const {
    each<GuardianRow>(rows_, keys::prefix(id_, RowKind::guardian), visit);
}
void School::each_concern(const std::function<bool(const ConcernRow&)>& visit) const {
    each<ConcernRow>(rows_, keys::prefix(id_, RowKind::concern), visit);
}
void School::each_conduct(const std::function<bool(const ConductRow&)>& visit) const {
    each<ConductRow>(rows_, keys::prefix(id_, RowKind::conduct), visit);
}
void School::each_report(const std::function<bool(const ReportRow&)>& visit) const {
    each<ReportRow>(rows_, keys::prefix(id_, RowKind::report), visit);
}
std::shared_ptr<const OutboxRow> School::outbox(PersonKind kind, std::uint64_t person) const {
    return find<OutboxRow>(rows_, keys::outbox(id_, kind, person));
}
void School::each_outbox(const std::function<bool(const OutboxRow&)>& visit) const {
    each<OutboxRow>(rows_, keys::prefix(id_, RowKind::outbox), visit);
}
std::shared_ptr<const NotificationRow> School::notification(NotificationId id) const {
    return find<NotificationRow>(rows_, keys::notification(id_, id));
}
void School::each_notification(const std::function<bool(const NotificationRow&)>& visit) const {
    each<NotificationRow>(rows_, keys::prefix(id_, RowKind::notification), visit);
}
std::shared_ptr<const DeadLetterRow> School::dead_letter(NotificationId id) const {
    return find<DeadLetterRow>(rows_, keys::dead_letter(id_, id));
}
void School::each_dead_letter(const std::function<bool(const DeadLetterRow&)>& visit) const {
    each<DeadLetterRow>(rows_, keys::prefix(id_, RowKind::dead_letter), visit);
}
void School::each_digest_to_deliver(const std::function<bool(const DigestRow&)>& visit) const {
    each<DigestRow>(rows_, keys::prefix(id_, RowKind::digest), visit);
}

}  // namespace hometime
