// What people do at a school, at random and from a seed: mostly sensible, often not allowed, sometimes nonsense.
#pragma once

#include <random>
#include <vector>

#include "daemon/access/operations.h"
#include "tests/support/given.h"

namespace hometime::test {

/// One request, as the sequencer gets it.
struct Asked {
    Actor actor;
    Operation operation{};
    Object object;
    Command command;
};

class RandomCommands {
public:
    RandomCommands(const GivenSchool& given, std::uint64_t seed);

    /// Somebody asks for something.
    [[nodiscard]] Asked next();
    /// How long until then: mostly minutes, sometimes days.
    [[nodiscard]] std::chrono::microseconds pause();
    /// Remembers what was recorded, so that later requests are about things that exist.
    void learn(const std::vector<Event>& events, Sequence first);

private:
    struct Sent {
        MessageId message;
        ThreadId thread;
        StaffId staff;
    };

    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
    template <class T>
    T any(const std::vector<T>& from) {
        return from.empty() ? T{} : from[below(from.size())];
    }
    [[nodiscard]] Actor guardian() { return {ActorKind::guardian, any(adults_).value}; }
    [[nodiscard]] Actor staff() { return {ActorKind::staff, any(staff_).value}; }
    [[nodiscard]] Actor somebody_linked_to(PupilId pupil);
    [[nodiscard]] Actor office() const { return {ActorKind::staff, office_.value}; }
    [[nodiscard]] UtcTime later(std::uint64_t hours_most);

    [[nodiscard]] Asked write();
    [[nodiscard]] Asked link();
    [[nodiscard]] Asked restrict_or_lift();
    [[nodiscard]] Asked judge();
    [[nodiscard]] Asked meet();
    [[nodiscard]] Asked staff_writes();
    [[nodiscard]] Asked worry();
    [[nodiscard]] Asked office_works();

    const GivenSchool& given_;
    std::mt19937_64 random_;
    std::vector<PupilId> pupils_;
    std::vector<GuardianId> adults_;
    std::vector<StaffId> staff_;
    StaffId office_;
    std::vector<InviteId> invites_;
    std::vector<Sent> sent_;
    std::vector<MeetingId> meetings_;
    std::vector<std::pair<RestrictionId, PupilId>> restrictions_;
    std::vector<std::pair<MarkId, GuardianId>> marks_;
    std::vector<ConcernId> concerns_;
    std::vector<std::pair<AwayId, PupilId>> aways_;
    std::uint64_t account_ = 10'000;
};

}  // namespace hometime::test
