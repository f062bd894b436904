// What every fold of decision state is written with. Internal to projections/state.
#pragma once

#include <memory>
#include <string>

#include "projections/state/school.h"

namespace hometime::state {

/// One fact on its way into the rows.
struct Folding {
    MutableRows& rows;
    SchoolId school;
    const RecordHeader& header;
    [[nodiscard]] Sequence sequence() const { return header.sequence; }
    template <class AnyId>
    [[nodiscard]] AnyId created() const {
        return AnyId::at(header.sequence);
    }

    template <class R>
    void put(const std::string& key, R row) const {
        rows.put(key, std::make_shared<const Row>(std::move(row)));
    }
    void erase(const std::string& key) const { rows.put(key, nullptr); }

    /// The row under `key` as it is, or empty: for a fact about something that no fact created.
    template <class R>
    [[nodiscard]] std::optional<R> get(const std::string& key) const {
        const auto row = rows.find(key);
        const auto* typed = row ? std::get_if<R>(row.get()) : nullptr;
        return typed != nullptr ? std::optional<R>(*typed) : std::nullopt;
    }
    /// Changes the row under `key`; leaves things as they are when there is none.
    template <class R, class Change>
    void change(const std::string& key, Change change) const {
        auto row = get<R>(key);
        if (!row) return;
        change(*row);
        put(key, std::move(*row));
    }
    /// Changes the row under `key`, a fresh one when there is none.
    template <class R, class Change>
    void upsert(const std::string& key, Change change) const {
        auto row = get<R>(key).value_or(R{});
        change(row);
        put(key, std::move(row));
    }
};

/// A guardian who has no link left has left.
inline void unlink(const Folding& f, GuardianRow& row, PupilId pupil) {
    if (row.linked.erase(pupil) > 0 && row.linked.empty()) row.left_at = f.header.recorded_at;
}

// One overload per fact, in <subject>.cpp. Total: history is not up for debate.
void fold(const Folding&, const LogOpened&);
void fold(const Folding&, const SchoolOpened&);
void fold(const Folding&, const PolicySet&);
void fold(const Folding&, const AccountOpened&);
void fold(const Folding&, const RestrictedRead&);
void fold(const Folding&, const ClassCreated&);
void fold(const Folding&, const ClassRenamed&);
void fold(const Folding&, const ClassClosed&);
void fold(const Folding&, const StaffAdded&);
void fold(const Folding&, const StaffDetailsChanged&);
void fold(const Folding&, const StaffLeft&);
void fold(const Folding&, const StaffAssigned&);
void fold(const Folding&, const StaffUnassigned&);
void fold(const Folding&, const StaffRoleGranted&);
void fold(const Folding&, const StaffRoleRevoked&);
void fold(const Folding&, const StaffCodeIssued&);
void fold(const Folding&, const PupilEnrolled&);
void fold(const Folding&, const PupilDetailsChanged&);
void fold(const Folding&, const PupilMoved&);
void fold(const Folding&, const PupilLeft&);
void fold(const Folding&, const GuardianRecorded&);
void fold(const Folding&, const GuardianDetailsChanged&);
void fold(const Folding&, const RelationshipRecorded&);
void fold(const Folding&, const AdultApproved&);
void fold(const Folding&, const InviteIssued&);
void fold(const Folding&, const InviteRevoked&);
void fold(const Folding&, const GuardianLinked&);
void fold(const Folding&, const GuardianUnlinked&);
void fold(const Folding&, const RosterImported&);
void fold(const Folding&, const ThreadOpened&);
void fold(const Folding&, const MessageSent&);
void fold(const Folding&, const MessageReleased&);
void fold(const Folding&, const MessageRescheduled&);
void fold(const Folding&, const ReplySent&);
void fold(const Folding&, const MessageWithdrawn&);
void fold(const Folding&, const MessageUndelivered&);
void fold(const Folding&, const AuthorshipDisputed&);
void fold(const Folding&, const AuthorshipAnswered&);
void fold(const Folding&, const DigestSealed&);
void fold(const Folding&, const DigestDelivered&);
void fold(const Folding&, const Posted&);
void fold(const Folding&, const FeedSeen&);
void fold(const Folding&, const PointAwarded&);
void fold(const Folding&, const PointRetracted&);
void fold(const Folding&, const MessageReported&);
void fold(const Folding&, const ReportClosed&);
void fold(const Folding&, const TermDatesSet&);
void fold(const Folding&, const ClosureAnnounced&);
void fold(const Folding&, const ClosureWithdrawn&);
void fold(const Folding&, const TrainingScheduled&);
void fold(const Folding&, const TrainingCancelled&);
void fold(const Folding&, const QuietHoursSet&);
void fold(const Folding&, const PolicyAccepted&);
void fold(const Folding&, const ConcernRaised&);
void fold(const Folding&, const ConcernAdded&);
void fold(const Folding&, const ConcernAcknowledged&);
void fold(const Folding&, const ConcernEscalated&);
void fold(const Folding&, const ConcernClosed&);
void fold(const Folding&, const ConcernShared&);
void fold(const Folding&, const ConcernUnshared&);
void fold(const Folding&, const ConcernBreakGlass&);
void fold(const Folding&, const MisuseMarked&);
void fold(const Folding&, const ReminderSent&);
void fold(const Folding&, const MarkWithdrawn&);
void fold(const Folding&, const ConductItemRaised&);
void fold(const Folding&, const ConductItemDismissed&);
void fold(const Folding&, const GuardianSuspended&);
void fold(const Folding&, const GuardianRemoved&);
void fold(const Folding&, const GuardianReinstated&);
void fold(const Folding&, const ContactRestricted&);
void fold(const Folding&, const RestrictionLifted&);
void fold(const Folding&, const MeetingRequested&);
void fold(const Folding&, const MeetingTimesProposed&);
void fold(const Folding&, const MeetingAgreed&);
void fold(const Folding&, const MeetingDeclined&);
void fold(const Folding&, const MeetingCancelled&);
void fold(const Folding&, const ReplyReleased&);
void fold(const Folding&, const ReplyRescheduled&);
void fold(const Folding&, const ReplyUndelivered&);
void fold(const Folding&, const InboxOpenedEarly&);
void fold(const Folding&, const GuardianPreferencesSet&);
void fold(const Folding&, const FeedDigestSealed&);
void fold(const Folding&, const CalendarLinkIssued&);
void fold(const Folding&, const CalendarLinkRevoked&);
void fold(const Folding&, const CoverArranged&);
void fold(const Folding&, const CoverEnded&);
void fold(const Folding&, const MessageHandled&);
void fold(const Folding&, const AwayRecorded&);
void fold(const Folding&, const AwayWithdrawn&);
void fold(const Folding&, const ThreadInspected&);
void fold(const Folding&, const SubjectExported&);
void fold(const Folding&, const NewDeviceSignedIn&);
void fold(const Folding&, const PostEdited&);
void fold(const Folding&, const PostRetracted&);
void fold(const Folding&, const PupilCodeIssued&);
void fold(const Folding&, const LegalHoldPlaced&);
void fold(const Folding&, const LegalHoldLifted&);
void fold(const Folding&, const ErasureOrdered&);
void fold(const Folding&, const ErasureRefused&);
void fold(const Folding&, const KeyDestroyed&);
void fold(const Folding&, const ErasureCompleted&);
void fold(const Folding&, const KeyStoreRotated&);
void fold(const Folding&, const LogRestored&);
void fold(const Folding&, const StaffWindowsSet&);
void fold(const Folding&, const EveningAnnounced&);
void fold(const Folding&, const EveningCancelled&);
void fold(const Folding&, const EveningJoined&);
void fold(const Folding&, const EveningLeft&);
void fold(const Folding&, const NotificationSealed&);
void fold(const Folding&, const NotificationSettled&);
void fold(const Folding&, const ChannelsChosen&);
void fold(const Folding&, const DeadLetterClosed&);

}  // namespace hometime::state
