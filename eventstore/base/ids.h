// Identities. The id of a thing is the sequence of the fact that created it: small, sortable,
// deterministic, and meaningless outside its school.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hometime {

/// Place of a fact in its school's log. Gapless from 1; 0 means "none" or "before the first".
struct Sequence {
    std::uint64_t value = 0;
    friend constexpr auto operator<=>(Sequence, Sequence) = default;
    [[nodiscard]] constexpr Sequence next() const noexcept { return Sequence{value + 1}; }
    explicit constexpr operator bool() const noexcept { return value != 0; }
};

/// Strong id of one kind of thing; the number is a Sequence of its school's log. 0 means "none".
template <class Tag>
struct Id {
    std::uint64_t value = 0;
    friend constexpr auto operator<=>(Id, Id) = default;
    [[nodiscard]] constexpr Sequence sequence() const noexcept { return Sequence{value}; }
    [[nodiscard]] static constexpr Id at(Sequence sequence) noexcept { return Id{sequence.value}; }
    explicit constexpr operator bool() const noexcept { return value != 0; }
};

using PupilId = Id<struct PupilTag>;
using GuardianId = Id<struct GuardianTag>;
using StaffId = Id<struct StaffTag>;
using ClassId = Id<struct ClassTag>;
using InviteId = Id<struct InviteTag>;
using StaffCodeId = Id<struct StaffCodeTag>;
using ApprovalId = Id<struct ApprovalTag>;
using AccountFactId = Id<struct AccountFactTag>;
using ThreadId = Id<struct ThreadTag>;
using MessageId = Id<struct MessageTag>;
using DigestId = Id<struct DigestTag>;
using PostId = Id<struct PostTag>;
using AwardId = Id<struct AwardTag>;
using ReportId = Id<struct ReportTag>;
using ClosureId = Id<struct ClosureTag>;
using TrainingId = Id<struct TrainingTag>;
using MeetingId = Id<struct MeetingTag>;
using ConcernId = Id<struct ConcernTag>;
using MarkId = Id<struct MarkTag>;
using ConductItemId = Id<struct ConductItemTag>;
using RestrictionId = Id<struct RestrictionTag>;
using ReplyId = Id<struct ReplyTag>;
using CoverId = Id<struct CoverTag>;
using AwayId = Id<struct AwayTag>;
using PupilCodeId = Id<struct PupilCodeTag>;
using LegalHoldId = Id<struct LegalHoldTag>;
using ErasureId = Id<struct ErasureTag>;
using EveningId = Id<struct EveningTag>;
using NotificationId = Id<struct NotificationTag>;
using PolicyVersion = Id<struct PolicyTag>;      ///< Sequence of the PolicySet fact in force.
using CalendarVersion = Id<struct CalendarTag>;  ///< Sequence of the last fact that changed the calendar.

/// A school: 40 random bits, drawn when its log is opened. Opaque; says nothing about the school.
struct SchoolId {
    std::uint64_t value = 0;
    friend constexpr auto operator<=>(SchoolId, SchoolId) = default;
    explicit constexpr operator bool() const noexcept { return value != 0; }
};

/// "sch_" and eight Crockford base-32 characters, upper case (wire.md: 6 to 20 letters and digits).
[[nodiscard]] std::string to_string(SchoolId school);
/// Reads what to_string wrote; nullopt for anything else.
[[nodiscard]] std::optional<SchoolId> parse_school_id(std::string_view text);

/// Sixteen bytes that name one incarnation of one school's log (RFC 4122 version 4).
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};
    friend constexpr auto operator<=>(const Uuid&, const Uuid&) = default;
};
[[nodiscard]] std::string to_string(const Uuid& uuid);
[[nodiscard]] std::optional<Uuid> parse_uuid(std::string_view text);

/// A fact's whole address. A sequence alone means nothing.
struct Position {
    SchoolId school;
    Sequence sequence;
    friend constexpr auto operator<=>(Position, Position) = default;
};

}  // namespace hometime

template <class Tag>
struct std::hash<hometime::Id<Tag>> {
    std::size_t operator()(hometime::Id<Tag> id) const noexcept { return std::hash<std::uint64_t>{}(id.value); }
};
template <>
struct std::hash<hometime::SchoolId> {
    std::size_t operator()(hometime::SchoolId id) const noexcept { return std::hash<std::uint64_t>{}(id.value); }
};
