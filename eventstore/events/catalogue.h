// The catalogue: everything that can happen. A new fact is added to the list below, and then nothing
// compiles until every fold has answered it.
#pragma once

#include <concepts>
#include <string_view>
#include <variant>

#include "eventstore/events/calendar.h"
#include "eventstore/events/classes.h"
#include "eventstore/events/concerns.h"
#include "eventstore/events/conduct.h"
#include "eventstore/events/covers.h"
#include "eventstore/events/digests.h"
#include "eventstore/events/erasures.h"
#include "eventstore/events/evenings.h"
#include "eventstore/events/feed.h"
#include "eventstore/events/guardians.h"
#include "eventstore/events/meetings.h"
#include "eventstore/events/messages.h"
#include "eventstore/events/notifications.h"
#include "eventstore/events/office.h"
#include "eventstore/events/oversight.h"
#include "eventstore/events/points.h"
#include "eventstore/events/preferences.h"
#include "eventstore/events/pupils.h"
#include "eventstore/events/replies.h"
#include "eventstore/events/reports.h"
#include "eventstore/events/restores.h"
#include "eventstore/events/restrictions.h"
#include "eventstore/events/schools.h"
#include "eventstore/events/staff.h"

namespace hometime {

using EventVariant =
    std::variant<LogOpened, SchoolOpened, PolicySet, AccountOpened, RestrictedRead, PolicyAccepted,  // schools.h
                 ClassCreated, ClassRenamed, ClassClosed,                                            // classes.h
                 StaffAdded, StaffDetailsChanged, StaffLeft, StaffAssigned, StaffUnassigned,         // staff.h
                 StaffRoleGranted, StaffRoleRevoked, StaffCodeIssued,                                //
                 PupilEnrolled, PupilDetailsChanged, PupilMoved, PupilLeft, PupilCodeIssued,         // pupils.h
                 GuardianRecorded, GuardianDetailsChanged, RelationshipRecorded, AdultApproved,      // guardians.h
                 InviteIssued, InviteRevoked, GuardianLinked, GuardianUnlinked, RosterImported,      //
                 ThreadOpened, MessageSent, MessageReleased, MessageRescheduled, ReplySent,          // messages.h
                 MessageWithdrawn, MessageUndelivered, AuthorshipDisputed, AuthorshipAnswered,       //
                 DigestSealed, DigestDelivered,                                                      // digests.h
                 Posted, PostEdited, PostRetracted, FeedSeen,                                        // feed.h
                 PointAwarded, PointRetracted,                                                       // points.h
                 MessageReported, ReportClosed,                                                      // reports.h
                 TermDatesSet, ClosureAnnounced, ClosureWithdrawn, TrainingScheduled, TrainingCancelled, QuietHoursSet,
                 StaffWindowsSet,                                                            // calendar.h
                 EveningAnnounced, EveningCancelled, EveningJoined, EveningLeft,             // evenings.h
                 NotificationSealed, NotificationSettled, ChannelsChosen, DeadLetterClosed,  // notifications.h
                 ConcernRaised, ConcernAdded, ConcernAcknowledged, ConcernEscalated, ConcernClosed, ConcernShared,
                 ConcernUnshared, ConcernBreakGlass,    // concerns.h
                 ContactRestricted, RestrictionLifted,  // restrictions.h
                 MisuseMarked, ReminderSent, MarkWithdrawn, ConductItemRaised, ConductItemDismissed, GuardianSuspended,
                 GuardianRemoved, GuardianReinstated,  // conduct.h
                 MeetingRequested, MeetingTimesProposed, MeetingAgreed, MeetingDeclined,
                 MeetingCancelled,                                                                   // meetings.h
                 ReplyReleased, ReplyRescheduled, ReplyUndelivered, InboxOpenedEarly,                // replies.h
                 GuardianPreferencesSet, FeedDigestSealed, CalendarLinkIssued, CalendarLinkRevoked,  // preferences.h
                 CoverArranged, CoverEnded,                                                          // covers.h
                 MessageHandled, AwayRecorded, AwayWithdrawn,                                        // office.h
                 ThreadInspected, SubjectExported, NewDeviceSignedIn,                                // oversight.h
                 LegalHoldPlaced, LegalHoldLifted, ErasureOrdered, ErasureRefused, KeyDestroyed, ErasureCompleted,
                 KeyStoreRotated,  // erasures.h
                 LogRestored>;     // restores.h

/// A kind of fact: one of the catalogue.
template <class E>
concept Fact = requires {
    { E::kTag } -> std::convertible_to<EventTag>;
};

/// One fact, of any kind. A class of its own, so that copying, moving and comparing a variant of all facts is compiled
/// once, in catalogue.cpp, and not again wherever a fact is named. std::visit, get_if and holds_alternative take it.
class Event : public EventVariant {
public:
    Event() noexcept;
    template <Fact E>
    Event(E fact);
    Event(const Event& other);
    Event(Event&& other) noexcept;
    Event& operator=(const Event& other);
    Event& operator=(Event&& other) noexcept;
    ~Event();
    friend bool operator==(const Event& a, const Event& b);
};

/// Who did it. Administrators (of the server) are known by their user number of the operating system.
enum class ActorKind : std::uint8_t {
    system = 1,
    administrator = 2,
    guardian = 3,
    staff = 4,
    pupil = 5,
    anonymous = 6
};
BOOST_DESCRIBE_ENUM(ActorKind, system, administrator, guardian, staff, pupil, anonymous)

struct Actor {
    ActorKind kind = ActorKind::system;
    std::uint64_t id = 0;
    friend constexpr auto operator<=>(const Actor&, const Actor&) = default;
};
BOOST_DESCRIBE_STRUCT(Actor, (), (kind, id))

[[nodiscard]] EventTag tag_of(const Event& event);
/// "guardian_linked": the tag's own name, for logs, dumps and documentation.
[[nodiscard]] std::string_view name_of(EventTag tag);

}  // namespace hometime
