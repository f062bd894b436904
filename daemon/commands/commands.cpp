#include "daemon/commands/commands.h"

namespace hometime {

Command::Command() noexcept = default;
Command::Command(const Command& other) = default;
Command::Command(Command&& other) noexcept = default;
Command& Command::operator=(const Command& other) = default;
Command& Command::operator=(Command&& other) noexcept = default;
Command::~Command() = default;

template <class C>
    requires boost::mp11::mp_contains<CommandVariant, C>::value
Command::Command(C command) : CommandVariant(std::in_place_type<C>, std::move(command)) {}

// One for every kind: the linker names the one that is missing.
template Command::Command(OpenSchool);
template Command::Command(RecordRestrictedRead);
template Command::Command(ImportRoster);
template Command::Command(GrantStaffRole);
template Command::Command(RevokeStaffRole);
template Command::Command(IssueStaffCode);
template Command::Command(RedeemStaffCode);
template Command::Command(RecordGuardian);
template Command::Command(ApproveAdult);
template Command::Command(IssueInvite);
template Command::Command(RevokeInvite);
template Command::Command(RedeemInvite);
template Command::Command(UnlinkGuardian);
template Command::Command(SendMessage);
template Command::Command(SendReply);
template Command::Command(SealDigest);
template Command::Command(RecordDelivery);
template Command::Command(RescheduleHeld);
template Command::Command(PublishPost);
template Command::Command(MarkFeedSeen);
template Command::Command(AwardPoint);
template Command::Command(RetractPoint);
template Command::Command(ReportMessage);
template Command::Command(CloseReport);
template Command::Command(SetTermDates);
template Command::Command(AnnounceClosures);
template Command::Command(WithdrawClosure);
template Command::Command(ScheduleTraining);
template Command::Command(CancelTraining);
template Command::Command(SetQuietHours);
template Command::Command(WithdrawMessage);
template Command::Command(DisputeAuthorship);
template Command::Command(AnswerAuthorship);
template Command::Command(RequestMeeting);
template Command::Command(ProposeMeetingTimes);
template Command::Command(AcceptMeeting);
template Command::Command(DeclineMeeting);
template Command::Command(CancelMeeting);
template Command::Command(RestrictContact);
template Command::Command(LiftRestriction);
template Command::Command(MarkMisuse);
template Command::Command(WithdrawMark);
template Command::Command(DismissConductItem);
template Command::Command(SuspendGuardian);
template Command::Command(RemoveGuardian);
template Command::Command(ReinstateGuardian);
template Command::Command(SetPolicy);
template Command::Command(AcceptPolicy);
template Command::Command(RaiseConcern);
template Command::Command(RaiseSafety);
template Command::Command(AddToConcern);
template Command::Command(AcknowledgeConcern);
template Command::Command(EscalateConcern);
template Command::Command(CloseConcern);
template Command::Command(ShareConcern);
template Command::Command(BreakGlass);
template Command::Command(SendReplyNow);
template Command::Command(ReleaseReplies);
template Command::Command(OpenInboxEarly);
template Command::Command(SetPreferences);
template Command::Command(ArrangeCover);
template Command::Command(EndCover);
template Command::Command(EditPost);
template Command::Command(RetractPost);
template Command::Command(IssueCalendarLink);
template Command::Command(RevokeCalendarLink);
template Command::Command(SealFeedDigest);
template Command::Command(HandleMessage);
template Command::Command(RecordAway);
template Command::Command(WithdrawAway);
template Command::Command(InspectThread);
template Command::Command(ExportSubject);
template Command::Command(RecordNewDevice);
template Command::Command(IssuePupilCode);
template Command::Command(RedeemPupilCode);
template Command::Command(PlaceLegalHold);
template Command::Command(LiftLegalHold);
template Command::Command(EraseSubject);
template Command::Command(DestroyKeys);
template Command::Command(RecordRotation);
template Command::Command(RecordRestore);
template Command::Command(SetStaffWindows);
template Command::Command(AnnounceEvening);
template Command::Command(CancelEvening);
template Command::Command(JoinEvening);
template Command::Command(SealNotification);
template Command::Command(AlertDuty);
template Command::Command(SettleNotification);
template Command::Command(ChooseChannels);
template Command::Command(CloseDeadLetter);

Decision decide(const School& school, const Command& command, const Context& context) {
    return std::visit([&](const auto& one) { return decide(school, one, context); }, command);
}

}  // namespace hometime
