// Facts about threads, messages and replies.
#pragma once

#include <optional>
#include <vector>

#include "eventstore/base/json.h"
#include "eventstore/events/calendar_types.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// What a guardian's message is about. Required; decides where it goes (S26-S30).
enum class Category : std::uint8_t {
    general = 1,
    meeting = 2,
    attendance = 3,
    appointment = 4,
    concern = 5,
    progress = 6
};
BOOST_DESCRIBE_ENUM(Category, general, meeting, attendance, appointment, concern, progress)

enum class Route : std::uint8_t { teacher = 1, office = 2, refused = 3 };
BOOST_DESCRIBE_ENUM(Route, teacher, office, refused)

/// How the sender of a message proved who they are (S15).
enum class SignInMethod : std::uint8_t { password = 1, code = 2 };
BOOST_DESCRIBE_ENUM(SignInMethod, password, code)

/// One conversation of one guardian with one staff member about one pupil (S2).
/// `staff` 0: with the school office.
struct ThreadOpened {
    static constexpr EventTag kTag = EventTag::thread_opened;
    static constexpr std::uint16_t kSchema = 1;
    GuardianId guardian;
    StaffId staff;
    PupilId pupil;
    friend bool operator==(const ThreadOpened&, const ThreadOpened&) = default;
};
BOOST_DESCRIBE_STRUCT(ThreadOpened, (), (guardian, staff, pupil))

/// A guardian's message is stored. To a teacher: held until release_at (empty: no window in sight).
/// To the office: there at once, release_at and due are empty. The sender is told these instants.
struct MessageSent {
    static constexpr EventTag kTag = EventTag::message_sent;
    static constexpr std::uint16_t kSchema = 1;
    ThreadId thread;
    GuardianId guardian;
    StaffId staff;  ///< 0: the office
    PupilId pupil;
    Category category{};
    Route route{};
    std::optional<UtcTime> release_at;
    std::optional<UtcTime> due;
    std::optional<Occurrence> occurrence;
    CalendarVersion calendar;
    Private text;
    std::optional<SignInMethod> sign_in{};  ///< of the sign-in in the record's header; absent: not through one
    std::optional<UtcTime> verified_at{};   ///< when that secret was last given
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::pupil, pupil.value}, RetentionClass::messages}; }
    friend bool operator==(const MessageSent&, const MessageSent&) = default;
};
BOOST_DESCRIBE_STRUCT(MessageSent, (),
                      (thread, guardian, staff, pupil, category, route, release_at, due, occurrence, calendar, text,
                       sign_in, verified_at))

/// A message that arrived in an open window reached its teacher at once, outside any digest.
struct MessageReleased {
    static constexpr EventTag kTag = EventTag::message_released;
    static constexpr std::uint16_t kSchema = 1;
    MessageId message;
    ThreadId thread;
    StaffId staff;
    Occurrence occurrence;
    friend bool operator==(const MessageReleased&, const MessageReleased&) = default;
};
BOOST_DESCRIBE_STRUCT(MessageReleased, (), (message, thread, staff, occurrence))

/// A held message has a new release: the calendar changed, or its window passed unserved (S59).
struct MessageRescheduled {
    static constexpr EventTag kTag = EventTag::message_rescheduled;
    static constexpr std::uint16_t kSchema = 1;
    MessageId message;
    ThreadId thread;
    StaffId staff;
    std::optional<UtcTime> release_at;
    std::optional<UtcTime> due;
    std::optional<Occurrence> occurrence;
    CalendarVersion calendar;
    friend bool operator==(const MessageRescheduled&, const MessageRescheduled&) = default;
};
BOOST_DESCRIBE_STRUCT(MessageRescheduled, (), (message, thread, staff, release_at, due, occurrence, calendar))

/// A staff member (or the office) answered in a thread.
struct ReplySent {
    static constexpr EventTag kTag = EventTag::reply_sent;
    static constexpr std::uint16_t kSchema = 1;
    ThreadId thread;
    GuardianId guardian;
    StaffId staff;  ///< who wrote it; in an office thread, the member of the office
    PupilId pupil;
    bool from_office = false;
    Private text;
    std::optional<UtcTime>
        release_at{};                ///< when the guardian sees it; absent: at once, or `held` with no window in sight
    std::optional<bool> held{};      ///< it waits (S47, D15)
    std::optional<bool> sent_now{};  ///< it would have waited; its writer decided otherwise
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::pupil, pupil.value}, RetentionClass::messages}; }
    friend bool operator==(const ReplySent&, const ReplySent&) = default;
};
BOOST_DESCRIBE_STRUCT(ReplySent, (), (thread, guardian, staff, pupil, from_office, text, release_at, held, sent_now))

/// Its writer took a held message back before its teacher was shown it: it reaches nobody, and stays in the log.
struct MessageWithdrawn {
    static constexpr EventTag kTag = EventTag::message_withdrawn;
    static constexpr std::uint16_t kSchema = 1;
    MessageId message;
    ThreadId thread;
    StaffId staff;
    friend bool operator==(const MessageWithdrawn&, const MessageWithdrawn&) = default;
};
BOOST_DESCRIBE_STRUCT(MessageWithdrawn, (), (message, thread, staff))

/// Why a message that was accepted is not shown to its teacher after all.
enum class UndeliveredReason : std::uint8_t {
    sender_suspended = 1,
    sender_removed = 2,
    contact_restricted = 3,
    sender_unlinked = 4
};
BOOST_DESCRIBE_ENUM(UndeliveredReason, sender_suspended, sender_removed, contact_restricted, sender_unlinked)

/// When its window opened, its writer was no longer somebody who may write to this teacher about this pupil. It reaches
/// nobody, for good, and stays in the log.
struct MessageUndelivered {
    static constexpr EventTag kTag = EventTag::message_undelivered;
    static constexpr std::uint16_t kSchema = 1;
    MessageId message;
    ThreadId thread;
    StaffId staff;
    UndeliveredReason reason{};
    friend bool operator==(const MessageUndelivered&, const MessageUndelivered&) = default;
};
BOOST_DESCRIBE_STRUCT(MessageUndelivered, (), (message, thread, staff, reason))

/// The staff side of a thread says that a guardian's message may have been sent by a child (S13). The message stays.
struct AuthorshipDisputed {
    static constexpr EventTag kTag = EventTag::authorship_disputed;
    static constexpr std::uint16_t kSchema = 1;
    MessageId message;
    ThreadId thread;
    GuardianId guardian;  ///< in whose name it was sent
    PupilId pupil;
    StaffId staff;                     ///< who says so
    std::vector<GuardianId> notified;  ///< all who are linked to the pupil at that moment: each is told
    friend bool operator==(const AuthorshipDisputed&, const AuthorshipDisputed&) = default;
};
BOOST_DESCRIBE_STRUCT(AuthorshipDisputed, (), (message, thread, guardian, pupil, staff, notified))

enum class Authorship : std::uint8_t { disputed = 1, confirmed = 2, denied = 3 };
BOOST_DESCRIBE_ENUM(Authorship, disputed, confirmed, denied)

/// The guardian in whose name it was sent says whether they wrote it: `confirmed` or `denied`.
struct AuthorshipAnswered {
    static constexpr EventTag kTag = EventTag::authorship_answered;
    static constexpr std::uint16_t kSchema = 1;
    MessageId message;
    ThreadId thread;
    GuardianId guardian;
    Authorship answer{};
    friend bool operator==(const AuthorshipAnswered&, const AuthorshipAnswered&) = default;
};
BOOST_DESCRIBE_STRUCT(AuthorshipAnswered, (), (message, thread, guardian, answer))

}  // namespace hometime
