#include "projections/views/notices.h"

#include "projections/views/fold.h"

namespace hometime::views {

namespace {

class NoticesProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kNotices; }
    void fold(const LoggedRecord& fact, ViewWriter& rows) const override {
        const auto school = fact.school;
        std::visit(
            overloaded{
                OfKeeping{},
                OfNotifying{},
                OfOwnWindows{},
                Unmoved<LogOpened, SchoolOpened, PolicySet, AccountOpened, RestrictedRead, ClassCreated, ClassRenamed,
                        ClassClosed, StaffAdded, StaffDetailsChanged, StaffLeft, StaffAssigned, StaffUnassigned,
                        StaffRoleGranted, StaffRoleRevoked, StaffCodeIssued, PupilEnrolled, PupilDetailsChanged,
                        PupilMoved, PupilLeft, GuardianRecorded, GuardianDetailsChanged, RelationshipRecorded,
                        AdultApproved, InviteIssued, InviteRevoked, GuardianLinked, GuardianUnlinked, RosterImported,
                        ThreadOpened, MessageSent, MessageReleased, MessageRescheduled, ReplySent, MessageWithdrawn,
                        DigestSealed, DigestDelivered, Posted, FeedSeen, PointAwarded, PointRetracted, MessageReported,
                        ReportClosed, TermDatesSet, ClosureAnnounced, ClosureWithdrawn, TrainingScheduled,
                        TrainingCancelled, QuietHoursSet, MeetingRequested, MeetingTimesProposed, MeetingAgreed,
                        MeetingDeclined, MeetingCancelled, ContactRestricted, RestrictionLifted, MessageUndelivered,
                        PolicyAccepted, MisuseMarked, ReminderSent, MarkWithdrawn, ConductItemRaised,
                        ConductItemDismissed, GuardianSuspended, GuardianRemoved, GuardianReinstated, ConcernRaised,
                        ConcernAdded, ConcernAcknowledged, ConcernEscalated, ConcernClosed, ConcernShared,
                        ConcernUnshared, ConcernBreakGlass, ReplyReleased, ReplyRescheduled, ReplyUndelivered,
                        InboxOpenedEarly, GuardianPreferencesSet, FeedDigestSealed, CalendarLinkIssued,
                        CalendarLinkRevoked, CoverArranged, CoverEnded, MessageHandled, AwayRecorded, AwayWithdrawn,
                        ThreadInspected, SubjectExported, PostEdited, PostRetracted, PupilCodeIssued>{},
                [&](const AuthorshipDisputed& e) {
                    put_row(rows, keys::of(school, Kind::notice, e.message),
                            NoticeItem{e.message, e.thread, e.guardian, e.pupil, fact.record.header.recorded_at,
                                       Authorship::disputed});
                    for (const auto guardian : e.notified) {
                        rows.put(keys::of(school, Kind::notice_of_guardian, guardian, e.message), {});
                    }
                },
                [&](const NewDeviceSignedIn& e) {
                    const auto& header = fact.record.header;
                    put_row(rows, keys::device_notice(school, e.person_kind, e.person, header.sequence),
                            DeviceNotice{header.sequence, e.session, header.recorded_at});
                },
                [&](const AuthorshipAnswered& e) {
                    const auto key = keys::of(school, Kind::notice, e.message);
                    auto item = find_row<NoticeItem>(rows, key);
                    if (!item) return;
                    item->authorship = e.answer;
                    put_row(rows, key, *item);
                },
            },
            fact.record.event);
    }
};

}  // namespace

std::unique_ptr<Projection> notices_projection() {
    return std::make_unique<NoticesProjection>();
}

std::vector<NoticeItem> notices_of(const ViewSource& source, SchoolId school, GuardianId guardian, const Page& page) {
    std::vector<NoticeItem> found;
    const auto rows = source.read(kNotices);
    const auto prefix = keys::of(school, Kind::notice_of_guardian, guardian);
    each_of_page(*rows, prefix, page, [&](std::string_view key, std::string_view) {
        const MessageId message{keys::number_after(key, prefix.size())};
        const auto item = find_row<NoticeItem>(*rows, keys::of(school, Kind::notice, message));
        if (item) found.push_back(*item);
        return item.has_value();
    });
    return found;
}

std::vector<DeviceNotice> device_notices_of(const ViewSource& source, SchoolId school, PersonKind kind,
                                            std::uint64_t person, const Page& page) {
    std::vector<DeviceNotice> found;
    each_of_page(*source.read(kNotices), keys::device_notice(school, kind, person), page,
                 [&](std::string_view, std::string_view value) {
                     found.push_back(decode_row<DeviceNotice>(value));
                     return true;
                 });
    return found;
}

}  // namespace hometime::views
