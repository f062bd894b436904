// Facts about destroying what says something about a person: orders, holds that forbid it, and the keys that are gone.
#pragma once

#include <optional>
#include <vector>

#include "eventstore/base/json.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// What is about `subject` stays, whatever is due or asked for, until the hold ends. Who ordered it is the actor.
struct LegalHoldPlaced {
    static constexpr EventTag kTag = EventTag::legal_hold_placed;
    static constexpr std::uint16_t kSchema = 1;
    Subject subject;
    std::vector<RetentionClass> classes;  ///< empty: all
    std::optional<UtcTime> until;         ///< empty: until it is lifted
    Private reason;
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::school, 0}, RetentionClass::policy}; }
    friend bool operator==(const LegalHoldPlaced&, const LegalHoldPlaced&) = default;
};
BOOST_DESCRIBE_STRUCT(LegalHoldPlaced, (), (subject, classes, until, reason))

struct LegalHoldLifted {
    static constexpr EventTag kTag = EventTag::legal_hold_lifted;
    static constexpr std::uint16_t kSchema = 1;
    LegalHoldId hold;
    Subject subject;  ///< of the hold
    Private reason;
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::school, 0}, RetentionClass::policy}; }
    friend bool operator==(const LegalHoldLifted&, const LegalHoldLifted&) = default;
};
BOOST_DESCRIBE_STRUCT(LegalHoldLifted, (), (hold, subject, reason))

/// The texts of these classes about `subject` that stand in the log by now are to be destroyed. The keys follow.
struct ErasureOrdered {
    static constexpr EventTag kTag = EventTag::erasure_ordered;
    static constexpr std::uint16_t kSchema = 1;
    Subject subject;
    std::vector<RetentionClass> classes;
    Private reason;
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::school, 0}, RetentionClass::policy}; }
    friend bool operator==(const ErasureOrdered&, const ErasureOrdered&) = default;
};
BOOST_DESCRIBE_STRUCT(ErasureOrdered, (), (subject, classes, reason))

/// `held`: a legal hold stands. `must_keep`: the policy keeps a class for longer than anybody may ask.
enum class ErasureObstacle : std::uint8_t { held = 1, must_keep = 2 };
BOOST_DESCRIBE_ENUM(ErasureObstacle, held, must_keep)

/// Somebody asked for an erasure and was told that it may not be. Nothing was destroyed.
struct ErasureRefused {
    static constexpr EventTag kTag = EventTag::erasure_refused;
    static constexpr std::uint16_t kSchema = 1;
    Subject subject;
    std::vector<RetentionClass> classes;
    ErasureObstacle obstacle{};
    LegalHoldId hold;  ///< 0: no hold is in the way
    Private reason;    ///< why it was asked for
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::school, 0}, RetentionClass::policy}; }
    friend bool operator==(const ErasureRefused&, const ErasureRefused&) = default;
};
BOOST_DESCRIBE_STRUCT(ErasureRefused, (), (subject, classes, obstacle, hold, reason))

/// Why a key was destroyed. `restored`: it was gone already when a backup of the log came back.
enum class DestructionBasis : std::uint8_t { request = 1, expiry = 2, restored = 3 };
BOOST_DESCRIBE_ENUM(DestructionBasis, request, expiry, restored)

/// From this fact on nobody reads what this key sealed, here or in a copy. The key store follows at once, or at the
/// next start. Who is not yet through with it finds a new key for what comes later.
struct KeyDestroyed {
    static constexpr EventTag kTag = EventTag::key_destroyed;
    static constexpr std::uint16_t kSchema = 1;
    std::uint64_t key = 0;
    Subject subject;
    RetentionClass retention{};
    std::uint16_t school_year = 0;  ///< the calendar year in which it began
    DestructionBasis basis{};
    ErasureId erasure;  ///< the order; 0 without one
    friend bool operator==(const KeyDestroyed&, const KeyDestroyed&) = default;
};
BOOST_DESCRIBE_STRUCT(KeyDestroyed, (), (key, subject, retention, school_year, basis, erasure))

/// The keys that the order named are destroyed: how many there were.
struct ErasureCompleted {
    static constexpr EventTag kTag = EventTag::erasure_completed;
    static constexpr std::uint16_t kSchema = 1;
    ErasureId erasure;
    Subject subject;  ///< of the order
    std::uint64_t keys = 0;
    friend bool operator==(const ErasureCompleted&, const ErasureCompleted&) = default;
};
BOOST_DESCRIBE_STRUCT(ErasureCompleted, (), (erasure, subject, keys))

/// Why every remaining key was wrapped anew.
enum class RotationBasis : std::uint8_t { erasure = 1, rotation = 2 };
BOOST_DESCRIBE_ENUM(RotationBasis, erasure, rotation)

/// The key store has a new generation: keys that were destroyed before this fact are not in it, and what older copies
/// of the store were wrapped with is gone.
struct KeyStoreRotated {
    static constexpr EventTag kTag = EventTag::key_store_rotated;
    static constexpr std::uint16_t kSchema = 1;
    std::uint64_t generation = 0;
    RotationBasis basis{};
    friend bool operator==(const KeyStoreRotated&, const KeyStoreRotated&) = default;
};
BOOST_DESCRIBE_STRUCT(KeyStoreRotated, (), (generation, basis))

}  // namespace hometime
